"""Applications for the tests of what runs in the same process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


async def content_of(receive: Receive) -> list[bytes]:
    """Return the pieces of a request's content."""
    pieces, more = [], True
    while more:
        message = await receive()
        assert message["type"] == "http.request"
        pieces.append(message["body"])
        more = message["more_body"]
    return pieces


async def respond(
    send: Send, content: bytes = b"", *, status: int = 200, headers: Any = (), more: bool = False
) -> None:
    """Send a response, or its beginning."""
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": content, "more_body": more})


async def live(receive: Receive, send: Send) -> None:
    """Take part in the lifespan."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
