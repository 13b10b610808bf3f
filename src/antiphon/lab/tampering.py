"""A proxy that changes one bit of what comes back through it, so that TLS is seen to notice (RFC 8446 §5.2)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

from .line import Line, PlainLine
from .request import Request, RequestReader, Unreadable

_HEADER = 5
_APPLICATION_DATA = 23
_LAST_BIT = 1
_REFUSAL = (
    b"HTTP/1.1 %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
)
_NOT_CONNECT = b"This proxy only opens tunnels, to https URLs.\n"
_UNREACHABLE = b"There is no connection to that place.\n"


class Records:
    """Cuts a stream into TLS records (RFC 8446 §5.1); what has no such form passes as it is."""

    def __init__(self) -> None:
        self._unfinished = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the records that are complete now."""
        self._unfinished += data
        while len(self._unfinished) >= _HEADER:
            size = _HEADER + int.from_bytes(self._unfinished[3:_HEADER])
            if len(self._unfinished) < size:
                return
            yield bytes(self._unfinished[:size])
            del self._unfinished[:size]


class Tampering:
    """Knows when the handshake is over, and spoils the first record of the server's after that.

    In TLS 1.3 the ends of the handshake look like application data, too: the server's, and the client's Finished.
    """

    def __init__(self) -> None:
        self._from_client = 0
        self._early = 0
        self._done = False

    def client_sent(self, record: bytes) -> bytes:
        """Take note of a record of the client's, and return it."""
        self._from_client += record[0] == _APPLICATION_DATA
        return record

    def server_sent(self, record: bytes) -> bytes:
        """Return a record of the server's, spoilt where it is the first after the request."""
        if record[0] != _APPLICATION_DATA or self._done:
            return record
        if not self._from_client:
            self._early = 1
        if self._from_client <= self._early:
            return record
        self._done = True
        return with_flipped_bit(record)


def with_flipped_bit(ciphertext: bytes) -> bytes:
    """Return `ciphertext` with the last bit changed, which is one of the last record's integrity check."""
    return ciphertext[:-1] + bytes([ciphertext[-1] ^ _LAST_BIT]) if ciphertext else ciphertext


async def tampering_proxy(line: PlainLine) -> Line | None:
    """Open the tunnel that the client asks for (RFC 9110 §9.3.6), and tamper with what comes through it."""
    try:
        request = await RequestReader(line).next()
    except Unreadable:
        request = None
    if request is None or request.method != "CONNECT":
        await line.send(_refusal(b"405 Method Not Allowed\r\nAllow: CONNECT", _NOT_CONNECT))
        return None
    try:
        server = PlainLine(*await asyncio.open_connection(*_place(request)))
    except (OSError, ValueError, OverflowError):
        await line.send(_refusal(b"502 Bad Gateway", _UNREACHABLE))
        return None
    await line.send(b"HTTP/1.1 200 OK\r\n\r\n")
    await _relay(line, server)
    return None


def _refusal(status: bytes, content: bytes) -> bytes:
    return _REFUSAL % (status, len(content), content)


def _place(request: Request) -> tuple[str, int]:
    host, _, port = request.path.rpartition(":")
    return host.strip("[]"), int(port)


async def _relay(client: PlainLine, server: PlainLine) -> None:
    tampering = Tampering()

    async def up() -> None:
        records = Records()
        while data := await client.receive():
            for record in records.feed(data):
                await server.send(tampering.client_sent(record))

    async def down() -> None:
        records = Records()
        while data := await server.receive():
            for record in records.feed(data):
                await client.send(tampering.server_sent(record))

    tasks = [asyncio.ensure_future(up()), asyncio.ensure_future(down())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        with contextlib.suppress(OSError):
            await asyncio.gather(*tasks, return_exceptions=True)
        await server.close()
