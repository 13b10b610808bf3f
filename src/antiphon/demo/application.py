"""The sample application: which function answers which path."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from . import basics
from .exchange import Exchange, Receive, Send
from .items import Items

_ITEMS = Items()
_FIXED: dict[str, Callable[[Exchange], Awaitable[None]]] = {
    "/": basics.home,
    "/hello": basics.hello,
    "/echo": basics.echo,
    "/headers": basics.echo,
    "/stream": basics.stream,
    "/cookies": basics.cookies,
    "/cookies/set": basics.set_cookies,
    "/private": basics.private,
    "/early": basics.early,
    "/items": _ITEMS.collection,
}
_WITH_VALUE: dict[str, Callable[[Exchange, str], Awaitable[None]]] = {
    "/status": basics.status,
    "/redirect": basics.redirect,
    "/bytes": basics.some_bytes,
    "/delay": basics.delay,
    "/items": _ITEMS.item,
}


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer one request, or start and end with the server (ASGI 3)."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    exchange = Exchange(scope, receive, send)
    path = scope["path"]
    fixed = _FIXED.get(path)
    if fixed is not None:
        await fixed(exchange)
        return
    prefix, _, value = path.rpartition("/")
    answer = _WITH_VALUE.get(prefix)
    if answer is None or not value:
        await basics.not_found(exchange)
    else:
        await answer(exchange, value)


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return
