"""A connection that somebody looks on: each exchange with its bytes, as it begins, goes on and ends.

A server that nobody observes uses `Connection` itself and knows nothing of this. What is kept of each direction is
limited (`KEPT`); how much there was in all is counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sized
from dataclasses import dataclass
from itertools import count
from time import perf_counter, time
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

_EPOCH = time() - perf_counter()
_exchanges = count(1)
_connections = count(1)


class Kept:
    """The first bytes of a message as they came or went, and in `size` how many there were.

    Whoever reads `data` gets it with the secrets written over; in `raw` they still are.
    """

    __slots__ = ("raw", "size")

    def __init__(self, data: bytes = b"") -> None:
        self.raw: bytes | bytearray = data
        self.size = len(data)

    def add(self, data: bytes | bytearray | memoryview) -> None:
        """Keep `data`, as far as there is room."""
        room = KEPT - self.size
        self.size += len(data)
        if room > 0:
            if not isinstance(self.raw, bytearray):
                self.raw = bytearray(self.raw)
            self.raw += data[:room]

    def split_off(self, length: int) -> Kept:
        """Return the last `length` bytes, which belong to the next message; nothing where they were not kept."""
        rest = Kept()
        self.size -= length
        rest.add(self.raw[self.size :])
        self.raw = self.raw[: self.size]
        return rest

    def __len__(self) -> int:
        return len(self.raw)

    @property
    def data(self) -> bytes:
        """Return what was kept."""
        return SecretLines().mask(bytes(self.raw))

    @property
    def has_secrets(self) -> bool:
        """Tell whether `data` is not what came."""
        return self.data != self.raw

    @property
    def is_cut(self) -> bool:
        """Tell whether there was more than was kept."""
        return self.size > KEPT


Came = bytes | Kept
"""A message: as one piece, which most come and go in, or as what is kept of several.

A server can answer in 15 microseconds, so looking on has to be a few assignments: no object more than it takes, no call
more, and what can be found out later is not found out here.
"""


def _with(before: Came, data: bytes | bytearray | memoryview) -> Came:
    """Return the message whose bytes are those `before` and `data`."""
    if not before and len(data) <= KEPT:
        return bytes(data)
    kept = before if isinstance(before, Kept) else Kept(before)
    kept.add(data)
    return kept


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
    messages as they came and went, framing included; `came` and `went` are the same, secrets and all, to be filled and
    weighed. `place` counts the exchanges of the connection. `began` (with the head of the request), `answered` (with
    that of the final response) and `ended` are on the clock of `time.perf_counter`. `failure` is what the client was
    told of an application that failed, and what the log has. `behind` is what was noted of another exchange, for which
    the client waited, by whoever began it.
    """

    __slots__ = (
        "_method",
        "_target",
        "answered",
        "began",
        "behind",
        "came",
        "complete",
        "connection",
        "ended",
        "failure",
        "number",
        "place",
        "refusal",
        "went",
    )

    def __init__(self, connection: Accepted, request: h1.Request | None, received: Came) -> None:
        self.number = next(_exchanges)
        self.connection = connection
        self.place = connection.exchanges = connection.exchanges + 1
        self.began = perf_counter()
        self.answered: float | None = None
        self.ended: float | None = None
        self.refusal: AntiphonError | None = None
        self.failure: str | None = None
        self.complete = False
        self.behind: Sized | None = None
        self._method = None if request is None else request.method
        self._target = None if request is None else request.target
        self.came = received
        self.went: Came = b""

    @property
    def started_at(self) -> float:
        """Return when it began, in seconds since 1970."""
        return _EPOCH + self.began

    @property
    def method(self) -> str | None:
        """Return the method of the request."""
        return None if self._method is None else self._method.decode("latin-1")

    @property
    def target(self) -> str | None:
        """Return the target of the request, secrets masked."""
        return None if self._target is None else mask_query(self._target.decode("latin-1"))

    @property
    def received(self) -> Kept:
        """Return the request as it came."""
        return self.came if isinstance(self.came, Kept) else Kept(self.came)

    @property
    def sent(self) -> Kept:
        """Return what was sent, interim responses included."""
        return self.went if isinstance(self.went, Kept) else Kept(self.went)

    @property
    def status(self) -> int | None:
        """Return the status of the final response, None before there is one."""
        if self.answered is None:
            return None
        return _final_status(self.went.raw if isinstance(self.went, Kept) else self.went)

    @property
    def weight(self) -> int:
        """Return how many bytes are kept of it."""
        behind = 0 if self.behind is None else len(self.behind)
        return len(self.came) + len(self.went) + behind

    def give(self, data: bytes | bytearray | memoryview) -> None:
        """Note that `data` was sent."""
        if self.answered is None and data[9:10] != b"1":
            self.answered = perf_counter()
        self.went = _with(self.went, data)


def _final_status(sent: bytes | bytearray) -> int | None:
    """Return the status in `sent`, behind interim responses; None where these are all that was kept."""
    place = 0
    while sent[place + 9 : place + 10] == b"1":
        place = sent.find(b"\r\n\r\n", place) + 4
    status = sent[place + 9 : place + 12]
    return int(status) if status.isdigit() else None


