"""Exchanges made by hand, of which every part is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from antiphon.inspect import Exchange, Explanation
from antiphon.inspect.blocks.block import Fact
from antiphon.inspect.blocks.explanation import explanation_of
from antiphon.inspect.exchange import Framing, RequestMessage, ResponseMessage
from antiphon.semantics.fields import Fields
from antiphon.semantics.url import URL

NOW = 1_800_000_000.0


def request(
    method: str = "GET", url: str = "https://example.org/a", content: bytes = b"", **fields: str
) -> RequestMessage:
    parsed = URL.parse(url)
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return RequestMessage(
        method,
        parsed.request_target.decode(),
        "HTTP/1.1",
        Fields({"Host": parsed.authority, **named}),
        url=parsed,
        content=content,
    )


def response(status: int = 200, content: bytes | None = b"ok", /, **fields: str) -> ResponseMessage:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    size = None if content is None else len(content)
    return ResponseMessage(
        status, "", "HTTP/1.1", Fields(named), content=content, encoded_size=size, framing=Framing.LENGTH, complete=True
    )


def exchange(asked: RequestMessage | None = None, came: ResponseMessage | None = None, **more: Any) -> Exchange:
    return Exchange(asked or request(), came, **{"started_at": NOW, **more})


def shown(*exchanges: Exchange, **more: Any) -> Explanation:
    return explanation_of(exchanges, **{"now": NOW, "findings": (), **more})


def fact(explanation: Explanation, block: str, name: str, exchange: int | None = None) -> Fact:
    """Return the first fact of `name` in a block."""
    found = explanation.of(block, exchange)
    assert found is not None, block
    return next(each for each in found.facts if each.name == name)


def names_of(explanation: Explanation, block: str) -> list[str]:
    found = explanation.of(block)
    return [] if found is None else [each.name for each in found.facts]


def with_url(message: RequestMessage, url: str) -> RequestMessage:
    return replace(message, url=URL.parse(url), target=URL.parse(url).request_target.decode())
