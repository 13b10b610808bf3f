"""An exchange as it is judged and explained: values, whichever source they come from.

A live exchange (`from_trace`, `from_response`), a HAR file (`from_har`), bytes that somebody pasted (`from_bytes`), or
one that the server saw (the console): rules and explanations see the same. What a source does not know is None, and no
rule concludes anything from that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from ..semantics.fields import Fields

if TYPE_CHECKING:
    from ..client.attempts import FailedAttempt
    from ..client.cache.decision import CacheDecision
    from ..client.connection_facts import ConnectionFacts
    from ..faults import AntiphonError, Fault
    from ..semantics.url import URL
    from .record import Record


class Framing(StrEnum):
    """How the end of a message's content is known (RFC 9112 §6.3)."""

    NONE = "none"
    """There is no content, by method or status."""
    LENGTH = "length"
    CHUNKED = "chunked"
    CLOSE = "close"
    """The end of the connection is the end of the content."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Bytes of a message that break a rule: `fault` with `details`, at `start` up to `end` of the message's `raw`."""

    fault: Fault
    details: dict[str, object]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RequestMessage:
    """A request. `target` is as it was sent; `url` what it means, None where nobody can tell.

    `content` is None where it is not known; `raw` is the head, and what was kept of the content, as it was sent,
    secrets written over. `added` are the lower-case names of the fields that the client put there by itself.
    """

    method: str
    target: str
    version: str
    fields: Fields
    url: URL | None = None
    content: bytes | None = None
    raw: bytes | None = field(default=None, repr=False)
    flaws: tuple[Flaw, ...] = ()
    added: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Interim:
    """An interim response (RFC 9110 §15.2)."""

    status: int
    reason: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class ResponseMessage:
    """A response. `content` is decoded, None where it is not known, or was cut (`content_cut`).

    `encoded_size` counts the bytes of the content as they came, content codings on and transfer codings off.
    `declared` is the value of Content-Length where it is a number. `complete` tells whether the whole message came,
    None where nobody can tell.
    """

    status: int
    reason: str
    version: str
    fields: Fields
    content: bytes | None = None
    encoded_size: int | None = None
    framing: Framing | None = None
    complete: bool | None = None
    content_cut: bool = False
    trailers: Fields = field(default_factory=Fields)
    interim: tuple[Interim, ...] = ()
    raw: bytes | None = field(default=None, repr=False)
    flaws: tuple[Flaw, ...] = ()

    @property
    def declared(self) -> int | None:
        """Return the length that the response declares, None where it declares none, or several that differ."""
        values = set(self.fields.get_all("content-length"))
        value = values.pop() if len(values) == 1 else ""
        return int(value) if value.isascii() and value.isdecimal() and len(value) <= 18 else None


@dataclass(frozen=True, slots=True)
class Phases:
    """Seconds that each phase took, None where there was none or nobody knows.

    `blocked` is waiting for a connection, `connect` that of TCP, `send` the request, `wait` from its last byte to the
    first of the response, `receive` the rest. `total` is all of it.
    """

    blocked: float | None = None
    resolve: float | None = None
    connect: float | None = None
    proxy: float | None = None
    tls: float | None = None
    send: float | None = None
    wait: float | None = None
    receive: float | None = None
    total: float | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came of it: a response, or an `error`, or, while it lasts, neither.

    `started_at` is in seconds since 1970. `record` has what was told of it below HTTP where somebody listened: names,
    connections, TLS messages, bytes. `probe` tells whether it is not the user's, but was sent to learn more about one
    that is; `speaks_tls` whether a port that had closed plain HTTP in silence then answered a handshake;
    `accepts_version` which prohibited version of TLS the server agreed to when it was offered nothing newer, None where
    it refused or was not asked.
    """

    request: RequestMessage
    response: ResponseMessage | None = None
    error: AntiphonError | None = None
    started_at: float | None = None
    phases: Phases = Phases()
    connection: ConnectionFacts | None = None
    cache: CacheDecision | None = None
    attempts: tuple[FailedAttempt, ...] = ()
    record: Record | None = None
    probe: bool = False
    speaks_tls: bool = False
    accepts_version: str | None = None

    @property
    def is_unsent(self) -> bool:
        """Tell whether the exchange failed before a byte of the request had left."""
        return bool(getattr(self.error, "unsent", False))

    @property
    def secure(self) -> bool | None:
        """Tell whether the exchange was over TLS, None where nobody knows."""
        if self.connection is not None and self.connection.tls is not None:
            return True
        return None if self.request.url is None else self.request.url.scheme == "https"


Journey = tuple[Exchange, ...]
"""The exchanges of one request of a user, in order: redirects, challenges and their answers, then probes."""
