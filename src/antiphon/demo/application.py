"""The sample application: which function answers which path, and by which methods."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from . import basics
from .exchange import Exchange, Receive, Send
from .items import Items

Answer = Callable[[Exchange], Awaitable[None]]
AnswerWithValue = Callable[[Exchange, str], Awaitable[None]]

READ = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Route:
    """What answers a path, and the methods it has; none named means any."""

    answer: Answer
    methods: tuple[str, ...] = READ


@dataclass(frozen=True, slots=True)
class RouteWithValue:
    """What answers a path whose last segment is a value, and the methods it has; none named means any."""

    answer: AnswerWithValue
    methods: tuple[str, ...] = READ

    def with_value(self, value: str) -> Route:
        """Return the route for one value."""
        return Route(lambda exchange: self.answer(exchange, value), self.methods)


def routes(items: Items) -> Callable[[str], Route | None]:
    """Return what finds the route for a path, None where there is nothing."""
    fixed = {
        "/": Route(basics.home),
        "/hello": Route(basics.hello),
        "/echo": Route(basics.echo, ()),
        "/headers": Route(basics.headers),
        "/stream": Route(basics.stream),
        "/cookies": Route(basics.cookies),
        "/cookies/set": Route(basics.set_cookies),
        "/private": Route(basics.private),
        "/early": Route(basics.early),
        "/items": Route(items.collection, (*READ, "POST")),
    }
    with_value = {
        "/status": RouteWithValue(basics.status, ()),
        "/redirect": RouteWithValue(basics.redirect, ()),
        "/bytes": RouteWithValue(basics.some_bytes),
        "/delay": RouteWithValue(basics.delay),
        "/items": RouteWithValue(items.item, (*READ, "PUT", "PATCH", "DELETE")),
    }

    def find(path: str) -> Route | None:
        if path in fixed:
            return fixed[path]
        prefix, _, value = path.rpartition("/")
        found = with_value.get(prefix)
        return found.with_value(value) if found is not None and value else None

    return find


_find = routes(Items())


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer one request, or start and end with the server (ASGI 3)."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    exchange = Exchange(scope, receive, send)
    route = _find(scope["path"])
    if route is None:
        await basics.not_found(exchange)
    elif not route.methods or scope["method"] in route.methods:
        await route.answer(exchange)
    else:
        await exchange.answer_method((*route.methods, "OPTIONS"))


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return
