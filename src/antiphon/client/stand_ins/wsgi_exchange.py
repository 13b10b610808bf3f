"""One request to a WSGI application, step by step: each step runs where it may block."""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from ...faults import BrokenResponse, Text
from ...faults.stand_in import IN_PROCESS_FAILED, IN_PROCESS_MESSAGE, IN_PROCESS_SILENT
from ...net.failures import read_expired
from ...net.guests import GuestLate, GuestThread
from ...net.limits import nearest
from ...net.network import Network
from ...wire import h1
from ..content import Whole
from ..plan import Plan
from ..request import Request
from .heads import STATUS, head_of

if TYPE_CHECKING:
    from .wsgi import WSGI

Result = TypeVar("Result")

_SECOND_START = Text("a second start_response", "un segundo start_response")
_CONTENT = Text("content", "contenido")
_STATUS = re.compile(r"([0-9]{3})(?: ([\t -~\x80-\xff]*))?")
_CALLEE = Text("the application", "la aplicación")


class WSGIExchange:
    """One request and its response. What begins with an underscore and may block runs in `thread`."""

    trailers = h1.EMPTY_SECTION

    def __init__(
        self,
        settings: WSGI,
        request: Request,
        plan: Plan,
        deadline: float | None,
        network: Network,
        thread: GuestThread,
    ) -> None:
        self._settings = settings
        self._request = request
        self._plan = plan
        self._deadline = deadline
        self._network = network
        self._thread = thread
        self._head: h1.Response | None = None
        self._is_sent = False
        self._first: bytes | None = None
        self._result: Any = None
        self._pieces: Iterator[bytes] = iter(())
        self._written: deque[bytes] = deque()

    # -- the caller's side -------------------------------------------------------------------------------------------

    async def head(self) -> h1.Response:
        """Return the head of the response. Raises what the application raises, `BrokenResponse`, or a timeout."""
        try:
            return await self._step(self._begin, self._plan.timeouts.read)
        except Exception:  # an application may raise anything
            if self._settings.raise_app_exceptions:
                raise
        self.abandon()
        self._first = b""
        return head_of(self._request.method, 500, [(b"Content-Length", b"0")])

    async def next_piece(self) -> bytes:
        """Return the next bytes of the content, none at its end. Raises as `head`."""
        piece, self._first = self._first, None
        if piece is None:
            try:
                piece = await self._step(self._pull, self._plan.timeouts_of_content.read)
            except Exception as error:  # an application may raise anything
                if self._settings.raise_app_exceptions:
                    raise
                request, kind = self._request, type(error).__name__
                url = request.url.masked
                raise BrokenResponse(IN_PROCESS_FAILED, kind=kind, method=request.method, url=url) from error
        if not piece:
            self._thread.leave(self._close)
        return piece

    async def _step(self, step: Callable[[], Result], limit: float | None) -> Result:
        try:
            return await self._thread.call(step, nearest(limit, self._deadline, self._network.now()))
        except GuestLate:
            raise read_expired(_CALLEE, limit, self._deadline, self._network.now()) from None

    def abandon(self) -> None:
        """Close what the application returned, once it stands still."""
        self._thread.leave(self._close)

    # -- the application's side --------------------------------------------------------------------------------------

    def _begin(self) -> h1.Response:
        """Call the application, and return the head once it has content or none is to come."""
        environ = self._settings.environ(self._request, self._content())
        self._result = self._settings.application(environ, self._start_response)
        if isinstance(self._result, list | tuple):
            self._pieces = iter([b"".join(self._result)])
        else:
            self._pieces = iter(self._result)
        self._first = self._pull()
        if self._head is None:
            raise BrokenResponse(IN_PROCESS_SILENT, method=self._request.method, url=self._request.url.masked)
        self._is_sent = True
        return self._head

    def _content(self) -> io.BufferedIOBase:
        body = self._request.body
        if isinstance(body, Whole):
            if self._plan.on_upload is not None and body.data:
                self._plan.on_upload(len(body.data), len(body.data))
            return io.BytesIO(body.data)
        return io.BufferedReader(_Input(self._request, self._plan, self._network, self._thread))

    def _start_response(self, status: str, headers: Any, exc_info: Any = None, /) -> Callable[[bytes], object]:
        if exc_info is not None and self._is_sent:
            raise exc_info[1].with_traceback(exc_info[2])
        if self._head is not None and exc_info is None:
            raise BrokenResponse(IN_PROCESS_MESSAGE, given=_SECOND_START, expected=_CONTENT)
        found = _STATUS.fullmatch(status)
        if found is None:
            raise BrokenResponse(IN_PROCESS_MESSAGE, given=STATUS.of(status=ascii(status)), expected="'200 OK'")
        pairs = [(name.encode("latin-1"), value.strip(" \t").encode("latin-1")) for name, value in headers]
        reason = (found[2] or "").encode("latin-1")
        self._head = head_of(self._request.method, int(found[1]), pairs, reason=reason)
        return self._write

    def _write(self, content: bytes) -> None:
        if content:
            self._written.append(content)

    def _pull(self) -> bytes:
        """Return the next bytes that there are, none at the end; what was written comes first."""
        while True:
            piece = self._written.popleft() if self._written else next(self._pieces, None)
            if piece is None and not self._written:
                return b""
            if piece and self._head is None:
                raise BrokenResponse(IN_PROCESS_MESSAGE, given=_CONTENT, expected="start_response")
            if piece and self._head is not None and self._head.content:
                return piece

    def _close(self) -> None:
        result, self._result = self._result, None
        close = getattr(result, "close", None)
        if close is not None:
            close()


class _Input(io.RawIOBase):
    """A stream of content as the raw file below wsgi.input: it does what `io.BufferedReader` needs."""

    def __init__(self, request: Request, plan: Plan, network: Network, thread: GuestThread) -> None:
        self._pieces = request.body.pieces(network)
        self._length = request.body.length
        self._progress = plan.on_upload
        self._thread = thread
        self._kept = b""
        self._sent = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Fill `buffer` with what is there, at least one byte; 0 at the end."""
        if not self._kept:
            self._kept = self._thread.wait(self._next())
        size = min(len(buffer), len(self._kept))
        buffer[:size] = self._kept[:size]
        self._kept = self._kept[size:]
        return size

    async def _next(self) -> bytes:
        piece = await anext(self._pieces, b"")
        self._sent += len(piece)
        if piece and self._progress is not None:
            self._progress(self._sent, self._length)
        return piece
