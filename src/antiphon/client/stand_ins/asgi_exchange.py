"""One request to an ASGI application: the caller on one side, the application's task on the other.

The two may live in different threads. What the application tells goes through a deque and wakes the caller; what the
caller tells is called in the application's loop. So each side alone changes what is its own.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from ...faults import BrokenResponse, Text
from ...faults.stand_in import IN_PROCESS_FAILED, IN_PROCESS_MESSAGE, IN_PROCESS_SILENT
from ...net.failures import read_expired
from ...net.guests import GuestLoop
from ...net.limits import nearest
from ...net.network import Network
from ...wire import h1
from ..content import Whole
from ..plan import Plan
from ..request import Request
from .heads import head_of

if TYPE_CHECKING:
    from .asgi import ASGI, Message
    from .asgi_lifespan import Lifespan

_HIGH_WATER = 64 * 1024
_CALLEE = Text("the application", "la aplicación")
_NO_MESSAGE = Text("nothing", "nada")


@dataclass(frozen=True, slots=True)
class Ended:
    """The application is done, or failed with `error`."""

    error: BaseException | None


class ASGIExchange:
    """One request and its response. `head`, `next_piece` and `abandon` are the caller's, the rest the application's."""

    def __init__(
        self,
        settings: ASGI,
        request: Request,
        plan: Plan,
        deadline: float | None,
        network: Network,
        loop: GuestLoop,
    ) -> None:
        self._settings = settings
        self._request = request
        self._plan = plan
        self._deadline = deadline
        self._network = network
        self._loop = loop
        self._caller = network.waiter()
        self._told: deque[h1.Response | bytes | h1.End | Ended] = deque()
        self._content: AsyncIterator[bytes] | None = None
        self._sent = 0
        self._has_content = True
        self._is_complete = False
        self.trailers = h1.EMPTY_SECTION
        # The application's side.
        self._given: deque[tuple[bytes, bool]] = deque()
        self._is_given = False
        self._is_wanted = False
        self._is_gone = False
        self._is_done = False
        self._kept = 0
        self._news = asyncio.Event()
        self._head: h1.Response | None = None
        self._is_head_told = False
        self._trailers_due = False
        self._offer_content()

    # -- the caller's side -------------------------------------------------------------------------------------------

    def _offer_content(self) -> None:
        """Give content that is in memory at once; a stream is read as the application asks for it."""
        body = self._request.body
        if isinstance(body, Whole):
            self._give(body.data, False)
            if self._plan.on_upload is not None and body.data:
                self._plan.on_upload(len(body.data), len(body.data))
        else:
            self._content = body.pieces(self._network)

    async def head(self) -> h1.Response:
        """Return the head of the response. Raises what the application raises, `BrokenResponse`, or a timeout."""
        while True:
            event = await self._next(self._plan.timeouts.read)
            if isinstance(event, h1.Response):
                if not event.interim:
                    self._has_content = event.content
                    return event
                if self._plan.on_interim is not None:
                    self._plan.on_interim(event)
            elif isinstance(event, Ended):
                return self._failed_head(event)

    def _failed_head(self, end: Ended) -> h1.Response:
        if not self._settings.raise_app_exceptions:
            self._is_complete = True
            self._told.append(Ended(None))
            return head_of(self._request.method, 500, [(b"Content-Length", b"0")])
        if end.error is not None:
            raise end.error
        raise self._silence()

    async def next_piece(self) -> bytes:
        """Return the next bytes of the content; none once the application has ended. Raises as `head`."""
        while True:
            event = await self._next(self._plan.timeouts_of_content.read)
            if isinstance(event, bytes):
                self._loop.call(partial(self._take, len(event)))
                if event and self._has_content:
                    return event
            elif isinstance(event, h1.End):
                self.trailers = event.trailers
                self._is_complete = True
            elif isinstance(event, Ended):
                self._check_end(event)
                return b""

    def _check_end(self, end: Ended) -> None:
        if end.error is not None and self._settings.raise_app_exceptions:
            raise end.error
        if self._is_complete:
            return
        if end.error is None:
            raise self._silence()
        request, kind = self._request, type(end.error).__name__
        raise BrokenResponse(IN_PROCESS_FAILED, kind=kind, method=request.method, url=request.url.masked)

    def _silence(self) -> BrokenResponse:
        return BrokenResponse(IN_PROCESS_SILENT, method=self._request.method, url=self._request.url.masked)

    async def _next(self, limit: float | None) -> h1.Response | bytes | h1.End | Ended:
        """Return what the application tells next within `limit` seconds; meanwhile give it what content it wants."""
        while not self._told:
            if self._is_wanted:
                self._is_wanted = False
                await self._feed()
                continue
            patience = nearest(limit, self._deadline, self._network.now())
            if not await self._caller.wait(patience) and not self._told:
                raise read_expired(_CALLEE, limit, self._deadline, self._network.now())
        return self._told.popleft()

    async def _feed(self) -> None:
        if self._content is None:
            return
        piece = await anext(self._content, None)
        if piece is None:
            self._content = None
            self._loop.call(partial(self._give, b"", False))
            return
        self._sent += len(piece)
        if self._plan.on_upload is not None:
            self._plan.on_upload(self._sent, self._request.body.length)
        self._loop.call(partial(self._give, piece, True))

    def abandon(self) -> None:
        """Let the application know that nobody reads on."""
        self._loop.call(self.disconnect)

    # -- the application's side --------------------------------------------------------------------------------------

    async def run(self, lifespan: Lifespan) -> None:
        """Run the application to its end, and tell of it."""
        lifespan.exchanges[self] = asyncio.current_task()
        try:
            await lifespan.begun()
            scope = self._settings.scope(self._request, lifespan.state)
            await self._settings.application(scope, self._receive, self._send)
        except asyncio.CancelledError as error:
            self._tell(Ended(error if self._is_gone else None))
            raise
        except BaseException as error:  # an application may raise anything, SystemExit included
            self._tell(Ended(error))
        else:
            self._tell(Ended(None))
        finally:
            lifespan.exchanges.pop(self, None)

    def disconnect(self) -> None:
        """Note that nobody is left to answer."""
        self._is_gone = True
        self._news.set()

    def _give(self, piece: bytes, more: bool) -> None:
        self._given.append((piece, more))
        self._is_given = not more
        self._news.set()

    def _take(self, size: int) -> None:
        self._kept -= size
        self._news.set()

    def _tell(self, event: h1.Response | bytes | h1.End | Ended) -> None:
        self._told.append(event)
        self._caller.wake()

    async def _wait(self) -> None:
        self._news.clear()
        await self._news.wait()

    async def _receive(self) -> Message:
        """Return the next piece of the request, or http.disconnect once it is over."""
        while not self._given:
            if self._is_gone or self._is_done:
                return {"type": "http.disconnect"}
            if not self._is_given:
                self._is_wanted = True
                self._caller.wake()
            await self._wait()
        piece, more = self._given.popleft()
        return {"type": "http.request", "body": piece, "more_body": more}

    async def _send(self, message: Message) -> None:
        """Take one message of the response. Raises OSError where nobody is left to read it (ASGI HTTP 2.4)."""
        if self._is_gone:
            raise OSError("the caller has left")
        kind = message["type"]
        if self._is_done:
            self._refuse(kind, _NO_MESSAGE)
        if kind == "http.response.start" and self._head is None:
            pairs = _pairs(message.get("headers", ()))
            self._head = head_of(self._request.method, message["status"], pairs)
            self._trailers_due = bool(message.get("trailers", False))
        elif kind == "http.response.body" and self._head is not None:
            await self._send_body(self._head, message)
        elif kind == "http.response.early_hint" and self._head is None:
            links = [(b"link", bytes(link)) for link in message.get("links", ())]
            self._tell(head_of(self._request.method, 103, links, interim=True))
        elif kind == "http.response.trailers" and self._trailers_due:
            self._send_trailers(message)
        else:
            self._refuse(kind, "http.response.body" if self._head else "http.response.start")

    def _refuse(self, kind: str, expected: str | Text) -> NoReturn:
        raise BrokenResponse(IN_PROCESS_MESSAGE, given=kind, expected=expected)

    async def _send_body(self, head: h1.Response, message: Message) -> None:
        if not self._is_head_told:
            # Only now, as from a server: an application that fails before it has content may still become a 500.
            self._is_head_told = True
            self._tell(head)
        content = bytes(message.get("body", b""))
        if content:
            self._kept += len(content)
            self._tell(content)
        if not message.get("more_body", False) and not self._trailers_due:
            self._finish(h1.END)
            return
        while self._kept > _HIGH_WATER and not self._is_gone:
            await self._wait()

    def _send_trailers(self, message: Message) -> None:
        pairs = [*self.trailers.pairs, *_pairs(message.get("headers", ()))]
        self.trailers = h1.build_section(pairs)
        if not message.get("more_trailers", False):
            self._finish(h1.End(self.trailers))

    def _finish(self, end: h1.End) -> None:
        self._is_done = True
        self._tell(end)
        self._news.set()


def _pairs(headers: object) -> list[tuple[bytes, bytes]]:
    return [(bytes(name), bytes(value).strip(b" \t")) for name, value in headers]  # type: ignore[attr-defined]
