"""The places of the console: the page at ``/.antiphon/``, all else below ``/.antiphon/console/``."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ...faults import AntiphonError
from ...faults.console import (
    CONSOLE_EXCHANGE_GONE,
    CONSOLE_LISTENERS,
    CONSOLE_METHOD,
    CONSOLE_PLACE_UNKNOWN,
)
from ...semantics.fields import Fields, Pair
from ...semantics.negotiation import best_language
from ...semantics.problems import MEDIA_TYPE, problem_of
from ...server.handler import Request, Response
from ...server.observed import Served
from .access import Access
from .assets import PAGE, SAFE_FIELDS, asset_response
from .listening import KEEP_ALIVE, PAUSE, Batch, Listener
from .parameters import FILTERS, PAGES, Wanted, page_of, parameters_of
from .recording import Recording
from .summary import connection, failed_handshake, summary

if TYPE_CHECKING:
    from ...server.server import Server

_LANGUAGES = ("en", "es")
_READ = ("GET", "HEAD")
_HOME = "/.antiphon/"
_BELOW = "/.antiphon/console/"
_EXCHANGE = re.compile(r"exchanges/([1-9][0-9]{0,14})(/har|/replay)?")
_RETRY_MILLISECONDS = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to the console: the parameters of its query, the language of the answer."""

    request: Request
    parameters: dict[str, str]
    language: str

    @classmethod
    def of(cls, request: Request, known: tuple[str, ...] = ()) -> Asked:
        """Return `request` read; `known` are the parameters that it may have. Raises `AntiphonError`, 400."""
        parameters = parameters_of(request.query, ("lang", *known))
        return cls(request, parameters, language_of(request, parameters.get("lang")))


def language_of(request: Request, chosen: str | None = None) -> str:
    """Return the language of the answer: the one that was `chosen`, else that of Accept-Language."""
    if chosen in _LANGUAGES:
        return chosen
    return best_language(request.fields.get("accept-language"), _LANGUAGES) or _LANGUAGES[0]


class ConsoleApplication:
    """Answers what is asked of the console of `server`, by `recording`, for those whom `access` lets in."""

    streams = True
    cancellable = True

    def __init__(self, server: Server, recording: Recording, access: Access) -> None:
        self._server = server
        self._recording = recording
        self._access = access
        self._lists: dict[str, Callable[[Request], Response | Awaitable[Response]]] = {
            "exchanges": self._exchanges,
            "har": self._har,
            "connections": self._connections,
            "certificates": self._certificates,
            "events": self._events,
        }

    async def __call__(self, request: Request) -> Response:
        """Return the answer: what was asked for, or problem details that say why not."""
        try:
            return self._with_token(request) or await self._answered(request)
        except AntiphonError as error:
            return _refusal(request, error)

    # -- who asks ------------------------------------------------------------------------------------------------------

    def _with_token(self, request: Request) -> Response | None:
        """Have the browser keep what lets it in, and forget the URL that did. None where there is no token in it.

        Raises `AntiphonError` where it is not that of the console.
        """
        token = _token_in(request.query) if request.path == _HOME else None
        if token is None:
            return None
        self._access.check_token(request, token)
        fields = [
            *SAFE_FIELDS,
            (b"Location", _HOME.encode("ascii")),
            (b"Set-Cookie", self._access.cookie(request).encode("ascii")),
            (b"Cache-Control", b"no-store"),
        ]
        return Response(303, Fields.of_checked(fields))

    async def _answered(self, request: Request) -> Response:
        self._access.check(request)
        path = request.path
        if path == _HOME or path == _HOME.rstrip("/"):
            return self._page(request)
        name = path.removeprefix(_BELOW)
        answer = self._lists.get(name)
        if answer is not None:
            _check_method(request, *_READ)
            answered = answer(request)
            return answered if isinstance(answered, Response) else await answered
        if name == "clear":
            return self._clear(request)
        found = _EXCHANGE.fullmatch(name)
        if found is not None:
            return await self._exchange(request, int(found[1]), found[2])
        _check_method(request, *_READ)
        asset = asset_response(name, request) if name != PAGE else None
        if asset is None:
            raise AntiphonError(CONSOLE_PLACE_UNKNOWN, path=ascii(path[:200]))
        return asset

    def _page(self, request: Request) -> Response:
        _check_method(request, *_READ)
        if request.path != _HOME:
            return Response(308, Fields.of_checked([*SAFE_FIELDS, (b"Location", _HOME.encode("ascii"))]))
        page = asset_response(PAGE, request)
        if page is None:
            raise RuntimeError("the page of the console is missing from the package")
        return page

    # -- what there is to see ------------------------------------------------------------------------------------------

    def _exchanges(self, request: Request) -> Response:
        asked = Asked.of(request, (*FILTERS, *PAGES))
        before, limit = page_of(asked.parameters)
        chosen: list[Served] = []
        more = False
        for served in self._chosen(asked):
            if served.number >= before:
                continue
            if len(chosen) == limit:
                more = True
                break
            chosen.append(served)
        value = {
            "kept": self._recording.count,
            "limit": self._recording.limit,
            "exchanges": [summary(served, asked.language) for served in chosen],
            "next": f"before={chosen[-1].number}" if more else None,
        }
        return _json(value, asked.language)

    def _chosen(self, asked: Asked) -> Iterator[Served]:
        return filter(Wanted.of(asked.parameters).includes, self._recording.newest_first())

    async def _exchange(self, request: Request, number: int, part: str | None) -> Response:
        _check_method(request, *(("POST",) if part == "/replay" else _READ))
        asked = Asked.of(request)
        served = self._recording.get(number)
        if served is None:
            raise AntiphonError(CONSOLE_EXCHANGE_GONE, number=number)
        if part == "/replay":
            from .replaying import replay

            return _json(await replay(served), asked.language)
        # Reading a message may take a while, and the server has others to answer.
        from .detail import detail, har

        if part == "/har":
            value = await asyncio.to_thread(har, [served])
            return _json(value, asked.language, _as_file(f"exchange-{number}.har"))
        full = await asyncio.to_thread(detail, served, asked.language)
        return _json({"summary": summary(served, asked.language), **full}, asked.language)

    async def _har(self, request: Request) -> Response:
        from .detail import har

        asked = Asked.of(request, FILTERS)
        value = await asyncio.to_thread(har, list(self._chosen(asked)))
        return _json(value, asked.language, _as_file("exchanges.har"))

    def _connections(self, request: Request) -> Response:
        asked = Asked.of(request)
        value = {
            "connections": [connection(each) for each in list(self._recording.connections.values())[-1000:]],
            "count": len(self._recording.connections),
            "failed": [failed_handshake(each, asked.language) for each in reversed(self._recording.handshakes)],
        }
        return _json(value, asked.language)

    async def _certificates(self, request: Request) -> Response:
        from .certificates import certificates

        asked = Asked.of(request)
        return _json(await asyncio.to_thread(certificates, self._server, asked.language), asked.language)

    def _clear(self, request: Request) -> Response:
        _check_method(request, "POST")
        Asked.of(request)
        self._recording.clear()
        return Response(204, Fields.of_checked([*SAFE_FIELDS, (b"Cache-Control", b"no-store")]))

    # -- what happens --------------------------------------------------------------------------------------------------

    def _events(self, request: Request) -> Response:
        asked = Asked.of(request)
        asyncio.get_running_loop().run_in_executor(None, _prepare)
        fields = [*SAFE_FIELDS, (b"Content-Type", b"text/event-stream"), (b"Cache-Control", b"no-store")]
        if request.method == "HEAD":
            return Response(200, Fields.of_checked(fields))
        listeners = self._recording.listeners
        listener = listeners.add()
        if listener is None:
            raise AntiphonError(CONSOLE_LISTENERS, limit=listeners.most)
        stream = _stream(listener, asked.language, lambda: listeners.discard(listener))
        return Response(200, Fields.of_checked(fields), stream)


