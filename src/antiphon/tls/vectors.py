"""The presentation language of TLS, as far as reading needs it: numbers and vectors in a row (RFC 8446 §3)."""

from __future__ import annotations

from collections.abc import Iterator


class Reader:
    """Fields one after another; past the end everything is empty and zero."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        """Return how many bytes there still are."""
        return max(0, len(self._data) - self._at)

    def take(self, length: int) -> bytes:
        """Return the next `length` bytes."""
        piece = self._data[self._at : self._at + length]
        self._at += length
        return piece

    def number(self, size: int) -> int:
        """Return the number in the next `size` bytes."""
        return int.from_bytes(self.take(size), "big")

    def vector(self, size: int) -> bytes:
        """Return a field that its own length precedes, in `size` bytes (RFC 8446 §3.4)."""
        return self.take(self.number(size))

    def numbers(self, size: int) -> Iterator[int]:
        """Yield all that is left as numbers of `size` bytes."""
        while self.left >= size:
            yield self.number(size)


def extensions(block: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield type and content of each extension in `block` (RFC 8446 §4.2)."""
    reader = Reader(block)
    while reader.left:
        yield reader.number(2), reader.vector(2)


def protocol_names(block: bytes) -> Iterator[bytes]:
    """Yield the names of protocols in the list of an ALPN extension (RFC 7301 §3.1)."""
    reader = Reader(block)
    while reader.left:
        yield reader.vector(1)
