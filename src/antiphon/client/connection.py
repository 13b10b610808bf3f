"""One connection to a server: opened through any world, secured, and used for one exchange after another."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ..faults import (
    AntiphonError,
    BrokenResponse,
    ConnectionError,
    Phase,
    ReadTimeout,
    RequestError,
    TLSError,
    WriteTimeout,
)
from ..faults.exchange import NO_RESPONSE, PROTOCOL_BROKEN, RESPONSE_OVER_LIMIT
from ..faults.message import HEAD_TOO_LARGE, STATUS_LINE, TOO_MANY_FIELDS
from ..net.network import ConnectOptions, Network, Stream, authority
from ..net.run import run
from ..wire import h1
from .connection_facts import ConnectionFacts
from .content import PIECE, Content, Empty, Whole
from .other_protocols import not_http, spoken_first
from .securing import secure
from .timeouts import Timeouts

if TYPE_CHECKING:
    import ssl

    from ..tls.channel import Channel
    from ..tls.pins import Pins
    from .proxies.way import Way

_LIMITS = (HEAD_TOO_LARGE, TOO_MANY_FIELDS)
"""Faults of a response that keeps to HTTP/1.1: only the limits of this end are against it."""
_CONTINUE_WAIT = 1.0
"""How many seconds a server has to answer ``Expect: 100-continue``; then content is sent all the same, as by curl."""
_AT_ONCE = 0.1
"""The limit in seconds for what never waits: reading what has arrived, and a few bytes into an empty buffer."""

Progress = Callable[[int, int | None], object]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where to connect and how: what two requests must share to share a connection.

    `context` stands for every setting of TLS; None is plain. `way` leads through a proxy, None is straight. `pins` are
    those of the host, `limits` those of what it sends. Compared by identity: an engine makes one for each origin and
    setting.
    """

    host: str
    port: int
    context: ssl.SSLContext | None = None
    unix_path: str | None = None
    options: ConnectOptions = ConnectOptions()  # noqa: RUF009  (a frozen value)
    way: Way | None = None
    pins: Pins | None = None
    limits: h1.Limits = h1.DEFAULT_LIMITS

    @property
    def name(self) -> str:
        """Return where the first connection leads, as errors name it: ``host:port``, or the path of a socket."""
        return self.unix_path or (authority(self.host, self.port) if self.way is None else self.way.proxy.name)


class Watch(Protocol):
    """What an exchange tells while it goes on; each may be None."""

    @property
    def on_upload(self) -> Progress | None:
        """Return what is called with the bytes sent and the total."""

    @property
    def on_interim(self) -> Callable[[h1.Response], object] | None:
        """Return what is called with each interim response."""


@dataclass(slots=True)
class Opening:
    """How long each phase of opening took, in seconds; None where there was no such phase.

    `proxy` is what follows `connect` where that was to a proxy: TLS with it, and opening the way through it.
    """

    resolve: float | None = None
    connect: float | None = None
    tls: float | None = None
    proxy: float | None = None


_REFUSAL = re.compile(rb"HTTP/1\.[01] [45][0-9]{2}[ \r]")
"""The start of a response that a server may give before it has read anything."""