def _prepare() -> None:
    """Load what explains an exchange before somebody opens one: that takes a fifth of a second."""
    for module in (".detail", "..rules.judging"):
        import_module(module, __package__)


async def _stream(
    listener: Listener,
    language: str,
    leave: Callable[[], None],
    keep_alive: float = KEEP_ALIVE,
    pause: float = PAUSE,
) -> AsyncIterator[bytes]:
    """Yield what happens as server-sent events (WHATWG HTML §9.2): ``exchanges``, ``missed``, ``connections``."""
    try:
        yield b":\nretry: %d\n\n" % _RETRY_MILLISECONDS
        while True:
            yield _events_of(await listener.next(keep_alive, pause), language)
    finally:
        leave()


def _events_of(batch: Batch, language: str) -> bytes:
    events = []
    if batch.exchanges:
        events.append(_event(b"exchanges", [summary(served, language) for served in batch.exchanges]))
    if batch.missed:
        events.append(_event(b"missed", batch.missed))
    if batch.connections:
        events.append(_event(b"connections", None))
    # Without anything to tell, a comment keeps the connection alive.
    return b"".join(events) or b":\n\n"


def _event(name: bytes, data: Any) -> bytes:
    # JSON in ASCII on one line: nothing in it can end the event.
    return b"event: %s\ndata: %s\n\n" % (name, json.dumps(data, separators=(",", ":")).encode("ascii"))


# -- answers -----------------------------------------------------------------------------------------------------------


def _token_in(query: str) -> str | None:
    """Return the token in `query`, which is not read further where there is one."""
    from urllib.parse import parse_qs

    return parse_qs(query, errors="replace").get("token", [None])[0] if "token=" in query else None


def _check_method(request: Request, *allowed: str) -> None:
    if request.method not in allowed:
        raise AntiphonError(CONSOLE_METHOD, method=request.method[:40], allowed=allowed)


def _json(value: Any, language: str, *more: Pair) -> Response:
    content = json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    fields = [
        *SAFE_FIELDS,
        (b"Content-Type", b"application/json"),
        (b"Content-Language", language.encode("ascii")),
        (b"Vary", b"Accept-Language, Cookie"),
        (b"Cache-Control", b"no-store"),
        *more,
    ]
    return Response(200, Fields.of_checked(fields), content)


def _as_file(name: str) -> Pair:
    return b"Content-Disposition", f'attachment; filename="{name}"'.encode("ascii")


def _refusal(request: Request, error: AntiphonError) -> Response:
    chosen = next((word for word in _LANGUAGES if f"lang={word}" in request.query), None)
    language = language_of(request, chosen)
    status = error.fault.status or 500
    fields = [
        *SAFE_FIELDS,
        (b"Content-Type", MEDIA_TYPE.encode("ascii")),
        (b"Content-Language", language.encode("ascii")),
        (b"Cache-Control", b"no-store"),
    ]
    if status == 401:
        fields.append((b"WWW-Authenticate", b'Bearer realm="console"'))
    if status == 503:
        fields.append((b"Retry-After", b"5"))
    if error.fault is CONSOLE_METHOD:
        fields.append((b"Allow", ", ".join(error.details["allowed"]).encode("ascii")))
    return Response(status, Fields.of_checked(fields), problem_of(error.fault, error.details, language).as_json())
