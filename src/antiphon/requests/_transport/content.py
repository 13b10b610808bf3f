"""The content of a response as a file that is read as it comes, in the way of `http.client.HTTPResponse`."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPException

from urllib3.exceptions import IncompleteRead

from ...client.exchange import Exchange
from ...faults import AntiphonError, BrokenResponse
from ...faults.message import INCOMPLETE_MESSAGE
from ...net.run import run
from .failures import as_standard


class EndedEarly(IncompleteRead):
    """Content ended before its end, and nobody knows how much is missing."""

    def __init__(self, received: int) -> None:
        super().__init__(received, 0)
        self.expected = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"IncompleteRead({self.partial} bytes read)"


class ContentFile:
    """The coded content of `exchange`; closed once all of it has been read.

    Errors are those of the standard library, which urllib3 turns into its own. It is no `io.IOBase`, which would be
    closed by the garbage collector, maybe in the middle of a step of the pool.
    """

    __slots__ = ("__weakref__", "_exchange", "_kept", "_received", "at_hand", "closed")

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._received = 0
        self.at_hand = exchange.take_whole(decoded=False)
        """Whether all that has not been read is in memory."""
        self._kept = (exchange.content or b"") if self.at_hand else b""
        self.closed = False
        """Whether somebody has read to the end, or dropped what is left."""

    def isclosed(self) -> bool:
        """Tell whether all has been read, or dropped."""
        return self.closed

    def readable(self) -> bool:
        """Tell that this is a file to read."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Return `size` bytes, fewer at the end; all that is left without a size."""
        if size == 0:
            return b""
        if size is None or size < 0:
            data = b"".join([self._kept, *iter(self._next_piece, b"")])
            self._kept = b""
        else:
            self._keep(size)
            data, self._kept = self._kept[:size], self._kept[size:]
        self.closed = self.at_hand and not self._kept
        return data

    def read1(self, size: int | None = -1, /) -> bytes:
        """Return what is there, `size` bytes at most; wait only where nothing is."""
        if size == 0:
            return b""
        if not self._kept:
            self._kept = self._next_piece()
        most = len(self._kept) if size is None or size < 0 else size
        data, self._kept = self._kept[:most], self._kept[most:]
        self.closed = self.at_hand and not self._kept
        return data

    def pieces(self, most: int | None) -> Iterator[bytes]:
        """Yield what is left as it comes, in pieces of `most` bytes at most."""
        while not self.closed:
            data = self.read1(most)
            if data:
                yield data

    def _keep(self, size: int) -> None:
        """Have `size` bytes at hand, fewer at the end."""
        missing = size - len(self._kept)
        if missing <= 0 or self.at_hand:
            return
        found = [self._kept]
        while missing > 0 and (piece := self._next_piece()):
            found.append(piece)
            missing -= len(piece)
        self._kept = b"".join(found)

    def _next_piece(self) -> bytes:
        """Return the next bytes that come, none at the end."""
        if self.at_hand:
            return b""
        try:
            piece = run(self._exchange.next_piece())
            self._received += len(piece)
            if piece and self._received == self._exchange.head.length:
                # The end of the message, which is there already: the connection is free before anybody asks for more.
                run(self._exchange.next_piece())
        except AntiphonError as error:
            self.at_hand = True
            raise self._standard(error) from error
        self.at_hand = not piece or self._received == self._exchange.head.length
        return piece

    def _standard(self, error: AntiphonError) -> Exception:
        if not isinstance(error, BrokenResponse):
            return as_standard(error)
        length = self._exchange.head.length
        if length is not None:
            return IncompleteRead(self._received, length - self._received)
        inner = error.__cause__
        if isinstance(inner, AntiphonError) and inner.fault is not INCOMPLETE_MESSAGE:
            return HTTPException(inner.sentence())
        return EndedEarly(self._received)

    def close(self) -> None:
        """Drop what has not been read, and its connection."""
        self._kept, self.at_hand, self.closed = b"", True, True
        self._exchange.abandon()

    def flush(self) -> None:
        """Do nothing: there is nothing to write."""
