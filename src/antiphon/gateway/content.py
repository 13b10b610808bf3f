"""The content of the origin's response on its way to the client: a piece at a time, as it comes."""

from __future__ import annotations

from ..client.exchange import Exchange
from ..semantics.connection_fields import end_to_end
from ..semantics.fields import Fields


class OriginContent:
    """The coded content of `exchange`; the next piece is read when the one before has been taken.

    `trailers` are there once the end has come. Raises a `RequestError` where the content breaks off.
    """

    __slots__ = ("_at_hand", "_exchange", "trailers")

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._at_hand = exchange.content or b""
        self.trailers = Fields()

    def __aiter__(self) -> OriginContent:
        return self

    async def __anext__(self) -> bytes:
        """Return the next piece."""
        piece, self._at_hand = self._at_hand, b""
        if not piece:
            piece = await self._exchange.next_piece()
        if not piece:
            self.trailers = Fields.of_checked(end_to_end(self._exchange.trailers.pairs))
            raise StopAsyncIteration
        return piece

    async def aclose(self) -> None:
        """Drop what has not been read, and the connection with it."""
        self._exchange.abandon()
