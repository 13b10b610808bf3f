"""Responses that the cache hands out: one of its own, or one that it watches on its way to the caller."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from ...wire import h1
from ..connection_facts import ConnectionFacts
from ..received import AtHand, Received, Timings, beginning_of
from .decision import CacheDecision

Keep = Callable[[bytes, h1.FieldSection], None]
"""Takes the whole, decoded content of a response and its trailers."""

_CODED = b"content-encoding"


class Cached(AtHand):
    """A stored response, with the decision that led to it."""

    __slots__ = ("cache",)

    def __init__(
        self,
        head: h1.Response,
        content: bytes,
        trailers: h1.FieldSection,
        cache: CacheDecision,
        max_content: int | None = None,
    ) -> None:
        """Raises `ContentTooLarge` where the content exceeds `max_content` bytes."""
        super().__init__(head, content, trailers=trailers, max_content=max_content)
        self.cache = cache


class Recording:
    """A response from elsewhere, with the decision about it; `keep` gets its content once all of that has come.

    More than `limit` bytes are not gathered. The caller reads as it would without: nothing is read for the cache's
    sake, and what the caller does not read to its end is not kept.
    """

    __slots__ = ("_content", "_inner", "_keep", "_limit", "cache", "head", "peer_address")

    def __init__(self, inner: Received, cache: CacheDecision, keep: Keep | None = None, limit: int = 0) -> None:
        self.head = inner.head
        self.peer_address = inner.peer_address
        self._inner = inner
        self._keep = keep
        self._limit = limit
        self._content: bytes | None = None
        self.cache = cache

    @property
    def content(self) -> bytes | None:
        """Return the decoded content once it has been read whole, else None."""
        return self._inner.content if self._content is None else self._content

    @property
    def trailers(self) -> h1.FieldSection:
        """Return the trailer fields, once the content has been read."""
        return self._inner.trailers

    @property
    def timings(self) -> Timings:
        """Return how long each phase took."""
        return self._inner.timings

    @property
    def connection(self) -> ConnectionFacts | None:
        """Return what is known of the connection."""
        return self._inner.connection

    def take_whole(self) -> bool:
        """Keep the content, if all of it is there. See `Received.take_whole`."""
        taken = self._inner.take_whole()
        if taken:
            self._finish(self._inner.content)
        return taken

    async def read_whole(self) -> bytes:
        """Return the decoded content, read to its end the first time. See `Received.read_whole`."""
        if self._content is not None:
            return self._content
        content = await self._inner.read_whole()
        self._finish(content)
        return content

    async def read_some(self, most: int = 1024 * 1024) -> None:
        """Read the content of a response on the way to another. See `Received.read_some`."""
        if self._keep is None:
            await self._inner.read_some(most)
        else:
            self._content = await beginning_of(self.pieces(), most)

    async def pieces(self, *, decoded: bool = True) -> AsyncGenerator[bytes, None]:
        """Yield the content as it comes. See `Received.pieces`."""
        keep, self._keep = self._keep, None
        gathers = keep is not None and (decoded or _CODED not in self.head.section.facts)
        found: list[bytes] = []
        size = 0
        async with aclosing(self._inner.pieces(decoded=decoded)) as pieces:
            async for piece in pieces:
                size += len(piece)
                if gathers and size <= self._limit:
                    found.append(piece)
                else:
                    gathers = False
                    found.clear()
                yield piece
        if gathers:
            self._keep = keep
            self._finish(b"".join(found))

    def _finish(self, content: bytes | None) -> None:
        keep, self._keep = self._keep, None
        if keep is not None and content is not None and len(content) <= self._limit:
            keep(content, self._inner.trailers)

    def abandon(self) -> None:
        """Drop what has not been read, and keep nothing."""
        self._keep = None
        self._inner.abandon()
