"""The receiving half of an exchange: content read from a connection, decoded, and the connection given back."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from ..faults import Phase, RequestError, StreamConsumed
from ..faults.exchange import STREAM_CONSUMED
from ..wire import h1
from .connection import Connection
from .connection_facts import ConnectionFacts
from .received import Timings, beginning_of
from .unpacking import Unpacking

if TYPE_CHECKING:
    from ..semantics.digest_fields import ContentCheck
    from .engine import Engine
    from .plan import Plan
    from .timeouts import Timeouts

Receive: TypeAlias = "Callable[[Connection, Timeouts, float | None], Awaitable[bytes | h1.End]]"


class Exchange:
    """A response whose head has come. Its content is read once: whole, or piece by piece."""

    __slots__ = (
        "_connection",
        "_content",
        "_deadline",
        "_engine",
        "_facts",
        "_first_byte",
        "_opening",
        "_plan",
        "_received",
        "_started",
        "_total",
        "_trailers",
        "head",
        "peer_address",
    )

    def __init__(
        self,
        engine: Engine,
        connection: Connection,
        head: h1.Response,
        plan: Plan,
        deadline: float | None,
        started: float,
    ) -> None:
        self.head = head
        self.peer_address = connection.stream.peer_address
        self._engine = engine
        self._connection: Connection | None = connection
        self._plan = plan
        self._deadline = deadline
        self._started = started
        self._first_byte = engine.network.now() - started
        self._total: float | None = None
        self._facts = connection.facts
        self._opening = connection.opening if connection.exchanges == 0 else None
        self._content: bytes | None = None
        self._trailers = h1.EMPTY_SECTION
        self._received = 0

    @property
    def content(self) -> bytes | None:
        """Return the decoded content once it has been read whole, else None."""
        return self._content

    @property
    def trailers(self) -> h1.FieldSection:
        """Return the trailer fields, once the content has been read (RFC 9110 §6.5)."""
        return self._trailers

    @property
    def timings(self) -> Timings:
        """Return how long each phase took."""
        opening = self._opening
        if opening is None:
            return Timings(None, None, None, self._first_byte, self._total)
        return Timings(opening.resolve, opening.connect, opening.tls, self._first_byte, self._total, opening.proxy)

    @property
    def started_at(self) -> float:
        """Return when the exchange began, in seconds since 1970."""
        return self._engine.time_of_day(self._started)

    @property
    def connection(self) -> ConnectionFacts:
        """Return what is known of the connection that the response came over."""
        return self._facts if self._opening is not None else replace(self._facts, reused=True)

    @property
    def held(self) -> Connection | None:
        """Return the connection itself, until all has been read or dropped."""
        return self._connection

    def take_whole(self, *, decoded: bool = True) -> bool:
        """Keep the content, if all of it came with the head and nothing has to be done to it; tell whether so.

        With `decoded` False, content codings are nothing to be done.
        """
        connection = self._connection
        if connection is None or self._plan.watches_content:
            return False
        if decoded and b"content-encoding" in self.head.section.facts:
            return False
        whole = connection.take_whole()
        if whole is None:
            return False
        pieces, end = whole
        self._content = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        self._trailers = end.trailers
        self._complete(connection)
        return True

    async def read_whole(self) -> bytes:
        """Return the decoded content, read to its end the first time.

        Raises `StreamConsumed` where it was streamed before, `BrokenResponse`, `DecodingError`, `ContentTooLarge`, or
        a timeout.
        """
        if self._content is not None:
            return self._content
        connection = self._connection
        if connection is None:
            raise StreamConsumed(STREAM_CONSUMED)
        plan = self._plan
        if b"content-encoding" in self.head.section.facts or plan.watches_content:
            pieces = [piece async for piece in self.pieces()]
        else:
            pieces = await self._plain_pieces(connection, plan)
        self._content = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        return self._content

    async def read_some(self, most: int = 1024 * 1024) -> None:
        """Read the decoded content of a response on the way to another: there is rarely much of it, and less use.

        Beyond `most` bytes it is cut, and the connection closed. What a layer has read or dropped before stays as it
        is. Raises as `read_whole`.
        """
        if self._connection is not None:
            self._content = await beginning_of(self.pieces(), most)

    async def _plain_pieces(self, connection: Connection, plan: Plan) -> list[bytes]:
        """Return all pieces of content that nothing has to be done to."""
        pieces: list[bytes] = []
        try:
            while True:
                data = await connection.receive_data(plan.timeouts, self._deadline)
                if type(data) is h1.End:
                    self._trailers = data.trailers
                    break
                pieces.append(data)  # type: ignore[arg-type]
        except BaseException as error:
            self._place_failure(error)
            self.abandon()
            raise
        self._complete(connection)
        return pieces

    def _place_failure(self, error: BaseException) -> None:
        """Let `error` say how far the exchange had come."""
        if isinstance(error, RequestError):
            elapsed = self._engine.network.now() - self._started - self._first_byte
            error.within(Phase.RECEIVE, self.peer_address, elapsed).allowed(self._plan.timeouts.total)

    async def pieces(self, *, decoded: bool = True) -> AsyncGenerator[bytes, None]:
        """Yield the content as it comes, without its content codings unless `decoded` is False. Raises as `read_whole`.

        Leaving early closes the connection: what is still on its way would be taken for the next response.
        """
        connection = self._connection
        if connection is None:
            raise StreamConsumed(STREAM_CONSUMED)
        try:
            codings = self.head.section.facts.get(b"content-encoding", ()) if decoded else ()
            unpacking = Unpacking(codings, self._plan)
            async for data in self._raw_pieces(connection):
                for piece in unpacking.pieces(data):
                    yield piece
            unpacking.finish()
        except RequestError as error:
            self._place_failure(error)
            raise
        finally:
            self.abandon()

    async def _raw_pieces(self, connection: Connection) -> AsyncGenerator[bytes, None]:
        plan = self._plan
        receive = self._watched_receiver(plan)
        timeouts = plan.timeouts_of_content
        check = self._digest_check() if plan.verify_digest else None
        while True:
            data = await receive(connection, timeouts, self._deadline)
            if isinstance(data, h1.End):
                self._trailers = data.trailers
                self._complete(connection)
                if check is not None:
                    check.finish(data.trailers.fields)
                return
            self._received += len(data)
            if check is not None:
                check.feed(data)
            if plan.on_download is not None:
                plan.on_download(self._received, self.head.length)
            yield data

    def _watched_receiver(self, plan: Plan) -> Receive:
        """Return what receives the content: the connection's own way, or one that keeps to a speed or a token."""
        receive: Receive = Connection.receive_data
        low_speed, token = plan.timeouts.low_speed, plan.cancel
        if low_speed is not None:
            from .pace import Pace, receive_at_pace

            receive = partial(receive_at_pace, Pace(*low_speed), self._engine.network)
        if token is not None:
            from .cancelling import receive_until

            receive = partial(receive_until, token, receive)
        return receive

    async def next_piece(self) -> bytes:
        """Return the next bytes of the content as they came, content codings on; none at the end.

        Raises as `read_whole`. For readers that stop and go on, which a generator would not survive unclosed.
        """
        connection = self._connection
        if connection is None:
            return b""
        try:
            data = await connection.receive_data(self._plan.timeouts, self._deadline)
        except BaseException as error:
            self._place_failure(error)
            self.abandon()
            raise
        if isinstance(data, h1.End):
            self._trailers = data.trailers
            self._complete(connection)
            return b""
        return data

    def _digest_check(self) -> ContentCheck:
        from ..semantics.digest_fields import ContentCheck

        return ContentCheck(self.head.status, self.head.section.fields)

    def _complete(self, connection: Connection) -> None:
        self._connection = None
        self._total = self._engine.network.now() - self._started
        if self._plan.cancel is not None:
            self._plan.cancel.detach(connection.stream.abort)
        self._engine.give_back(connection)

    def __del__(self) -> None:
        if self._connection is not None:
            if self._plan.cancel is not None:
                self._plan.cancel.forget(self._connection.stream.abort)
            self._engine.pool.leave(self._connection)

    def abandon(self) -> None:
        """Drop what has not been read; the connection goes with it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            if self._plan.cancel is not None:
                self._plan.cancel.detach(connection.stream.abort)
            self._engine.pool.discard(connection)
