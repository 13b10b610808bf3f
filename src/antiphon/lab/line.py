"""A connection as the lab uses it: bytes in and out, and every way to end it, also the rude ones."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import Callable
from typing import Protocol

from ..faults import TLSError
from ..tls.channel import Channel

_PIECE = 65536
_RESET = struct.pack("ii", 1, 0)  # linger for no time: what is left is dropped, and the peer told so


class Line(Protocol):
    """One end of a connection. Every method may raise OSError once the other end is gone."""

    async def receive(self) -> bytes:
        """Return what came next, ``b""`` at the end."""

    async def send(self, data: bytes) -> None:
        """Send `data`; return when there is room for more."""

    async def close(self) -> None:
        """End it as one should. Never raises."""

    def reset(self) -> None:
        """End it at once with a reset (RFC 9293 §3.10.5)."""


class PlainLine:
    """A TCP connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def receive(self) -> bytes:
        """Return what came next, ``b""`` at the end."""
        return await self._reader.read(_PIECE)

    async def send(self, data: bytes) -> None:
        """Send `data`; return when there is room for more."""
        self._writer.write(data)
        await self._writer.drain()

    async def close(self) -> None:
        """Send what is left, and a FIN."""
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    def reset(self) -> None:
        """Send a RST."""
        connection = self._writer.get_extra_info("socket")
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._writer.transport.abort()


class SecureLine:
    """TLS over a connection; `spoil` may change the ciphertext of what is sent after the handshake."""

    def __init__(
        self, line: PlainLine, context: ssl.SSLContext, spoil: Callable[[bytes], bytes] = lambda data: data
    ) -> None:
        self._line = line
        self._channel = Channel(context, server_side=True)
        self._spoil = spoil

    async def handshake(self) -> bool:
        """Agree on a session; False where that failed, in which case the alert was sent."""
        try:
            while not self._channel.handshake():
                await self._line.send(self._channel.outgoing())
                data = await self._line.receive()
                if not data:
                    return False
                self._channel.receive(data)
        except TLSError:
            await self._line.send(self._channel.outgoing())
            return False
        await self._line.send(self._channel.outgoing())
        return True

    async def receive(self) -> bytes:
        """Return plaintext, ``b""`` at the end. Raises `TLSError` where the records are wrong."""
        plaintext = self._channel.receive(b"")
        while not plaintext and not self._channel.closed_by_peer:
            data = await self._line.receive()
            if not data:
                return b""
            plaintext = self._channel.receive(data)
        return plaintext

    async def send(self, data: bytes) -> None:
        """Send `data` encrypted."""
        await self._line.send(self._spoil(self._channel.send(data)))

    async def close(self) -> None:
        """Send close_notify, then a FIN."""
        with contextlib.suppress(OSError):
            await self._line.send(self._channel.close())
        await self._line.close()

    def reset(self) -> None:
        """Send a RST, without close_notify."""
        self._line.reset()