class Connection:
    """A connection and its state machine. It serves one exchange at a time; the pool sees to that."""

    __slots__ = (
        "_channel",
        "_early",
        "_events",
        "_h1",
        "_network",
        "exchanges",
        "facts",
        "idle_since",
        "key",
        "opening",
        "stream",
    )

    def __init__(self, network: Network, key: Place, stream: Stream, channel: Channel | None, opening: Opening) -> None:
        self._network = network
        self._channel = channel
        self._early = b""
        """What the server has answered before it was asked."""
        self._h1 = h1.Connection(h1.Role.CLIENT, key.limits)
        self._events: deque[h1.Event] = deque()
        self.key = key
        self.stream = stream
        self.opening = opening
        self.facts = ConnectionFacts.of(stream, channel, None if key.way is None else str(key.way.proxy.url))
        self.exchanges = 0
        self.idle_since = 0.0

    # -- opening -------------------------------------------------------------------------------------------------------

    @classmethod
    async def open(cls, network: Network, place: Place, timeouts: Timeouts, deadline: float | None) -> Connection:
        """Connect to `place`, through its proxy where it has one.

        Raises `ResolveError`, `ConnectionError`, `ProxyError`, `TLSError`, the timeout of the phase, and
        `BrokenResponse` where the server speaks before it is asked.
        """
        started = network.now()
        try:
            connection = await cls._opened(network, place, timeouts, deadline)
            await connection._refuse_first_word()
        except RequestError as error:
            phase = Phase.CONNECT if place.way is None else Phase.PROXY
            error.within(phase, place.name, network.now() - started)
            raise
        return connection

    @classmethod
    async def _opened(cls, network: Network, place: Place, timeouts: Timeouts, deadline: float | None) -> Connection:
        if place.way is not None:
            from .proxies.reaching import reach

            return cls(network, place, *await reach(network, place, place.way, timeouts, deadline))
        started = network.now()
        if place.unix_path is not None:
            stream = await network.connect_unix(place.unix_path, timeouts.connect, deadline)
        else:
            stream = await network.connect(place.host, place.port, timeouts.connect, deadline, options=place.options)
        opening = Opening(stream.resolved_at - started, stream.connected_at - stream.resolved_at)
        if place.context is None:
            return cls(network, place, stream, None, opening)
        try:
            with network.watched(stream):
                channel = await secure(network, stream, place.context, place.host, timeouts, deadline, place.pins)
        except BaseException:
            # Cancellation included: nobody else knows of this stream.
            stream.abort()
            raise
        opening.tls = network.now() - stream.connected_at
        return cls(network, place, stream, channel, opening)

    async def _refuse_first_word(self) -> None:
        """Raise `BrokenResponse` where the server has spoken already: that is no answer to what is asked next.

        Unless it refuses: one that is full answers 503 before it reads, one that gives up 408. On a new connection that
        can be meant for nothing but the first request; requests and curl take it for that, too.
        """
        try:
            said = await self._first_word()
        except BaseException as failure:
            self.stream.abort()
            if isinstance(failure, TLSError):
                # In TLS 1.3 a server judges a client's certificate after the client has done its part.
                failure.within(Phase.TLS, self.stream.peer_address, self._network.now() - self.stream.connected_at)
            raise
        if _REFUSAL.match(said):
            self._early = said
        elif said:
            self.stream.abort()
            error = spoken_first(self.stream.peer_address, said)
            raise error.within(Phase.SEND, self.stream.peer_address, self._network.now() - self._opened_at)

    async def _first_word(self) -> bytes:
        """Return what has come on a new connection besides messages of TLS itself. It waits for nothing."""
        channel = self._channel
        said = b"" if channel is None else channel.receive(b"")
        if said or not self.stream.is_stale():
            return said
        data = await self.stream.read(_AT_ONCE, None)
        return data if channel is None else channel.receive(data)

    @property
    def _opened_at(self) -> float:
        """Return when the connection was ready for its first request, on the clock of the network."""
        return self.stream.connected_at + (self.opening.proxy or 0.0) + (self.opening.tls or 0.0)

    # -- what the pool asks --------------------------------------------------------------------------------------------

    def is_stale(self) -> bool:
        """Tell whether the server has ended the connection, or sent what nobody asked for; `is_sound` looks closer."""
        return self.stream.is_stale() or (self._channel is not None and self._channel.closed_by_peer)

    async def is_sound(self) -> bool:
        """Read what makes a resting connection look stale, and tell whether it was nothing but messages of TLS itself.

        A server may send session tickets whenever it likes, usually after its first response (RFC 8446 §4.6.1).
        """
        channel = self._channel
        if channel is None or channel.closed_by_peer:
            return False
        try:
            data = await self.stream.read(_AT_ONCE, None)
            is_harmless = bool(data) and not channel.receive(data) and not channel.closed_by_peer
        except (RequestError, RuntimeError):
            # RuntimeError: the event loop that the stream belongs to is closed.
            return False
        return is_harmless and not self.stream.is_stale()

    def close(self) -> None:
        """Close, with a TLS farewell where it can be said without waiting (RFC 9112 §9.8)."""
        if self._channel is not None and self._h1.ours is not h1.State.CONTENT and not self.stream.is_stale():
            self._say_farewell(self._channel)
        self.stream.close()

    def abort(self) -> None:
        """Drop the connection, without a farewell."""
        self.stream.abort()

    def forsake(self) -> None:
        """Let go of a connection that belongs to the process this one was forked from."""
        self.stream.forsake()

    def _say_farewell(self, channel: Channel) -> None:
        try:
            run(self.stream.write(channel.close(), _AT_ONCE, None))
        except (RequestError, RuntimeError):
            # RuntimeError: so much waits to be sent that the farewell would wait, too. The server goes without.
            return

    @property
    def peer_certificate(self) -> Mapping[str, Any] | None:
        """Return the server's verified certificate in the form of `ssl.SSLSocket.getpeercert`, None without one."""
        return None if self._channel is None else self._channel.peer_certificate

    @property
    def reusable(self) -> bool:
        """Tell whether another exchange may follow the one that is over (RFC 9112 §9.3)."""
        protocol = self._h1
        is_over = protocol.finished and not self._events
        return is_over and protocol.persistent and not protocol.upgrade_offered

    def next_exchange(self) -> None:
        """Make ready for the next exchange."""
        self._h1.next_exchange()
        self.exchanges += 1

    # -- bytes -------------------------------------------------------------------------------------------------------

    async def _write(self, data: bytes, timeouts: Timeouts, deadline: float | None) -> None:
        if self._channel is not None:
            data = self._channel.send(data)
        await self.stream.write(data, timeouts.write, deadline)

    async def _receive(self, limit: float | None, deadline: float | None) -> None:
        """Read until there is an event. Raises `BrokenResponse` for what is not HTTP/1.1."""
        while not self._events:
            await self._receive_some(limit, deadline)

    async def _receive_some(self, limit: float | None, deadline: float | None) -> None:
        """Read once. Raises `BrokenResponse` for what is not HTTP/1.1."""
        channel = self._channel
        data: bytes | None
        if channel is None:
            data = await self.stream.read(limit, deadline)
        elif channel.closed_by_peer:
            # The server has said its farewell, and may keep the transport open until it hears ours.
            data = b""
        else:
            data = self._decrypt(channel, await self.stream.read(limit, deadline))
        if data is not None:
            self._take(data)

    def _take(self, data: bytes) -> None:
        try:
            self._events += self._h1.receive(data)
        except AntiphonError as error:
            raise _broken(error, self.stream.peer_address, data) from error

    @staticmethod
    def _decrypt(channel: Channel, data: bytes) -> bytes | None:
        """Return plaintext, empty at the end, None where a record is not complete yet.

        An end without close_notify may have been made by anybody; the state machine then sees it inside a message
        unless the message is complete, and content that only the end delimits counts as cut (RFC 9112 §9.8).
        """
        if data:
            return channel.receive(data) or (b"" if channel.closed_by_peer else None)
        channel.receive_eof()
        return b""

    @property
    def truncated(self) -> bool:
        """Tell whether the connection ended without the TLS farewell."""
        return self._channel is not None and self._channel.truncated

    # -- one exchange ------------------------------------------------------------------------------------------------

    async def exchange(
        self,
        method: bytes,
        target: bytes,
        section: h1.FieldSection,
        content: Content,
        timeouts: Timeouts,
        deadline: float | None,
        watch: Watch,
    ) -> h1.Response:
        """Send a request and return the head of its final response; interim ones go to `watch`.

        Raises `ConnectionError` with the fault `NO_RESPONSE` where the connection ended without a byte of a response.
        """
        head = self._h1.send_request(method, target, section)
        try:
            if type(content) is Empty:
                if self._channel is not None:
                    head = self._channel.send(head)
                await self.stream.write(head, timeouts.write, deadline)
            else:
                await self._send(head, section, content, timeouts, deadline, watch)
        except RequestError as error:
            if not self._early:
                error.phase = error.phase or Phase.SEND
                raise
        events = self._events
        if self._early:
            self._take(self._early)
            self._early = b""
        while True:
            while not events:
                await self._receive_some(timeouts.read, deadline)
            event = events.popleft()
            if type(event) is not h1.Response:
                raise ConnectionError(NO_RESPONSE, peer=self.stream.peer_address, method=method.decode("ascii"))
            if not event.interim:
                return event
            if watch.on_interim is not None:
                watch.on_interim(event)

    async def _send(
        self,
        head: bytes,
        section: h1.FieldSection,
        content: Content,
        timeouts: Timeouts,
        deadline: float | None,
        watch: Watch,
    ) -> None:
        """Send a request with content. Stops early, without error, where the server has answered already."""
        if b"expect" in section.facts:
            await self._write(head, timeouts, deadline)
            if not await self._wait_for_continue(deadline, watch):
                return
            head = b""
        if isinstance(content, Whole) and watch.on_upload is None and len(content.data) <= PIECE:
            data = head + self._h1.send_data(content.data) + self._h1.send_end()
            await self._offer(data, timeouts, deadline)
        else:
            await self._send_pieces(head, content, timeouts, deadline, watch.on_upload)

    async def _offer(self, data: bytes, timeouts: Timeouts, deadline: float | None) -> bool:
        """Write; False where the server takes no more. What it has to say about that is then still to be read."""
        try:
            await self._write(data, timeouts, deadline)
        except ConnectionError:
            # A server that refuses content answers and closes; without an answer, reading fails for the same reason.
            return False
        except WriteTimeout:
            if not self.stream.is_stale():
                raise
            return False
        return True

    async def _send_pieces(
        self,
        head: bytes,
        content: Content,
        timeouts: Timeouts,
        deadline: float | None,
        progress: Progress | None,
    ) -> None:
        sent = 0
        async for piece in content.pieces(self._network):
            if sent and self.stream.is_stale() and await self._is_refused(timeouts, deadline):
                return
            if not await self._offer(head + self._h1.send_data(piece), timeouts, deadline):
                return
            head = b""
            sent += len(piece)
            if progress is not None:
                progress(sent, content.length)
        rest = head + self._h1.send_end()
        if rest:
            await self._offer(rest, timeouts, deadline)

    async def _wait_for_continue(self, deadline: float | None, watch: Watch) -> bool:
        """Wait a moment for 100 (RFC 9110 §10.1.1); False where the final response came instead."""
        while True:
            try:
                await self._receive(_CONTINUE_WAIT, deadline)
            except ReadTimeout:
                return True
            first = self._events[0]
            if not isinstance(first, h1.Response) or not first.interim:
                return False
            self._events.popleft()
            if watch.on_interim is not None:
                watch.on_interim(first)
            if first.status == 100:
                return True

    async def _is_refused(self, timeouts: Timeouts, deadline: float | None) -> bool:
        """Read what the server said before the request was complete; True where it wants no more of it.

        That may be no event yet: a TLS session ticket, or a part of a head. The rest may only come after our content.
        """
        await self._receive_some(timeouts.read, deadline)
        return any(map(_refuses_content, self._events))

    def take_whole(self) -> tuple[list[bytes], h1.End] | None:
        """Return pieces and end of the content if all of it has come already, else None."""
        events = self._events
        if not events or type(events[-1]) is not h1.End or self.truncated:
            return None
        end = events.pop()
        pieces = [event.content for event in events if type(event) is h1.Data]
        events.clear()
        return pieces, end  # type: ignore[return-value]

    async def receive_data(self, timeouts: Timeouts, deadline: float | None) -> bytes | h1.End:
        """Return the next piece of content, or the end of the message. Raises `BrokenResponse` if it is cut short."""
        events = self._events
        if not events:
            await self._receive(timeouts.read, deadline)
        event = events.popleft()
        if type(event) is h1.Data:
            return event.content
        if type(event) is not h1.End:
            raise RuntimeError(f"{event!r} inside content")
        if self.truncated:
            raise BrokenResponse(PROTOCOL_BROKEN, peer=self.stream.peer_address, cause=self._h1.cut_short())
        return event

    def place_failure(self, error: BaseException, started: float) -> None:
        """Let `error` of a request say how far the exchange that began at `started` had come."""
        if not isinstance(error, RequestError):
            return
        phase = Phase.RECEIVE if self.started else Phase.WAIT
        elapsed = self._network.now() - max(started, self._opened_at)
        error.within(phase, self.stream.peer_address, elapsed)

    @property
    def started(self) -> bool:
        """Tell whether any byte of the present response has been understood."""
        silent = self._h1.theirs is h1.IDLE or self._h1.theirs is h1.State.CLOSED
        return not silent or bool(self._events) or self._h1.held > 0


def _broken(error: AntiphonError, peer: str, data: bytes) -> BrokenResponse:
    """Return what to raise for `data` of `peer`, which are no HTTP for the reason `error`."""
    if error.fault is STATUS_LINE:
        return not_http(peer, data)
    fault = RESPONSE_OVER_LIMIT if error.fault in _LIMITS else PROTOCOL_BROKEN
    return BrokenResponse(fault, peer=peer, cause=error)


def _refuses_content(event: h1.Event) -> bool:
    """Tell whether the server wants no more content (RFC 9112 §9.5). Success may be a stream that answers ours."""
    return isinstance(event, h1.Closed) or (isinstance(event, h1.Response) and event.status >= 300)
