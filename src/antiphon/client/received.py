"""What came of a request: read from a connection (`exchange`), or at hand from the start."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from ..faults import ContentTooLarge, StreamConsumed
from ..faults.content import DECODED_TOO_LARGE
from ..faults.exchange import STREAM_CONSUMED
from ..wire import h1
from .connection_facts import ConnectionFacts


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds that each phase took; None where there was no such phase, as on a connection used again.

    `first_byte` and `total` count from the start of the exchange, waiting for a connection included. `resolve` and
    `connect` are about the proxy where there is one; `proxy` is TLS with it and opening the way through it.
    """

    resolve: float | None
    connect: float | None
    tls: float | None
    first_byte: float
    total: float | None
    proxy: float | None = None


class Received(Protocol):
    """A response whose head has come. Its content is read once: whole, or piece by piece."""

    head: h1.Response
    peer_address: str

    @property
    def content(self) -> bytes | None:
        """Return the decoded content once it has been read whole, else None."""

    @property
    def trailers(self) -> h1.FieldSection:
        """Return the trailer fields, once the content has been read (RFC 9110 §6.5)."""

    @property
    def timings(self) -> Timings:
        """Return how long each phase took."""

    @property
    def connection(self) -> ConnectionFacts | None:
        """Return what is known of the connection, None where there was none."""

    def take_whole(self) -> bool:
        """Keep the content, if all of it is there and nothing has to be done to it; tell whether so."""

    async def read_whole(self) -> bytes:
        """Return the decoded content, read to its end the first time."""

    async def read_some(self, most: int = 1024 * 1024) -> None:
        """Read the decoded content of a response on the way to another, cut beyond `most` bytes.

        Does nothing where a layer has read or dropped it before.
        """

    def pieces(self, *, decoded: bool = True) -> AsyncGenerator[bytes, None]:
        """Yield the content as it comes, without its content codings unless `decoded` is False."""

    def abandon(self) -> None:
        """Drop what has not been read."""


async def beginning_of(pieces: AsyncGenerator[bytes, None], most: int) -> bytes:
    """Return all that `pieces` yield, cut beyond `most` bytes; they are closed then."""
    found: list[bytes] = []
    size = 0
    async with aclosing(pieces):
        async for piece in pieces:
            found.append(piece)
            size += len(piece)
            if size >= most:
                break
    return b"".join(found)[:most]


_NO_TIME = Timings(None, None, None, 0.0, 0.0)


class AtHand:
    """A response that is in memory, its content decoded already: from a cache, a cassette, a mock."""

    __slots__ = ("_content", "head", "peer_address", "timings", "trailers")

    connection: None = None

    def __init__(
        self,
        head: h1.Response,
        content: bytes,
        *,
        trailers: h1.FieldSection = h1.EMPTY_SECTION,
        timings: Timings = _NO_TIME,
        peer_address: str = "",
        max_content: int | None = None,
    ) -> None:
        """Raises `ContentTooLarge` where the content exceeds `max_content` bytes."""
        if max_content is not None and len(content) > max_content:
            raise ContentTooLarge(DECODED_TOO_LARGE, limit=max_content)
        self.head = head
        self.peer_address = peer_address
        self.trailers = trailers
        self.timings = timings
        self._content = content

    @property
    def content(self) -> bytes:
        """Return the decoded content."""
        return self._content

    def take_whole(self) -> bool:
        """Tell that the content is there."""
        return True

    async def read_whole(self) -> bytes:
        """Return the decoded content."""
        return self._content

    async def read_some(self, most: int = 1024 * 1024) -> None:
        """Read nothing: all is there."""

    async def pieces(self, *, decoded: bool = True) -> AsyncGenerator[bytes, None]:
        """Yield the content in one piece; no content is no piece."""
        if self._content:
            yield self._content

    def abandon(self) -> None:
        """Drop nothing: no connection waits for it."""


class Dropped:
    """A response of which all is at hand but the content."""

    __slots__ = ("head", "peer_address", "timings", "trailers")

    connection: None = None
    content: None = None

    def __init__(self, head: h1.Response, trailers: h1.FieldSection, timings: Timings, peer_address: str) -> None:
        self.head = head
        self.trailers = trailers
        self.timings = timings
        self.peer_address = peer_address

    def take_whole(self) -> bool:
        """Tell that the content is not there."""
        return False

    async def read_whole(self) -> bytes:
        """Raise `StreamConsumed`."""
        raise StreamConsumed(STREAM_CONSUMED)

    async def read_some(self, most: int = 1024 * 1024) -> None:
        """Read nothing: nothing is there."""

    async def pieces(self, *, decoded: bool = True) -> AsyncGenerator[bytes, None]:
        """Raise `StreamConsumed`."""
        yield await self.read_whole()

    def abandon(self) -> None:
        """Drop nothing: that has happened."""
