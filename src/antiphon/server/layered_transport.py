"""A transport on top of another one: what a layer between a connection and its socket is written against."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any


class LayeredTransport(asyncio.Transport):
    """Passes everything on to the transport `below`; a layer does what it has to in the methods that it has itself."""

    __slots__ = ("_below",)

    def __init__(self, below: asyncio.Transport) -> None:
        self._below = below

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Return what the transport below knows."""
        return self._below.get_extra_info(name, default)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send."""
        self._below.write(data)

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        """Send all of it."""
        self._below.writelines(list_of_data)

    def close(self) -> None:
        """Close once everything is sent."""
        self._below.close()

    def abort(self) -> None:
        """Close at once."""
        self._below.abort()

    def is_closing(self) -> bool:
        """Tell whether the transport below is closing."""
        return self._below.is_closing()

    def can_write_eof(self) -> bool:
        """Tell whether one direction can be closed."""
        return self._below.can_write_eof()

    def write_eof(self) -> None:
        """Close our direction."""
        self._below.write_eof()

    def pause_reading(self) -> None:
        """Read no more for now."""
        self._below.pause_reading()

    def resume_reading(self) -> None:
        """Read on."""
        self._below.resume_reading()

    def is_reading(self) -> bool:
        """Tell whether the transport below is read."""
        return self._below.is_reading()

    def get_write_buffer_size(self) -> int:
        """Return how many bytes wait to be sent below."""
        return self._below.get_write_buffer_size()
