"""ASGI applications for tests: the parts that all of them share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def http(application: Application) -> Application:
    """Return `application` with a lifespan that has no say."""

    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            raise NotImplementedError("no lifespan")
        await application(scope, receive, send)

    return whole


async def answer(send: Send, content: bytes, status: int = 200, *fields: tuple[bytes, bytes]) -> None:
    """Send a whole response."""
    await send({"type": "http.response.start", "status": status, "headers": list(fields)})
    await send({"type": "http.response.body", "body": content})


async def read(receive: Receive) -> bytes | None:
    """Return the request's content, or None where the client left before it was complete."""
    content = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        content += bytes(message["body"])
        if not message["more_body"]:
            return content
