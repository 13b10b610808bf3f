"""A network and its streams that tell a listener what happens; what they do is what the ones within do."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from time import monotonic

from ..faults import RequestError
from .network import DEFAULT_OPTIONS, Address, Attempt, ConnectOptions, Network, Stream, authority
from .resolver import Resolver
from .trace import (
    Connected,
    ConnectionBroken,
    ConnectionClosed,
    ConnectionTrace,
    Listener,
    NotConnected,
    Resolved,
)


class TracedNetwork:
    """`network`, telling `tell` of each connection and all that goes over it."""

    def __init__(self, network: Network, tell: Listener) -> None:
        self._network = network
        self._tell = tell
        self._numbers = itertools.count(1)
        self.now = network.now
        self.resolve = network.resolve
        self.sleep = network.sleep
        self.lock = network.lock
        self.waiter = network.waiter
        self.read_file = network.read_file
        self.aside = network.aside
        self.spawn = network.spawn
        self.cancellable = network.cancellable
        self.watched = network.watched
        self.carry = network.carry

    async def connect(
        self,
        host: str,
        port: int,
        limit: float | None,
        deadline: float | None,
        *,
        options: ConnectOptions = DEFAULT_OPTIONS,
    ) -> Stream:
        """Connect, and tell how that went. See `Network.connect`."""
        target = authority(host, port)
        try:
            stream = await self._network.connect(host, port, limit, deadline, options=options)
        except RequestError as error:
            self._tell_failure(target, error)
            raise
        return self._connected(target, stream)

    async def connect_unix(self, path: str, limit: float | None, deadline: float | None) -> Stream:
        """Connect, and tell how that went. See `Network.connect_unix`."""
        try:
            stream = await self._network.connect_unix(path, limit, deadline)
        except RequestError as error:
            self._tell_failure(path, error)
            raise
        return self._connected(path, stream)

    def _tell_failure(self, target: str, error: RequestError) -> None:
        tried = error.details.get("tried", ())
        attempts = tuple(each for each in tried if isinstance(each, Attempt)) if not isinstance(tried, str) else ()
        self._tell(NotConnected(self.now(), target, error.sentence(), attempts))

    def _connected(self, target: str, stream: Stream) -> Stream:
        trace = ConnectionTrace(self._tell, self.now, next(self._numbers))
        self._tell(
            Connected(
                stream.connected_at,
                trace.number,
                target,
                stream.local_address,
                stream.peer_address,
                stream.resolved_at,
                stream.attempts,
            )
        )
        return TracedStream(stream, trace)


class TracedStream:
    """`stream`, telling `trace` of each byte."""

    __slots__ = (
        "_stream",
        "attempts",
        "connected_at",
        "is_stale",
        "local_address",
        "peer_address",
        "resolved_at",
        "trace",
    )

    def __init__(self, stream: Stream, trace: ConnectionTrace) -> None:
        self._stream = stream
        self.trace = trace
        self.local_address = stream.local_address
        self.peer_address = stream.peer_address
        self.resolved_at = stream.resolved_at
        self.connected_at = stream.connected_at
        self.attempts: tuple[Attempt, ...] = stream.attempts
        self.is_stale = stream.is_stale

    async def read(self, limit: float | None, deadline: float | None) -> bytes:
        """Return the bytes that came next. See `Stream.read`."""
        try:
            data = await self._stream.read(limit, deadline)
        except RequestError as error:
            self._broken(error)
            raise
        self.trace.received(data)
        return data

    async def write(self, data: bytes | bytearray | memoryview, limit: float | None, deadline: float | None) -> None:
        """Send all of `data`. See `Stream.write`."""
        self.trace.sent(bytes(data))
        try:
            await self._stream.write(data, limit, deadline)
        except RequestError as error:
            self._broken(error)
            raise

    def _broken(self, error: RequestError) -> None:
        trace = self.trace
        trace.tell(ConnectionBroken(trace.now(), trace.number, error.sentence()))

    def close(self) -> None:
        """Close. See `Stream.close`."""
        self._closed(aborted=False)
        self._stream.close()

    def abort(self) -> None:
        """Drop the connection. See `Stream.abort`."""
        self._closed(aborted=True)
        self._stream.abort()

    def _closed(self, *, aborted: bool) -> None:
        trace = self.trace
        trace.tell(ConnectionClosed(trace.now(), trace.number, aborted))

    def forsake(self) -> None:
        """Let go of it. See `Stream.forsake`."""
        self._stream.forsake()


class TracedResolver:
    """`resolver`, telling `tell` of each name that it looked up, from the thread in which it does."""

    __slots__ = ("_resolver", "_tell")

    def __init__(self, resolver: Resolver, tell: Listener) -> None:
        self._resolver = resolver
        self._tell = tell

    def __call__(self, host: str, port: int) -> Sequence[Address]:
        """Return the addresses of `host`. See `Resolver`."""
        began = monotonic()
        try:
            addresses = self._resolver(host, port)
        except OSError as error:
            now = monotonic()
            self._tell(Resolved(now, host, (), now - began, error.strerror or str(error)))
            raise
        now = monotonic()
        self._tell(Resolved(now, host, tuple(dict.fromkeys(str(each.name[0]) for each in addresses)), now - began))
        return addresses

    def close(self) -> None:
        """Close what the resolver holds, where it holds anything."""
        close = getattr(self._resolver, "close", None)
        if close is not None:
            close()
