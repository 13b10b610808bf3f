"""The package's own way to answer: a `Handler` is a function from a `Request` to a `Response`.

A handler that need not wait is called directly, without a task; one that is a coroutine function gets a task. A handler
gets the content of the request complete, unless it asks for it as it comes by its attribute `streams`.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..faults import AntiphonError, RequestError
from ..faults.service import APPLICATION_ANSWER, APPLICATION_FAILED
from ..semantics.fields import Fields
from ..wire import h1
from .asgi import ClientDisconnected, path_of
from .connection import Connection, Exchange
from .content_stream import ContentStream

Content = bytes | Iterator[bytes] | AsyncIterator[bytes]


@dataclass(slots=True)
class Request:
    """A request as a handler sees it: complete, its content in memory up to the server's limit.

    `path` is percent-decoded, `target` as sent, `query` without the question mark. A handler that `streams` is called
    with the head alone: `content` is empty then, and `stream` yields the content as it comes.
    """

    method: str
    path: str
    target: str
    query: str
    fields: Fields
    content: bytes
    client: tuple[str, int] | None
    scheme: str
    stream: AsyncIterator[bytes] | None = None


@dataclass(slots=True)
class Response:
    """A response to be sent. `content` is bytes, or an iterator of pieces, plain or asynchronous.

    An iterator that can be closed (`close`, `aclose`) is closed in any case: at its end, or where nobody reads on. If
    it has `trailers`, `Fields`, they are sent behind content whose length is not declared. One that raises a
    `RequestError` has lost the server that the content comes from: the response is cut.
    `section` is `fields` checked and rendered, for one that is sent many times; None: the server does it.
    """

    status: int = 200
    fields: Fields = field(default_factory=Fields)
    content: Content = b""
    section: h1.FieldSection | None = field(default=None, repr=False, compare=False)


class Handler(Protocol):
    """Answers a request, at once or after waiting.

    One that has a coroutine method `close` has it called once, after the last request. One that has a true attribute
    `streams` is called once the head of a request is there, and reads the content from `Request.stream`. If it has a
    true attribute `cancellable` besides, it is cancelled where it waits when the client is gone.
    """

    def __call__(self, request: Request, /) -> Response | Awaitable[Response]:
        """Return the response to `request`, or an awaitable of it."""


def handler(function: Callable[[Request], Response | Awaitable[Response]]) -> Handler:
    """Mark `function` as a handler, so that ``antiphon serve`` knows it from an ASGI or WSGI application."""
    function.antiphon_handler = True  # type: ignore[attr-defined]
    return function


class HandlerHost:
    """Opens an exchange for each request to one handler."""

    def __init__(self, answer: Handler) -> None:
        self.answer = answer
        self.tasks: set[asyncio.Task[Any]] = set()
        self.cancels = bool(getattr(answer, "cancellable", False))
        self._streams = bool(getattr(answer, "streams", False))

    def open(self, connection: Connection, request: h1.Request) -> Exchange:
        """Answer `request` now if it is complete or the handler streams, else when it is complete."""
        if self._streams:
            exchange: HandlerExchange = StreamedExchange(self, connection, request)
            exchange.start()
            return exchange
        exchange = HandlerExchange(self, connection, request)
        if request.content:
            connection.continue_()
        else:
            exchange.start()
        return exchange


class HandlerExchange:
    """One request between the connection and a handler."""

    __slots__ = ("_connection", "_gone", "_head", "_host", "_pieces")

    def __init__(self, host: HandlerHost, connection: Connection, request: h1.Request) -> None:
        self._host = host
        self._connection = connection
        self._head = request
        self._pieces: list[bytes] = []
        self._gone = False

    def receive_content(self, content: bytes) -> None:
        """Keep a piece of content."""
        self._pieces.append(content)

    def receive_end(self, trailers: h1.FieldSection) -> None:
        """Answer, now that the request is complete."""
        if self._head.content:
            self.start()

    def receive_close(self) -> None:
        """Nothing changes: the client still reads."""

    def disconnect(self) -> None:
        """Note that nobody is left to answer."""
        self._gone = True

    def start(self) -> None:
        """Call the handler, and send what it returns."""
        try:
            answer = self._host.answer(self._request())
            if isinstance(answer, Response):
                if isinstance(answer.content, bytes):
                    self._send_whole(answer)
                else:
                    self._spawn(self._send(answer))
            else:
                self._spawn(self._await(answer))
        except Exception as error:  # a handler may raise anything
            self._fail(error)

    def _request(self) -> Request:
        head = self._head
        path, _, query = path_of(head.target)
        return Request(
            head.method.decode("ascii"),
            path,
            head.target.decode("ascii"),
            query.decode("ascii"),
            head.section.fields,
            b"".join(self._pieces),
            self._connection.client,
            self._connection.scheme,
        )

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = self._connection.server.loop.create_task(coroutine)
        self._host.tasks.add(task)
        task.add_done_callback(self._host.tasks.discard)
        return task

    async def _await(self, answer: Awaitable[Response]) -> None:
        try:
            response = await answer
        except ClientDisconnected:
            return
        except Exception as error:  # a handler may raise anything
            self._fail(error)
            return
        await self._send(response)

    async def _send(self, response: Response) -> None:
        try:
            if not isinstance(response, Response):
                raise AntiphonError(APPLICATION_ANSWER, type=type(response).__name__)
            if isinstance(response.content, bytes):
                self._send_whole(response)
            else:
                await self._send_pieces(response)
        except ClientDisconnected:
            return
        except RequestError as error:
            self._cut(error)
        except Exception as error:  # the pieces come from the handler, which may raise anything
            self._fail(error)

    def _send_whole(self, response: Response) -> None:
        if not self._gone and isinstance(response.content, bytes):
            section = response.section or self._connection.server.sections.of(response.fields.raw)
            self._connection.respond(response.status, section, response.content, more=False)

    async def _send_pieces(self, response: Response) -> None:
        try:
            if not self._gone:
                await self._write_pieces(response)
        finally:
            await close_content(response.content)

    async def _write_pieces(self, response: Response) -> None:
        connection = self._connection
        connection.respond(response.status, connection.server.sections.of(response.fields.raw), b"", more=True)
        async for piece in pieces_of(response.content):
            # Pieces that never wait would go on for ever: the loop has no turn in which to tell of the disconnection.
            if self._gone or connection.transport.is_closing():
                return
            connection.write(piece)
            await connection.drained()
        if not self._gone:
            trailers: Fields | None = getattr(response.content, "trailers", None)
            connection.write_end(trailers=h1.build_section(trailers.raw) if trailers else h1.EMPTY_SECTION)

    def _cut(self, error: RequestError) -> None:
        """Cut a response whose content broke off where it comes from; that is no failure of the handler's."""
        self._connection.server.errors.note(error.explanation())
        self._end(str(uuid.uuid4()))

    def _fail(self, error: Exception) -> None:
        instance = str(uuid.uuid4())
        self._connection.server.errors.failed(instance, error)
        self._end(instance)

    def _end(self, instance: str) -> None:
        if not self._gone:
            self._gone = True
            self._connection.fail(APPLICATION_FAILED, instance)


