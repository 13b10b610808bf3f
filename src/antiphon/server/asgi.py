"""ASGI 3: one task for each request (ASGI HTTP and WebSocket specification 2.5)."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from ..faults import AntiphonError, ProtocolError, Text
from ..faults.service import APPLICATION_FAILED, APPLICATION_MESSAGE, APPLICATION_SILENT
from ..semantics.methods import METHODS
from ..wire import h1
from .connection import Connection

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApplication = Callable[[Scope, Receive, Send], Awaitable[None]]

_HIGH_WATER = 64 * 1024
# From Python 3.12 a task can run at once up to its first wait, which saves a turn of the loop.
_EAGER: dict[str, Any] = {"eager_start": True} if hasattr(asyncio, "eager_task_factory") else {}


class ClientDisconnected(OSError):
    """The client is gone; what the application sends reaches nobody (ASGI HTTP 2.4)."""


_FINAL = frozenset(range(200, 600))
_METHOD_NAMES = {name.encode("ascii"): name for name in METHODS}


def method_name(method: bytes) -> str:
    """Return the method as text."""
    return _METHOD_NAMES.get(method) or method.decode("ascii")


@lru_cache(maxsize=512)
def path_of(target: bytes) -> tuple[str, bytes, bytes]:
    """Return decoded path, raw path and query of a request target in origin, absolute or asterisk form."""
    raw, _, query = target.partition(b"?")
    if raw[:1] != b"/" and raw != b"*":
        raw = b"/" + raw.partition(b"://")[2].partition(b"/")[2]
    path = raw.decode("ascii")
    return (unquote(path) if "%" in path else path), raw, query


class ASGIApplicationHost:
    """Opens an exchange for each request to one ASGI application."""

    def __init__(self, application: ASGIApplication, root_path: str, state: dict[str, Any]) -> None:
        self._application = application
        self._state = state
        self._root_path = root_path
        self._raw_root_path = quote(root_path).encode("ascii")
        self._template: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.5"},
            "http_version": "1.1",
            "root_path": root_path,
        }
        self.tasks: set[asyncio.Task[Any]] = set()

    def open(self, connection: Connection, request: h1.Request) -> ASGIExchange:
        """Start the application's task for `request`."""
        exchange = ASGIExchange(connection, request)
        coroutine = exchange.run(self._application, self._scope(connection, request), self.tasks)
        # A name of its own would be formatted for each task, and nobody reads it.
        exchange.task = asyncio.Task(coroutine, loop=connection.server.loop, name="exchange", **_EAGER)
        return exchange

    def _scope(self, connection: Connection, request: h1.Request) -> Scope:
        template = connection.scope
        if template is None:
            template = connection.scope = self._connection_scope(connection)
        path, raw_path, query = path_of(request.target)
        scope = template.copy()
        scope["method"] = method_name(request.method)
        # A proxy has taken the root path off; for the application the path is whole (ASGI HTTP 2.5).
        scope["path"] = self._root_path + path
        scope["raw_path"] = self._raw_root_path + raw_path
        scope["query_string"] = query
        scope["headers"] = request.section.lowered.copy()
        scope["state"] = self._state.copy()
        if request.minor == 0:
            scope["http_version"] = "1.0"
        return scope

    def _connection_scope(self, connection: Connection) -> dict[str, Any]:
        """Return what all requests of one connection have in common."""
        return {
            **self._template,
            "scheme": connection.scheme,
            "client": connection.client,
            "server": connection.local,
            "extensions": {"http.response.early_hint": {}, "http.response.trailers": {}},
        }