class Observer(Protocol):
    """Who looks on. It is called in the loop, in the midst of an exchange, so it does not wait.

    About requests whose target begins with `doubtful` it is asked whether it `wants` them.
    """

    doubtful: bytes

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


class ObservedConnection(Connection):
    """A `Connection` whose exchanges are told to the server's observer."""

    __slots__ = ("_accepted", "_arrived", "_observer", "served")

    def __init__(self, server: Server, observer: Observer, scheme: str = "http") -> None:
        super().__init__(server, scheme)
        self._observer = observer
        self._accepted: Accepted
        self.served: Served | None = None
        """The exchange under way, None where there is none or it is not wanted."""
        self._arrived: Came = b""
        """What came since the message before."""

    # -- what comes ------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Tell of the connection, and look at what is written from now on."""
        channel = transport.get_extra_info("antiphon_channel")
        client, local = addresses(transport)
        self._accepted = Accepted(
            next(_connections),
            address_text(client),
            address_text(local),
            self.scheme,
            time(),
            None if channel is None else Secured.of(channel),
        )
        self._observer.accepted(self._accepted)
        super().connection_made(ObservedTransport(transport, self))  # type: ignore[arg-type]

    # The class above is called by its name, since `super` takes as long as what is done here.

    def data_received(self, data: bytes) -> None:
        """Keep the bytes, whatever they mean."""
        if self._arrived or len(data) > KEPT:
            self._add(data)
        else:
            self._arrived = data
        Connection.data_received(self, data)

    def _add(self, data: bytes) -> None:
        self._arrived = _with(self._arrived, data)
        if self.served is not None:
            self.served.came = self._arrived

    def _open(self, request: h1.Request) -> None:
        observer = self._observer
        if not request.target.startswith(observer.doubtful) or observer.wants(request):
            self.served = served = Served(self._accepted, request, self._arrived)
            observer.began(served)
        Connection._open(self, request)

    def _next_exchange(self) -> list[h1.Event]:
        served = self.served
        if served is not None:
            self._end(served)
        if self.h1.held:
            self._split_off()
        else:
            self._arrived = b""
        return Connection._next_exchange(self)

    def _split_off(self) -> Kept:
        """Keep the bytes of the next request alone, and return those of the one before."""
        before = self._arrived if isinstance(self._arrived, Kept) else Kept(self._arrived)
        self._arrived = before.split_off(self.h1.held)
        return before

    # -- what goes -------------------------------------------------------------------------------------------------

    def refuse(self, error: AntiphonError) -> None:
        """Tell what is refused, and with which bytes."""
        self._note_refusal(error)
        super().refuse(error)
        self._end_any()

    def _truncated(self, error: AntiphonError) -> None:
        self._note_refusal(error)
        super()._truncated(error)
        self._end_any()

    def _note_refusal(self, error: AntiphonError) -> None:
        if self.served is None:
            self.served = Served(self._accepted, None, self._arrived)
            self._observer.began(self.served)
        self.served.refusal = error

    def fail(self, fault: Fault, instance: str) -> None:
        """Tell that the application failed; `instance` is what the client is told, and what the log has."""
        if self.served is not None:
            self.served.failure = instance
        super().fail(fault, instance)

    def linger(self) -> None:
        """Tell that the exchange is over: what still comes is thrown away."""
        super().linger()
        self._end_any()

    def close(self) -> None:
        """Tell that the exchange is over: it was the last one."""
        super().close()
        self._end_any()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that the connection is gone, and that an exchange under way came to nothing."""
        super().connection_lost(exc)
        self._end_any()
        self._observer.closed(self._accepted)

    def _end_any(self) -> None:
        if self.served is not None:
            self._end(self.served)

    def _end(self, served: Served) -> None:
        self.served = None
        machine = self.h1
        if machine.held:
            served.came = self._split_off()
        served.complete = machine.ours is h1.DONE
        served.ended = perf_counter()
        self._observer.ended(served)


class ObservedTransport(LayeredTransport):
    """A transport whose writes are told to its connection. Most responses are one write."""

    __slots__ = ("_connection",)

    def __init__(self, below: asyncio.Transport, connection: ObservedConnection) -> None:
        super().__init__(below)
        self._connection = connection

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Tell, and send."""
        served = self._connection.served
        if served is not None:
            if served.went or len(data) > KEPT or data[9:10] == b"1":
                served.give(data)
            else:
                served.answered = perf_counter()
                served.went = bytes(data)
        self._below.write(data)

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        """Tell, and send all of it."""
        parts = list(list_of_data)
        served = self._connection.served
        if served is not None:
            for part in parts:
                served.give(part)
        self._below.writelines(parts)


def address_text(address: tuple[str, int] | tuple[str, int | None] | None) -> str:
    """Return an address as people write it, nothing where there is none."""
    if address is None:
        return ""
    # Those of IPv6 have two more parts.
    host, port = address[:2]
    if port is None:
        return host
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
