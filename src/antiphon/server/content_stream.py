"""A request's content as it comes, for a handler that does not want all of it in memory."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ..semantics.fields import Fields
from ..wire import h1
from .asgi import ClientDisconnected
from .connection import Connection

if TYPE_CHECKING:
    from .observed import Served

_HIGH_WATER = 256 * 1024


class ContentStream:
    """An asynchronous iterator of pieces, which the connection fills and one handler reads.

    The client is invited to send (100-continue) when the first piece is asked for, and held back while many bytes wait.
    Asking raises `ClientDisconnected` where the rest will never come.
    """

    __slots__ = ("_connection", "_ended", "_gone", "_paused", "_pieces", "_size", "_waiter")

    def __init__(self, connection: Connection, *, ended: bool) -> None:
        self._connection = connection
        self._pieces: list[bytes] = []
        self._size = 0
        self._ended = ended
        self._gone = False
        self._paused = False
        self._waiter: asyncio.Future[None] | None = None

    # -- what the connection tells -----------------------------------------------------------------------------------

    def put(self, content: bytes) -> None:
        """Add a piece; pause the client when much waits."""
        self._pieces.append(content)
        self._size += len(content)
        if self._size > _HIGH_WATER and not self._paused:
            self._paused = True
            self._connection.pause_content()
        self._wake()

    def end(self) -> None:
        """Note that all content has come."""
        self._ended = True
        self._wake()

    def fail(self) -> None:
        """Note that nothing more comes, unless all has come."""
        self._gone = True
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # -- what the handler asks ---------------------------------------------------------------------------------------

    @property
    def served(self) -> Served | None:
        """Return the exchange as an observer sees it, None where nobody looks on."""
        return getattr(self._connection, "served", None)

    @property
    def minor(self) -> int:
        """Return the minor version of HTTP/1 that the client speaks."""
        return self._connection.h1.minor

    def interim(self, status: int, fields: Fields) -> None:
        """Send an interim response such as 103 (RFC 8297), unless the final one has begun or the client is gone."""
        if not self._gone and self._connection.h1.ours is h1.IDLE:
            self._connection.interim(status, h1.build_section(fields.raw))

    def __aiter__(self) -> ContentStream:
        return self

    async def __anext__(self) -> bytes:
        """Return all that waits, as one piece."""
        if not self._pieces and not self._ended and not self._gone:
            self._connection.continue_()
            self._waiter = self._connection.server.loop.create_future()
            await self._waiter
        if self._pieces:
            return self._next_piece()
        if self._ended:
            raise StopAsyncIteration
        raise ClientDisconnected("the client has disconnected")

    def _next_piece(self) -> bytes:
        pieces = self._pieces
        piece = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        pieces.clear()
        self._size = 0
        if self._paused:
            self._paused = False
            if not self._gone:
                self._connection.resume_content()
        return piece