class ASGIExchange:
    """One request between the connection and the application's task."""

    __slots__ = (
        "_closed",
        "_connection",
        "_delivered",
        "_done",
        "_ended",
        "_paused",
        "_pieces",
        "_section",
        "_size",
        "_started",
        "_status",
        "_trailers",
        "_trailers_due",
        "_waiter",
        "task",
    )

    def __init__(self, connection: Connection, request: h1.Request) -> None:
        self._connection = connection
        self._pieces: list[bytes] = []
        self._size = 0
        self._paused = False
        self._ended = not request.content
        self._delivered = False
        self._closed = False
        self._waiter: asyncio.Future[None] | None = None
        self._status = 0
        self._section = h1.EMPTY_SECTION
        self._started = False
        self._trailers_due = False
        self._trailers = h1.EMPTY_SECTION
        self._done = False
        self.task: asyncio.Task[None] | None = None

    # -- what the connection tells ---------------------------------------------------------------------------------

    def receive_content(self, content: bytes) -> None:
        """Keep a piece of content until the application asks; pause the client when much is kept."""
        self._pieces.append(content)
        self._size += len(content)
        if self._size > _HIGH_WATER and not self._paused:
            self._paused = True
            self._connection.pause_content()
        self._wake()

    def receive_end(self, trailers: h1.FieldSection) -> None:
        """Note that the request is complete."""
        self._ended = True
        self._wake()

    def receive_close(self) -> None:
        """Let an application that waits for a disconnect know; the response can still be sent."""
        self._closed = True
        self._wake()

    def disconnect(self) -> None:
        """Note that nothing can be sent any more."""
        self._closed = True
        self._done = True
        self._wake()

    def _wake(self) -> None:
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    # -- what the application asks ---------------------------------------------------------------------------------

    async def run(self, application: ASGIApplication, scope: Scope, running: set[asyncio.Task[Any]]) -> None:
        """Run the application, and answer for it where it fails. It is one of `running` meanwhile.

        The loop only keeps weak references to tasks, and a done callback would cost a turn of the loop.
        """
        task = self.task or asyncio.current_task()
        if task is None:
            raise RuntimeError("an exchange runs in a task")
        running.add(task)
        try:
            await application(scope, self.receive, self.send)
        except asyncio.CancelledError:
            if not self._done:
                self._connection.cut()
            raise
        except Exception as error:  # an application may raise anything
            if not isinstance(error, ClientDisconnected):
                self._fail(error)
        else:
            if not self._done:
                self._fail(AntiphonError(APPLICATION_SILENT))
        finally:
            running.discard(task)

    def _fail(self, error: Exception) -> None:
        instance = str(uuid.uuid4())
        connection = self._connection
        connection.server.errors.failed(instance, error)
        if not self._done:
            self._done = True
            connection.fail(APPLICATION_FAILED, instance)

    async def receive(self) -> Message:
        """Return the next piece of the request, or http.disconnect."""
        if not self._pieces and not self._ended and not self._closed:
            self._connection.continue_()
        while not self._pieces and not self._ended and not self._closed:
            await self._wait()
        if self._pieces or (self._ended and not self._delivered):
            return self._next_piece()
        while not self._closed and not self._done:
            await self._wait()
        return {"type": "http.disconnect"}

    async def _wait(self) -> None:
        if self._waiter is None or self._waiter.done():
            self._waiter = self._connection.server.loop.create_future()
        await asyncio.shield(self._waiter)

    def _next_piece(self) -> Message:
        pieces = self._pieces
        body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        pieces.clear()
        self._size = 0
        self._delivered = self._ended
        if self._paused:
            self._paused = False
            self._connection.resume_content()
        return {"type": "http.request", "body": body, "more_body": not self._ended}

    async def send(self, message: Message) -> None:
        """Take one message of the response. Raises `ClientDisconnected` where nobody is left to read it."""
        if self._done:
            self._refuse_after_end(message)
        kind = message["type"]
        if kind == "http.response.body" and self._status:
            self._send_body(message)
            if not self._connection.writable and not self._done:
                await self._connection.drained()
        elif kind == "http.response.start" and not self._status:
            self._start(message)
        elif kind == "http.response.early_hint" and not self._status:
            links = [(b"link", bytes(link)) for link in message.get("links", ())]
            self._connection.interim(103, h1.build_section(links))
        elif kind == "http.response.trailers" and self._trailers_due:
            self._send_trailers(message)
        else:
            raise ProtocolError(APPLICATION_MESSAGE, type=kind, expected=self._expected())

    def _expected(self) -> str:
        return "http.response.body" if self._status else "http.response.start"

    def _refuse_after_end(self, message: Message) -> None:
        if self._closed:
            raise ClientDisconnected("the client has disconnected")
        raise ProtocolError(APPLICATION_MESSAGE, type=message["type"], expected=Text("nothing", "nada"))

    def _start(self, message: Message) -> None:
        self._section = self._connection.server.sections.of(message.get("headers", ()))
        self._status = checked_status(message["status"])
        self._trailers_due = bool(message.get("trailers", False))

    def _send_body(self, message: Message) -> None:
        content = message.get("body", b"")
        more = message.get("more_body", False)
        connection = self._connection
        if not isinstance(content, bytes):
            content = bytes(content)
        if not self._started:
            connection.respond(self._status, self._section, content, more=more or self._trailers_due)
            self._started = True
        elif more or self._trailers_due:
            connection.write(content)
        else:
            connection.write_end(content)
        if not more and not self._trailers_due:
            self._done = True
            self._wake()

    def _send_trailers(self, message: Message) -> None:
        more = [(bytes(name), bytes(value)) for name, value in message.get("headers", ())]
        self._trailers = h1.build_section(self._trailers.pairs + more)
        if not message.get("more_trailers", False):
            self._connection.write_end(trailers=self._trailers)
            self._done = True
            self._wake()


def checked_status(status: int) -> int:
    """Return `status`. Raises `ProtocolError` where it is not a final status code."""
    if status not in _FINAL:
        raise ProtocolError(APPLICATION_MESSAGE, type=f"status {status!r}", expected="200 … 599")
    return status
