"""A handler as an ASGI application: for other servers, and for clients in the same process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from inspect import isawaitable

from ..faults import AntiphonError
from ..faults.service import APPLICATION_ANSWER
from ..semantics.fields import Fields
from .asgi import ClientDisconnected, Receive, Scope, Send
from .handler import Handler, Request, Response, close_content, pieces_of

_WITHOUT_CONTENT = frozenset({204, 304})


class HandlerApplication:
    """An ASGI 3 application (http and lifespan) around `handler`."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._streams = bool(getattr(handler, "streams", False))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or start and end with the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close"})

    async def _live(self, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        close = getattr(self._handler, "close", None)
        if close is not None:
            await close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = _request_of(scope)
        pieces = _received(receive)
        if self._streams:
            request.stream = pieces
        else:
            try:
                request.content = b"".join([piece async for piece in pieces])
            except ClientDisconnected:
                return
        response = self._handler(request)
        if isawaitable(response):
            response = await response
        if not isinstance(response, Response):
            raise AntiphonError(APPLICATION_ANSWER, type=type(response).__name__)
        await send_response(response, send, is_head=request.method == "HEAD")


def _request_of(scope: Scope) -> Request:
    query = scope["query_string"].decode("ascii")
    target = scope.get("raw_path", b"").decode("ascii") or str(scope["path"])
    client = scope.get("client")
    return Request(
        scope["method"],
        scope["path"],
        f"{target}?{query}" if query else target,
        query,
        Fields.of_checked((bytes(name), bytes(value)) for name, value in scope["headers"]),
        b"",
        tuple(client) if client else None,
        scope.get("scheme", "http"),
    )


async def _received(receive: Receive) -> AsyncIterator[bytes]:
    """Yield the content as it comes. Raises `ClientDisconnected` where it does not come to its end."""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnected("the client has disconnected")
        more = message.get("more_body", False)
        if message.get("body"):
            yield message["body"]


async def send_response(response: Response, send: Send, *, is_head: bool) -> None:
    """Send `response` as ASGI wants it: with its length where that is known, without content for HEAD."""
    content = response.content
    pairs = [(name.lower(), value) for name, value in response.fields.raw]
    has_length = any(name == b"content-length" for name, _ in pairs)
    if isinstance(content, bytes) and response.status not in _WITHOUT_CONTENT and not has_length:
        pairs.append((b"content-length", str(len(content)).encode("ascii")))
    await send({"type": "http.response.start", "status": response.status, "headers": pairs})
    if isinstance(content, bytes):
        await send({"type": "http.response.body", "body": b"" if is_head else content})
        return
    try:
        if not is_head:
            async for piece in pieces_of(content):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        await close_content(content)
