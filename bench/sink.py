"""A server that reads a request's content, keeps none of it, and says how much there was: ``sink.py PORT``.

It does as little as a server can, so that an upload is as fast as its client.
"""

from __future__ import annotations

import asyncio
import re
import sys
from importlib import import_module
from typing import cast

_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)\r\n", re.IGNORECASE)
_NO_LENGTH = b"HTTP/1.1 411 Length Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Sink(asyncio.BufferedProtocol):
    """One connection with one request after another."""

    def __init__(self) -> None:
        self._buffer = memoryview(bytearray(1 << 20))
        self._head = b""
        self._length = 0
        self._missing = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the transport for the answers."""
        self._transport = cast(asyncio.Transport, transport)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Return the one buffer into which everything is read."""
        return self._buffer

    def buffer_updated(self, count: int) -> None:
        """Count what has come; answer at the end."""
        if not self._length:
            count = self._begin(count)
        if not self._length:
            return
        self._missing -= count
        if self._missing <= 0:
            text = b"%d" % (self._length - self._missing)
            self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(text), text))
            self._length = 0

    def _begin(self, count: int) -> int:
        """Read the head; returns how many bytes of content came with it."""
        self._head += self._buffer[:count]
        head, end, content = self._head.partition(b"\r\n\r\n")
        if not end:
            return 0
        self._head = b""
        found = _LENGTH.search(head + b"\r\n")
        if found is None:
            self._transport.write(_NO_LENGTH)
            self._transport.close()
            return 0
        self._length = self._missing = int(found[1])
        return len(content)


async def main(port: int) -> None:
    """Listen until the end."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    loop_factory = import_module("uvloop").new_event_loop
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(main(int(sys.argv[1])))
