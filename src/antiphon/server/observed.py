"""A connection that somebody looks on: each exchange with its bytes, as it begins, goes on and ends.

A server that nobody observes uses `Connection` itself and knows nothing of this. What is kept of each direction is
limited (`KEPT`); how much there was in all is counted.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Protocol

from ..faults import AntiphonError, Fault
from ..semantics.secret_lines import SecretLines
from ..semantics.secrets import mask_query
from ..wire import h1
from .connection import Connection, addresses
from .layered_transport import LayeredTransport

if TYPE_CHECKING:
    from ..tls.channel import Channel
    from .server import Server

KEPT = 64 * 1024
"""How many bytes of each direction of an exchange are kept."""

_exchanges = count(1)
_connections = count(1)


class Kept:
    """The first bytes of a message as they came or went, and in `size` how many there were.

    Whoever reads `data` gets it with the secrets written over.
    """

    # Most messages come and go in one piece: a list of pieces would cost as much as all the rest.
    __slots__ = ("_first", "_more", "size")

    def __init__(self) -> None:
        self._first = b""
        self._more: bytearray | None = None
        self.size = 0

    def add(self, data: bytes | bytearray | memoryview) -> None:
        """Keep `data`, as far as there is room."""
        before = self.size
        self.size += len(data)
        if not before and self.size <= KEPT:
            self._first = bytes(data)
        elif before < KEPT:
            if self._more is None:
                self._more = bytearray()
            self._more += data[: KEPT - before]

    def split_off(self, length: int) -> Kept:
        """Return the last `length` bytes, which belong to the next message; nothing where they were not kept."""
        rest = Kept()
        if length:
            data = self._raw
            self.size -= length
            self._first, self._more = data[: self.size], None
            rest.add(data[self.size :])
        return rest

    @property
    def _raw(self) -> bytes:
        return self._first if self._more is None else self._first + self._more

    @property
    def data(self) -> bytes:
        """Return what was kept."""
        return SecretLines().mask(self._raw)

    @property
    def has_secrets(self) -> bool:
        """Tell whether `data` is not what came."""
        return self.data != self._raw

    @property
    def is_cut(self) -> bool:
        """Tell whether there was more than was kept."""
        return self.size > KEPT


@dataclass(frozen=True, slots=True)
class Secured:
    """What a client and the server agreed on in TLS; `server_name` is the one that was asked for (SNI)."""

    version: str
    cipher: str
    alpn: str | None
    server_name: str | None
    resumed: bool

    @classmethod
    def of(cls, channel: Channel) -> Secured:
        """Return what `channel` knows, whose handshake is complete."""
        return cls(channel.version or "", channel.cipher or "", channel.alpn, channel.sni, channel.session_reused)


@dataclass(slots=True, eq=False)
class Accepted:
    """A client's connection. Addresses are ``host:port``, `accepted_at` is in seconds since 1970."""

    number: int
    client: str
    local: str
    scheme: str
    accepted_at: float
    tls: Secured | None
    exchanges: int = 0


class Served:
    """One exchange as the server sees it, while it lasts and afterwards.

    `method` and `target`, its secrets masked, are None where no head could be read. `received` and `sent` are the two
    messages as they came and went, framing included. `place` counts the exchanges of the connection. `began` (with the
    head of the request), `answered` (with that of the final response) and `ended` are on the clock of
    `time.perf_counter`, `started_at` in seconds since 1970. `failure` is what the client was told of an application
    that failed, and what the log has.
    """

    __slots__ = (
        "_method",
        "_target",
        "answered",
        "began",
        "complete",
        "connection",
        "ended",
        "failure",
        "number",
        "place",
        "received",
        "refusal",
        "sent",
        "started_at",
        "status",
    )

    def __init__(self, number: int, connection: Accepted, request: h1.Request | None, received: Kept) -> None:
        self.number = number
        self.connection = connection
        self.started_at = time.time()
        self.began = time.perf_counter()
        self.received = received
        self.sent = Kept()
        self.place = connection.exchanges
        self._method = None if request is None else request.method
        self._target = None if request is None else request.target
        self.status: int | None = None
        self.answered: float | None = None
        self.ended: float | None = None
        self.refusal: AntiphonError | None = None
        self.failure: str | None = None
        self.complete = False

    @property
    def method(self) -> str | None:
        """Return the method of the request."""
        return None if self._method is None else self._method.decode("latin-1")

    @property
    def target(self) -> str | None:
        """Return the target of the request, secrets masked."""
        return None if self._target is None else mask_query(self._target.decode("latin-1"))

    def give(self, data: bytes | bytearray | memoryview) -> None:
        """Note that `data` was sent."""
        if self.answered is None and data[9:10] != b"1":
            self.answered = time.perf_counter()
            self.status = int(bytes(data[9:12]))
        self.sent.add(data)


