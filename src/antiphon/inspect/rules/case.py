"""What a rule is given, an exchange and those around it, and what it gives back."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from ...faults import Fault, InvalidURL, JSONDecodeError
from ...faults.document import JSON_DUPLICATE_NAME, JSON_NUMBER_TOO_LONG, JSON_SURROGATE, JSON_TOO_DEEP
from ...faults.message import INCOMPLETE_HEAD
from ...semantics.fields import Fields
from ...semantics.json_text import read_json
from ...semantics.media_types import MediaType, parse_media_type
from ...semantics.redirects import REDIRECT_STATUSES
from ...semantics.url import URL
from ...tls.handshake_messages import VERSIONS, certificates
from ..exchange import Exchange, Journey, RequestMessage, ResponseMessage

_AMBIGUOUS = (JSON_DUPLICATE_NAME, JSON_NUMBER_TOO_LONG, JSON_SURROGATE, JSON_TOO_DEEP)
_HANDSHAKE = 22
_CERTIFICATE = 11
_LARGEST_JSON = 4 * 1024 * 1024
_LONGEST_DETAIL = 300

NEAR = 40
"""How many exchanges about one URL are looked at, before and after: an archive may have thousands."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule saw: a row of the fault table, where, and what fills its sentence. See `Finding`."""

    fault: Fault
    place: str
    details: dict[str, object] = field(default_factory=dict)


def seen(fault: Fault, place: str, **details: object) -> Seen:
    """Return what a rule saw; values that are too long for a sentence are cut."""
    return Seen(fault, place, {name: _shortened(detail) for name, detail in details.items()})


def _shortened(detail: object) -> object:
    too_long = isinstance(detail, str) and len(detail) > _LONGEST_DETAIL
    return f"{str(detail)[:_LONGEST_DETAIL]}…" if too_long else detail


@dataclass(frozen=True, slots=True)
class Content:
    """Content that was read as JSON: its `value`, and the `error` that says why it is none.

    Where it is `ambiguous`, it is JSON all the same, and the `error` says who reads it differently.
    """

    value: Any = None
    error: JSONDecodeError | None = None
    ambiguous: bool = False


