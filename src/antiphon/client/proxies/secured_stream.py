"""A stream inside TLS: what goes through an https proxy, TLS with the target included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...faults import RequestError
from ...net.network import Attempt, Network, Stream
from ...net.run import run

if TYPE_CHECKING:
    from ...tls.channel import Channel

_AT_ONCE = 0.1


class SecuredStream:
    """The plaintext of `channel`, whose ciphertext travels on `stream`."""

    __slots__ = (
        "_channel",
        "_network",
        "_stream",
        "attempts",
        "connected_at",
        "local_address",
        "peer_address",
        "resolved_at",
        "trace",
    )

    def __init__(self, network: Network, stream: Stream, channel: Channel) -> None:
        self.local_address = stream.local_address
        self.peer_address = stream.peer_address
        self.resolved_at = stream.resolved_at
        self.connected_at = stream.connected_at
        self.attempts: tuple[Attempt, ...] = stream.attempts
        self.trace = stream.trace
        self._network = network
        self._stream = stream
        self._channel = channel

    async def read(self, limit: float | None, deadline: float | None) -> bytes:
        """Return the plaintext that came next. See `Stream.read`; raises `TLSError` as well.

        A record that comes in pieces does not start `limit` anew.
        """
        channel = self._channel
        until = None if limit is None else self._network.now() + limit
        while not channel.closed_by_peer:
            left = None if until is None else max(until - self._network.now(), 0.001)
            data = await self._stream.read(left, deadline)
            if not data:
                channel.receive_eof()
                break
            plaintext = channel.receive(data)
            if plaintext:
                return plaintext
        return b""

    async def write(self, data: bytes | bytearray | memoryview, limit: float | None, deadline: float | None) -> None:
        """Encrypt and send all of `data`. See `Stream.write`."""
        await self._stream.write(self._channel.send(data), limit, deadline)

    def is_stale(self) -> bool:
        """Say whether the proxy ended the connection or sent something. See `Stream.is_stale`."""
        return self._channel.closed_by_peer or self._stream.is_stale()

    def close(self) -> None:
        """Close, with a TLS farewell where it can be said without waiting."""
        if not self._stream.is_stale():
            self._say_farewell()
        self._stream.close()

    def _say_farewell(self) -> None:
        try:
            run(self._stream.write(self._channel.close(), _AT_ONCE, None))
        except (RequestError, RuntimeError):
            # RuntimeError: it would have to wait, or its loop is closed. The proxy goes without.
            return

    def abort(self) -> None:
        """Drop the connection now. See `Stream.abort`."""
        self._stream.abort()

    def forsake(self) -> None:
        """Let go without a farewell. See `Stream.forsake`."""
        self._stream.forsake()
