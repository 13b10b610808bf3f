"""The backend as an ASGI application, for mounting into others and for other servers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from typing import Any

from ..faults import AntiphonError
from ..faults.service import CONTENT_TOO_LARGE
from ..semantics.fields import Fields
from ..semantics.percent import percent_decoded
from ..server.handler import Request, Response
from .access.gate import Gate
from .access.policy import Open, Policy
from .answer import problem
from .backend import Backend
from .exchange import Exchange
from .opening import backend_of
from .refusal import Refusal
from .schema.resource import Schema
from .settings import Settings

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_WITHOUT_CONTENT = frozenset({204, 304})


def application(
    target: str,
    settings: Settings | None = None,
    policy: Callable[[Schema], Policy] = lambda schema: Open(),
    gate: Gate | None = None,
) -> Application:
    """Return the ASGI 3 application for the database at `target`, such as ``sqlite:///shop.db``.

    `policy` makes the rules for its tables; without it, everybody may do everything. Raises `UsageError` where there
    is no database that could be served.
    """
    return Application(backend_of(target, settings, policy, gate))


class Application:
    """An ASGI 3 application (http and lifespan) around `backend`."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or start and end with the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close"})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await self.backend.close()
                await send({"type": "lifespan.shutdown.complete"})
                return
            await send({"type": "lifespan.startup.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        root = str(scope.get("root_path", "")).rstrip("/")
        request, base = _request_of(scope, root), _encoded(root)
        try:
            content = await _content(receive, self.backend.service.settings.value_limit)
        except AntiphonError as error:
            answer = problem(Exchange(request, base), error)
        else:
            if content is None:
                return
            request.content = content
            answer = await self.backend.answer(request, base)
        await _send(answer, request.method == "HEAD", send)


def _request_of(scope: Scope, root: str) -> Request:
    path = str(scope["path"])
    query = scope.get("query_string", b"").decode("ascii", "replace")
    raw = scope.get("raw_path")
    target = _rooted(raw.decode("ascii", "replace") if raw else _encoded(path), root) + (f"?{query}" if query else "")
    fields = Fields.of_checked((bytes(name), bytes(value)) for name, value in scope["headers"])
    client = scope.get("client")
    scheme = str(scope.get("scheme", "http"))
    return Request(str(scope["method"]), path, target, query, fields, b"", tuple(client) if client else None, scheme)


def _rooted(path: str, root: str) -> str:
    """Return `path`, as sent, with the `root` at its beginning encoded as it is everywhere here."""
    depth = root.count("/") + 1
    segments = path.split("/")
    is_below = percent_decoded("/".join(segments[:depth])) == root
    return "/".join([_encoded(root), *segments[depth:]]) if is_below else path


def _encoded(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/,:@!$&'()*+;=~")


async def _content(receive: Receive, limit: int) -> bytes | None:
    """Return the whole content; None where the client went away before its end. Raises `Refusal`, 413."""
    pieces, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise Refusal(CONTENT_TOO_LARGE, fields=(("Connection", "close"),), limit=limit)
        pieces.append(piece)
        more = message.get("more_body", False)
    return b"".join(pieces)


async def _send(answer: Response, is_head: bool, send: Send) -> None:
    pairs = [(name.lower(), value) for name, value in answer.fields.raw]
    content = answer.content
    if isinstance(content, bytes) and answer.status not in _WITHOUT_CONTENT:
        pairs.append((b"content-length", str(len(content)).encode("ascii")))
    await send({"type": "http.response.start", "status": answer.status, "headers": pairs})
    if isinstance(content, bytes):
        await send({"type": "http.response.body", "body": b"" if is_head else content})
        return
    if not is_head:
        async for piece in _pieces(content):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _pieces(content: Iterator[bytes] | AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if isinstance(content, AsyncIterator):
        async for piece in content:
            yield piece
    else:
        for piece in content:
            yield piece