class Observer(Protocol):
    """Who looks on. It is called in the loop, in the midst of an exchange, so it does not wait."""

    def wants(self, request: h1.Request) -> bool:
        """Tell whether the exchange of `request` is to be observed."""

    def began(self, served: Served) -> None:
        """Learn of an exchange, whose head has been read or refused."""

    def ended(self, served: Served) -> None:
        """Learn that it is over."""

    def accepted(self, connection: Accepted) -> None:
        """Learn of a connection that can be used: with TLS, after the handshake."""

    def closed(self, connection: Accepted) -> None:
        """Learn that it is gone."""

    def handshake_failed(self, client: str, error: AntiphonError) -> None:
        """Learn that there was no exchange: TLS failed."""

    def draining(self) -> None:
        """Learn that the server takes no more requests."""


class ObservedConnection(Connection):
    """A `Connection` whose exchanges are told to the server's observer."""

    __slots__ = ("_accepted", "_arrived", "_observer", "_served")

    def __init__(self, server: Server, observer: Observer, scheme: str = "http") -> None:
        super().__init__(server, scheme)
        self._observer = observer
        self._accepted: Accepted
        self._served: Served | None = None
        self._arrived = Kept()
        """What came since the message before."""

    # -- what comes ------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Tell of the connection, and look at what is written from now on."""
        channel = transport.get_extra_info("antiphon_channel")
        client, local = addresses(transport)
        self._accepted = Accepted(
            next(_connections),
            _name(client),
            _name(local),
            self.scheme,
            time.time(),
            None if channel is None else Secured.of(channel),
        )
        self._observer.accepted(self._accepted)
        super().connection_made(ObservedTransport(transport, self))  # type: ignore[arg-type]

    def data_received(self, data: bytes) -> None:
        """Keep the bytes, whatever they mean."""
        self._arrived.add(data)
        super().data_received(data)

    def _open(self, request: h1.Request) -> None:
        if self._observer.wants(request):
            self._begin(request)
        super()._open(request)

    def _begin(self, request: h1.Request | None) -> Served:
        connection = self._accepted
        connection.exchanges += 1
        served = self._served = Served(next(_exchanges), connection, request, self._arrived)
        self._observer.began(served)
        return served

    def _next_exchange(self) -> list[h1.Event]:
        self._end()
        self._arrived = self._arrived.split_off(self.h1.held)
        return super()._next_exchange()

    # -- what goes -------------------------------------------------------------------------------------------------

    def written(self, data: bytes | bytearray | memoryview) -> None:
        """Note what was written to the transport."""
        if self._served is not None:
            self._served.give(data)

    def _finish_response(self, size: int) -> None:
        served = self._served
        if served is not None:
            served.complete = True
        super()._finish_response(size)
        if self._served is served:
            self._end()

    def refuse(self, error: AntiphonError) -> None:
        """Tell what is refused, and with which bytes."""
        self._note_refusal(error)
        super().refuse(error)
        self._end()

    def _truncated(self, error: AntiphonError) -> None:
        self._note_refusal(error)
        super()._truncated(error)
        self._end()

    def _note_refusal(self, error: AntiphonError) -> None:
        served = self._served
        if served is None:
            served = self._begin(None)
        served.refusal = error

    def fail(self, fault: Fault, instance: str) -> None:
        """Tell that the application failed; `instance` is what the client is told, and what the log has."""
        if self._served is not None:
            self._served.failure = instance
        super().fail(fault, instance)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that the connection is gone, and that an exchange under way came to nothing."""
        super().connection_lost(exc)
        self._end()
        self._observer.closed(self._accepted)

    def _end(self) -> None:
        served, self._served = self._served, None
        if served is not None:
            served.ended = time.perf_counter()
            self._observer.ended(served)


class ObservedTransport(LayeredTransport):
    """A transport whose writes are told to its connection."""

    __slots__ = ("_connection",)

    def __init__(self, below: asyncio.Transport, connection: ObservedConnection) -> None:
        super().__init__(below)
        self._connection = connection

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Tell, and send."""
        self._connection.written(data)
        self._below.write(data)

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        """Tell, and send all of it."""
        parts = list(list_of_data)
        for part in parts:
            self._connection.written(part)
        self._below.writelines(parts)


def _name(address: tuple[str, int] | tuple[str, int | None] | None) -> str:
    """Return an address as people write it, nothing where there is none."""
    if address is None:
        return ""
    host, port = address
    if port is None:
        return host
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