class Surroundings:
    """A journey, looked through once: which exchanges are about which URL."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        self._at: dict[URL, list[int]] = {}
        for index, exchange in enumerate(journey):
            if exchange.request.url is not None:
                self._at.setdefault(exchange.request.url.without_fragment(), []).append(index)

    def near(self, url: URL | None, index: int) -> list[int]:
        """Return the numbers of the exchanges whose request was for `url`, in order: those next to number `index`."""
        if url is None:
            return []
        found = self._at.get(url.without_fragment(), [])
        place = bisect_left(found, index)
        return found[max(0, place - NEAR) : place + NEAR]


class Case:
    """The exchange number `index` of a journey. `now` is in seconds since 1970, None where the time does not matter."""

    def __init__(self, surroundings: Surroundings, index: int, now: float | None = None) -> None:
        self._surroundings = surroundings
        self._now = now
        self.index = index
        self.exchange: Exchange = surroundings.journey[index]
        self.request: RequestMessage = self.exchange.request
        self.response: ResponseMessage | None = self.exchange.response

    @property
    def journey(self) -> Journey:
        """Return all exchanges."""
        return self._surroundings.journey

    @property
    def moment(self) -> float | None:
        """Return when the exchange began; where that is not known, what time it is."""
        return self._now if self.exchange.started_at is None else self.exchange.started_at

    @property
    def is_cut_in_head(self) -> bool:
        """Tell whether the connection ended inside the head: then a field that is missing may have been on its way."""
        error = self.exchange.error
        cause = None if error is None else error.details.get("cause")
        return INCOMPLETE_HEAD in (getattr(error, "fault", None), getattr(cause, "fault", None))

    @property
    def host(self) -> str:
        """Return the host that was asked for, as people write it."""
        url = self.request.url
        return url.host if url is not None else self.request.fields.get("host", "?")

    @property
    def method(self) -> str:
        """Return the method of the request, empty where there is only a response to see."""
        return self.request.method

    @cached_property
    def media_type(self) -> MediaType | None:
        """Return the Content-Type of the response, None without one that can be read."""
        return None if self.response is None else parse_media_type(self.response.fields.get("content-type", ""))

    @cached_property
    def json(self) -> Content | None:
        """Return the content of the response read as JSON; None where it is not known, empty or too long to look at."""
        return None if self.response is None else content_of_json(self.response.content)

    @cached_property
    def certificates(self) -> tuple[bytes, ...]:
        """Return the certificates that the server showed, its own first, in DER; none where nobody saw them."""
        facts = self.exchange.connection
        if facts is not None and facts.tls is not None and facts.tls.certificates:
            return facts.tls.certificates
        record = self.exchange.record
        for message in record.tls_messages if record is not None else ():
            if message.content_type == _HANDSHAKE and message.kind == _CERTIFICATE and not message.sent:
                return certificates(message.data, VERSIONS.get(message.version, "")).certificates
        return ()

    @cached_property
    def target(self) -> URL | InvalidURL | None:
        """Return where a redirect leads, or the error where that is no URL; None where there is none, or no base."""
        response, url = self.response, self.request.url
        if response is None or response.status not in REDIRECT_STATUSES or "location" not in response.fields:
            return None
        location = response.fields.get_all("location")[0].strip(" \t")
        if not location:
            return None
        try:
            return url.join(location) if url is not None else URL.parse(location)
        except InvalidURL as error:
            return error if url is not None else None

    @cached_property
    def following(self) -> Case | None:
        """Return the next exchange, where a redirect led to it."""
        if not isinstance(self.target, URL) or self.exchange.probe:
            return None
        later = (index for index in self._surroundings.near(self.target, self.index) if index > self.index)
        index = next(later, None)
        return None if index is None or self.journey[index].probe else self.at(index)

    def at(self, index: int) -> Case:
        """Return the case of another exchange of the journey."""
        return Case(self._surroundings, index, self._now)

    def others(self) -> Iterator[Case]:
        """Yield the other exchanges about the same URL, in order, probes among them."""
        near = self._surroundings.near(self.request.url, self.index)
        yield from (self.at(index) for index in near if index != self.index)

    def asked_at(self, url: URL) -> Iterator[Case]:
        """Yield the exchanges about `url`, in order."""
        yield from (self.at(index) for index in self._surroundings.near(url, self.index))

    def probes(self, method: str) -> Iterator[Case]:
        """Yield the probes with `method` about the same URL that got a response."""
        for other in self.others():
            if other.exchange.probe and other.method == method and other.response is not None:
                yield other


def content_of_json(content: bytes | None) -> Content | None:
    """Return `content` read as JSON; None where it is not known, empty or too long to look at."""
    if not content or len(content) > _LARGEST_JSON:
        return None
    try:
        return Content(read_json(content))
    except JSONDecodeError as error:
        if error.fault not in _AMBIGUOUS:
            return Content(error=error)
        try:
            return Content(json.loads(content), error, ambiguous=True)
        except (ValueError, RecursionError):
            return Content(error=error, ambiguous=True)


Rule: TypeAlias = Callable[[Case], Iterable[Seen]]
ResponseRule: TypeAlias = Callable[[Case, ResponseMessage], Iterable[Seen]]


def answered(rule: ResponseRule) -> Rule:
    """Return `rule` for every case: where there is no response, or only a part of its head, it sees nothing."""

    def judged(case: Case) -> Iterable[Seen]:
        return () if case.response is None or case.is_cut_in_head else rule(case, case.response)

    judged.__doc__ = rule.__doc__
    judged.__name__ = rule.__name__
    return judged


def members(value: str | None) -> list[str]:
    """Return the members of a list of tokens, in lower case (RFC 9110 §5.6.1)."""
    return [member for part in (value or "").split(",") if (member := part.strip(" \t").lower())]


def varies_by(fields: Fields, name: str) -> bool:
    """Tell whether Vary has `name`, a lower-case name, or says that everything counts."""
    varying = members(fields.get("vary"))
    return name in varying or "*" in varying
