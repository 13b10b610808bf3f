"""A response whose content comes piece by piece from something other than a connection."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol

from ...faults import BrokenResponse, Cancelled, StreamConsumed
from ...faults.exchange import STREAM_CONSUMED
from ...faults.policies import CANCELLED
from ...faults.stand_in import IN_PROCESS_LENGTH
from ...net.network import Network
from ...semantics.digest_fields import ContentCheck
from ...wire import h1
from ..plan import Plan
from ..received import Timings, beginning_of
from ..unpacking import Unpacking


class Source(Protocol):
    """Where the content of one response comes from."""

    @property
    def trailers(self) -> h1.FieldSection:
        """Return the trailer fields, once the content has been read."""

    async def next_piece(self) -> bytes:
        """Return the next bytes, none at the end."""

    def abandon(self) -> None:
        """Read no more; from any thread, and again is harmless."""


class Streamed:
    """A response whose head has come from a stand-in. Its content is read once, and decoded as from a connection."""

    __slots__ = ("_content", "_first_byte", "_network", "_plan", "_source", "_started", "_total", "_trailers", "head")

    connection: None = None
    peer_address = ""

    def __init__(self, head: h1.Response, source: Source, plan: Plan, network: Network, started: float) -> None:
        self.head = head
        self._source: Source | None = source
        self._plan = plan
        self._network = network
        self._started = started
        self._first_byte = network.now() - started
        self._total: float | None = None
        self._content: bytes | None = None
        self._trailers = h1.EMPTY_SECTION

    @property
    def content(self) -> bytes | None:
        """Return the decoded content once it has been read whole, else None."""
        return self._content

    @property
    def trailers(self) -> h1.FieldSection:
        """Return the trailer fields, once the content has been read."""
        return self._trailers

    @property
    def timings(self) -> Timings:
        """Return how long it took; there was nothing to connect to."""
        return Timings(None, None, None, self._first_byte, self._total)

    def take_whole(self) -> bool:
        """Tell that the content has to be read."""
        return False

    async def read_whole(self) -> bytes:
        """Return the decoded content, read to its end the first time. See `Received.read_whole`."""
        if self._content is None:
            self._content = b"".join([piece async for piece in self.pieces()])
        return self._content

    async def read_some(self, most: int = 1024 * 1024) -> None:
        """Read the content of a response on the way to another. See `Received.read_some`."""
        if self._source is not None:
            self._content = await beginning_of(self.pieces(), most)

    async def pieces(self, *, decoded: bool = True) -> AsyncGenerator[bytes, None]:
        """Yield the content as it comes. See `Received.pieces`."""
        is_coded = decoded and self.head.content
        try:
            codings = self.head.section.facts.get(b"content-encoding", ()) if is_coded else ()
            unpacking = Unpacking(codings, self._plan)
            async for data in self._raw_pieces():
                for piece in unpacking.pieces(data):
                    yield piece
            unpacking.finish()
        finally:
            self.abandon()

    async def _raw_pieces(self) -> AsyncGenerator[bytes, None]:
        source = self._source
        if source is None:
            raise StreamConsumed(STREAM_CONSUMED)
        received = 0
        check = ContentCheck(self.head.status, self.head.section.fields) if self._plan.verify_digest else None
        while piece := await self._next_of(source):
            received += len(piece)
            if self.head.length is not None and received > self.head.length:
                break
            if check is not None:
                check.feed(piece)
            if self._plan.on_download is not None:
                self._plan.on_download(received, self.head.length)
            yield piece
        if self.head.content and self.head.length not in (None, received):
            raise BrokenResponse(IN_PROCESS_LENGTH, declared=self.head.length, sent=received)
        if check is not None:
            check.finish(source.trailers.fields)
        self._trailers = source.trailers
        self._total = self._network.now() - self._started
        self._source = None

    async def _next_of(self, source: Source) -> bytes:
        token = self._plan.cancel
        if token is None:
            return await source.next_piece()
        if token.cancelled():
            raise Cancelled(CANCELLED)
        return await self._network.cancellable(source.next_piece(), token)

    def abandon(self) -> None:
        """Drop what has not been read."""
        source, self._source = self._source, None
        if source is not None:
            source.abandon()

    def __del__(self) -> None:
        # Slots may be unset where making this failed.
        if getattr(self, "_source", None) is not None:
            self.abandon()
