"""The backend as an ASGI application, for mounting into others and for other servers."""

from __future__ import annotations

from collections.abc import Callable

from ..faults import AntiphonError
from ..faults.service import CONTENT_TOO_LARGE
from ..semantics.fields import Fields
from ..semantics.percent import percent_decoded
from ..server.asgi import Receive, Scope, Send
from ..server.handler import Request
from ..server.handler_application import HandlerApplication, send_response
from .access.gate import Gate
from .access.policy import Open, Policy
from .answer import problem
from .backend import Backend
from .exchange import Exchange
from .opening import backend_of
from .refusal import Refusal
from .schema.resource import Schema
from .settings import Settings


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


class Application(HandlerApplication):
    """An ASGI 3 application (http and lifespan) around `backend`, which knows where it is mounted."""

    def __init__(self, backend: Backend) -> None:
        super().__init__(backend)
        self.backend = backend

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
        await send_response(answer, send, is_head=request.method == "HEAD")


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
