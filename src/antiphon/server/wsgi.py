"""WSGI (PEP 3333): each request in a thread of a pool, its content streamed both ways."""

from __future__ import annotations

import asyncio
import io
import re
import sys
import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

from ..faults import AntiphonError, ProtocolError, Text
from ..faults.service import APPLICATION_FAILED, APPLICATION_MESSAGE, APPLICATION_SILENT
from ..wire import h1
from .asgi import ClientDisconnected, checked_status, method_name, path_of
from .connection import Connection
from .content_pipe import ContentPipe
from .workers import Workers

Environ = dict[str, Any]
StartResponse = Callable[..., Callable[[bytes], object]]
WSGIApplication = Callable[[Environ, StartResponse], Iterable[bytes]]

_HIGH_WATER = 64 * 1024
_STATUS = re.compile(r"[0-9]{3}(?: [\t -~\x80-\xff]*)?")


class Mailbox:
    """Carries calls from threads to the loop; many at once for one wake-up of the loop."""

    def __init__(self, call_soon_threadsafe: Callable[..., object]) -> None:
        self._call_soon_threadsafe = call_soon_threadsafe
        self._calls: deque[Callable[[], None]] = deque()
        self._woken = False

    def post(self, call: Callable[[], None]) -> None:
        """Have the loop make `call`."""
        self._calls.append(call)
        if not self._woken:
            self._woken = True
            try:
                self._call_soon_threadsafe(self._deliver)
            except RuntimeError:
                # The loop has been closed: nobody is left to answer.
                return

    def _deliver(self) -> None:
        self._woken = False
        while self._calls:
            self._calls.popleft()()