class StreamedExchange(HandlerExchange):
    """One request to a handler that takes the content as it comes."""

    __slots__ = ("_stream", "_task")

    def __init__(self, host: HandlerHost, connection: Connection, request: h1.Request) -> None:
        super().__init__(host, connection, request)
        self._stream = ContentStream(connection, ended=not request.content)
        self._task: asyncio.Task[None] | None = None

    def receive_content(self, content: bytes) -> None:
        """Pass a piece of content on."""
        self._stream.put(content)

    def receive_end(self, trailers: h1.FieldSection) -> None:
        """Tell the handler that the content is complete."""
        self._stream.end()

    def disconnect(self) -> None:
        """Let a handler that waits for content know, or end it."""
        super().disconnect()
        self._stream.fail()
        if self._task is not None and self._host.cancels:
            # In its turn: a task that has not begun would leave what it was to await without anybody to await it.
            self._connection.server.loop.call_soon(self._task.cancel)

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self._task = super()._spawn(coroutine)
        return self._task

    def _request(self) -> Request:
        request = super()._request()
        request.stream = self._stream
        return request


async def close_content(content: Content) -> None:
    if isinstance(content, AsyncIterator):
        aclose = getattr(content, "aclose", None)
        if aclose is not None:
            await aclose()
    else:
        close = getattr(content, "close", None)
        if close is not None:
            close()


async def pieces_of(content: Content) -> AsyncIterator[bytes]:
    if isinstance(content, bytes):
        yield content
    elif isinstance(content, AsyncIterator):
        async for piece in content:
            yield piece
    else:
        for piece in content:
            yield piece
