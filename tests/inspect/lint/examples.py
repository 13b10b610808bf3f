"""How an example of a rule is written: an exchange that breaks it, and one next to it that does not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from antiphon.inspect.exchange import Exchange, Journey, RequestMessage, ResponseMessage
from antiphon.semantics.fields import Fields
from antiphon.semantics.url import URL

NOW = 1_700_000_000
"""Tue, 14 Nov 2023 22:13:20 GMT: when the exchanges of the examples were."""
DATE = "Date: Tue, 14 Nov 2023 22:13:20 GMT"


@dataclass(frozen=True)
class Example:
    """`wrong` is found to be so by `rule`, as `code`, in these words; `right` is not."""

    rule: int
    code: str
    en: str
    es: str
    wrong: Journey
    right: Journey


def fields_of(lines: list[str]) -> Fields:
    pairs = [line.partition(": ")[::2] for line in lines]
    return Fields.of_checked((name.encode(), value.encode("latin-1")) for name, value in pairs)


def request_of(text: str, content: bytes | None) -> RequestMessage:
    """Return the request in ``METHOD URL``, then a field a line."""
    first, *lines = text.split("\n")
    method, _, target = first.partition(" ")
    url = URL.parse(target) if "://" in target else None
    shown = target if url is None else url.request_target.decode()
    return RequestMessage(method, shown, "HTTP/1.1", fields_of(lines), url=url, content=content)


def response_of(text: str, content: bytes | None) -> ResponseMessage:
    """Return the response in ``STATUS``, then a field a line."""
    status, *lines = text.split("\n")
    size = None if content is None else len(content)
    return ResponseMessage(int(status), "", "HTTP/1.1", fields_of(lines), content=content, encoded_size=size)


def exchange(
    request: str, response: str = "", content: bytes | None = None, *, sent: bytes | None = b"", **more: Any
) -> Exchange:
    """Return an exchange; without `response` there is none. `more` are attributes of `Exchange`."""
    answer = response_of(response, content) if response else None
    return Exchange(request_of(request, sent), answer, started_at=more.pop("started_at", NOW), **more)


def one(
    request: str, response: str = "", content: bytes | None = None, *, sent: bytes | None = b"", **more: Any
) -> Journey:
    """Return a journey of one exchange."""
    return (exchange(request, response, content, sent=sent, **more),)


def told(journey: Journey, **response: Any) -> Journey:
    """Return `journey` with other facts about its last response."""
    *before, last = journey
    assert last.response is not None
    return (*before, replace(last, response=replace(last.response, **response)))
