"""The package's own way to answer: a `Handler` is a function from a `Request` to a `Response`.

A handler that need not wait is called directly, without a task; one that is a coroutine function gets a task.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..faults import AntiphonError
from ..faults.service import APPLICATION_ANSWER, APPLICATION_FAILED
from ..semantics.fields import Fields
from ..wire import h1
from .asgi import path_of
from .connection import Connection, Exchange

Content = bytes | Iterator[bytes] | AsyncIterator[bytes]


@dataclass(slots=True)
class Request:
    """A request as a handler sees it: complete, its content in memory up to the server's limit.

    `path` is percent-decoded, `target` as sent, `query` without the question mark.
    """

    method: str
    path: str
    target: str
    query: str
    fields: Fields
    content: bytes
    client: tuple[str, int] | None
    scheme: str


@dataclass(slots=True)
class Response:
    """A response to be sent. `content` is bytes, or an iterator of pieces, plain or asynchronous."""

    status: int = 200
    fields: Fields = field(default_factory=Fields)
    content: Content = b""


class Handler(Protocol):
    """Answers a request, at once or after waiting."""

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

    def open(self, connection: Connection, request: h1.Request) -> Exchange:
        """Answer `request` now if it is complete, else when it is."""
        exchange = HandlerExchange(self, connection, request)
        if not request.content:
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
        if request.content:
            connection.continue_()

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

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = self._connection.server.loop.create_task(coroutine)
        self._host.tasks.add(task)
        task.add_done_callback(self._host.tasks.discard)

    async def _await(self, answer: Awaitable[Response]) -> None:
        try:
            response = await answer
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
        except Exception as error:  # the pieces come from the handler, which may raise anything
            self._fail(error)

    def _send_whole(self, response: Response) -> None:
        if not self._gone and isinstance(response.content, bytes):
            section = self._connection.server.sections.of(response.fields.raw)
            self._connection.respond(response.status, section, response.content, more=False)

    async def _send_pieces(self, response: Response) -> None:
        connection = self._connection
        connection.respond(response.status, connection.server.sections.of(response.fields.raw), b"", more=True)
        async for piece in _pieces(response.content):
            if self._gone:
                return
            connection.write(piece)
            await connection.drained()
        if not self._gone:
            connection.write_end()

    def _fail(self, error: Exception) -> None:
        instance = str(uuid.uuid4())
        self._connection.server.errors.failed(instance, error)
        if not self._gone:
            self._gone = True
            self._connection.fail(APPLICATION_FAILED, instance)


async def _pieces(content: Content) -> AsyncIterator[bytes]:
    if isinstance(content, bytes):
        yield content
    elif isinstance(content, AsyncIterator):
        async for piece in content:
            yield piece
    else:
        for piece in content:
            yield piece
