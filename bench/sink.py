"""A server that reads a request's content, keeps none of it, and says how much there was: ``sink.py PORT``.

It does as little as a server can, so that an upload is as fast as the client.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Buffer
from importlib import import_module
from typing import cast

_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)\r\n", re.IGNORECASE)
_NO_LENGTH = b"HTTP/1.1 411 Length Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Sink(asyncio.BufferedProtocol):
    """One connection, its requests one after another."""

    def __init__(self) -> None:
        self._buffer = memoryview(bytearray(1 << 20))
        self._head = b""
        self._length = 0
        self._missing = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the transport for the answers."""
        self._transport = cast(asyncio.Transport, transport)