class WSGIHost:
    """Opens an exchange for each request to one WSGI application, and owns the threads that run them."""

    def __init__(
        self,
        application: WSGIApplication,
        root_path: str,
        threads: int,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self.application = application
        self._root_path = root_path
        self._workers = Workers(threads, loop.call_later)
        self.mailbox = Mailbox(loop.call_soon_threadsafe)

    def open(self, connection: Connection, request: h1.Request) -> WSGIExchange:
        """Queue `request` for a thread, once enough of its content is there."""
        exchange = WSGIExchange(self, connection, request)
        if not request.content:
            self._workers.submit(exchange)
        return exchange

    def submit(self, exchange: WSGIExchange) -> None:
        """Have a thread run the application for `exchange`."""
        self._workers.submit(exchange)

    def environ(self, connection: Connection, request: h1.Request, content: io.BufferedIOBase) -> Environ:
        """Return the environ of `request` (PEP 3333)."""
        template = connection.scope
        if template is None:
            template = connection.scope = self._connection_environ(connection)
        _, raw_path, query = path_of(request.target)
        environ = template.copy()
        environ["REQUEST_METHOD"] = method_name(request.method)
        environ["PATH_INFO"] = unquote_to_bytes(raw_path).decode("latin-1") if b"%" in raw_path else raw_path.decode()
        environ["QUERY_STRING"] = query.decode("ascii")
        environ["RAW_URI"] = request.target.decode("ascii")
        environ["SERVER_PROTOCOL"] = "HTTP/1.1" if request.minor else "HTTP/1.0"
        environ["wsgi.input"] = content
        _add_fields(environ, request.section)
        return environ

    def _connection_environ(self, connection: Connection) -> Environ:
        """Return what all requests of one connection have in common."""
        local, client = connection.local, connection.client
        environ: Environ = {
            "SCRIPT_NAME": self._root_path,
            "SERVER_NAME": local[0] if local else "localhost",
            "SERVER_PORT": str(local[1] or 0) if local else "0",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": connection.scheme,
            "wsgi.input_terminated": True,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if client:
            environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = client[0], str(client[1])
        return environ

    def stop(self) -> None:
        """Let every thread end after what it is doing."""
        self._workers.stop()


@lru_cache(maxsize=1024)
def _environ_name(name: bytes) -> str | None:
    """Return the key of the field `name`, None for one that must not be passed on.

    ``X_Forwarded_For`` would have the key of ``X-Forwarded-For``, so whoever sends it could forge the other; nginx
    and Apache drop such names, too (CVE-2015-0219).
    """
    if b"_" in name:
        return None
    key = name.decode("ascii").upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else "HTTP_" + key


def _add_fields(environ: Environ, section: h1.FieldSection) -> None:
    for name, value in section.lowered:
        key = _environ_name(name)
        if key is None:
            continue
        text = value.decode("latin-1")
        if key in environ:
            separator = "; " if key == "HTTP_COOKIE" else ", "
            text = environ[key] + separator + text
        environ[key] = text


class WSGIExchange:
    """One request between the connection, on the loop, and the application, in a thread.

    The methods that the connection calls run on the loop; `run` and what it calls run in a thread, and reach the
    connection only through the mailbox.
    """

    __slots__ = (
        "_connection",
        "_content",
        "_gone",
        "_host",
        "_paused",
        "_request",
        "_section",
        "_started",
        "_status",
        "_submitted",
        "_taken",
    )

    def __init__(self, host: WSGIHost, connection: Connection, request: h1.Request) -> None:
        self._host = host
        self._connection = connection
        self._request = request
        self._submitted = not request.content
        self._content: ContentPipe | None = None
        self._gone = False
        self._paused = False
        self._status = 0
        self._section = h1.EMPTY_SECTION
        self._started = False
        self._taken: threading.Event | None = None
        if request.content:
            self._content = ContentPipe(self._content_wanted)
            connection.continue_()

    # -- on the loop -------------------------------------------------------------------------------------------------

    def receive_content(self, content: bytes) -> None:
        """Pass a piece of content on; start the application once a good part is there, pause when there is too much."""
        if self._content is not None and self._content.put(content) > _HIGH_WATER:
            self._paused = True
            self._connection.pause_content()
            self._submit()

    def receive_end(self, trailers: h1.FieldSection) -> None:
        """Start the application, now that all content is there."""
        if self._content is not None:
            self._content.end()
            self._submit()

    def _submit(self) -> None:
        if not self._submitted:
            self._submitted = True
            self._host.submit(self)

    def receive_close(self) -> None:
        """Nothing changes: the client still reads."""

    def disconnect(self) -> None:
        """Let the thread notice, wherever it waits."""
        self._gone = True
        if self._content is not None:
            self._content.fail(ClientDisconnected("the client has disconnected"))
        self._set_taken()

    def _set_taken(self) -> None:
        if self._taken is not None:
            self._taken.set()

    def _resume(self) -> None:
        if self._paused and not self._gone:
            self._paused = False
            self._connection.resume_content()

    def _respond(self, content: bytes, more: bool) -> None:
        if self._gone:
            # The thread may have begun to wait after `disconnect` woke it.
            self._set_taken()
            return
        try:
            self._connection.respond(self._status, self._section, content, more=more)
        except AntiphonError as error:
            self._fail(error)
        self._note_taken()

    def _write(self, content: bytes, more: bool) -> None:
        if self._gone:
            self._set_taken()
            return
        try:
            if more:
                self._connection.write(content)
            else:
                self._connection.write_end(content)
        except AntiphonError as error:
            self._fail(error)
        self._note_taken()

    def _note_taken(self) -> None:
        """Let the thread produce more, now or when the client has read enough."""
        if self._connection.writable:
            self._set_taken()
        else:
            self._connection.server.loop.create_task(self._note_drained())

    async def _note_drained(self) -> None:
        await self._connection.drained()
        self._set_taken()

    def _fail(self, error: BaseException) -> None:
        instance = str(uuid.uuid4())
        self._connection.server.errors.failed(instance, error)
        if not self._gone:
            self._gone = True
            self._connection.fail(APPLICATION_FAILED, instance)
        self._set_taken()

    # -- in a thread ---------------------------------------------------------------------------------------------------

    def _content_wanted(self) -> None:
        if self._paused:
            self._host.mailbox.post(self._resume)

    def run(self) -> None:
        """Run the application and send what it returns."""
        try:
            self._answer()
        except ClientDisconnected:
            return
        except BaseException as raised:  # an application may raise anything, SystemExit included
            error = raised
            self._host.mailbox.post(lambda: self._fail(error))

    def _answer(self) -> None:
        content = io.BytesIO() if self._content is None else io.BufferedReader(self._content)
        environ = self._host.environ(self._connection, self._request, content)
        result = self._host.application(environ, self._start_response)
        try:
            if isinstance(result, list | tuple) and not self._started:
                self._send_whole(b"".join(result))
            else:
                for piece in result:
                    if piece:
                        self._send(piece)
                self._send_end()
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()

    def _start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], object]:
        if exc_info and self._started:
            raise exc_info[1].with_traceback(exc_info[2])
        if self._status and not exc_info:
            raise ProtocolError(APPLICATION_MESSAGE, type="start_response × 2", expected=Text("content", "contenido"))
        if not _STATUS.fullmatch(status):
            raise ProtocolError(APPLICATION_MESSAGE, type=f"status {status!r}", expected="'200 OK'")
        pairs = tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers)
        self._section = self._connection.server.sections.of(pairs)
        self._status = checked_status(int(status[:3]))
        return self._send

    def _require_start(self) -> None:
        if not self._status:
            raise AntiphonError(APPLICATION_SILENT)

    def _send_whole(self, content: bytes) -> None:
        self._require_start()
        self._started = True
        self._host.mailbox.post(lambda: self._respond(content, False))

    def _send(self, content: bytes) -> None:
        self._require_start()
        if self._gone:
            raise ClientDisconnected("the client has disconnected")
        send = self._write if self._started else self._respond
        self._started = True
        if self._taken is None:
            self._taken = threading.Event()
        self._taken.clear()
        self._host.mailbox.post(lambda: send(content, True))
        self._taken.wait()

    def _send_end(self) -> None:
        self._require_start()
        send = self._write if self._started else self._respond
        self._started = True
        self._host.mailbox.post(lambda: send(b"", False))
