"""The sample application: what answers which path, and by which methods."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from ..faults import AntiphonError
from ..rest.refusal import Refusal
from . import basics
from .closing import maintenance
from .exchange import Exchange, Receive, Send
from .files import Files
from .items import Items
from .shop import is_of_shop, shop_here

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


def collections() -> tuple[Items, ...]:
    """Return the collections in memory as they are at first."""
    return (
        Items("/items", {"name": "tea", "price": 4.5}, {"name": "cup", "price": 12.0}),
        Items("/users", {"name": "Ana"}),
        Items("/data", {"key": "value"}),
    )


def routes() -> Callable[[str], Route | None]:
    """Return what finds the route for a path, None where there is nothing. What can be changed is new each time."""
    files = Files()
    fixed = {
        "/": Route(basics.home),
        "/hello": Route(basics.hello),
        "/echo": Route(basics.echo, ()),
        "/headers": Route(basics.headers),
        "/stream": Route(basics.stream),
        "/cookies": Route(basics.cookies),
        "/cookies/set": Route(basics.set_cookies),
        "/private": Route(basics.private),
        "/admin": Route(basics.admin),
        "/lab/bug": Route(basics.bug),
        "/early": Route(basics.early),
        "/files": Route(files.collection),
    }
    with_value = {
        "/status": RouteWithValue(basics.status, ()),
        "/redirect": RouteWithValue(basics.redirect, ()),
        "/bytes": RouteWithValue(basics.some_bytes),
        "/delay": RouteWithValue(basics.delay),
        "/files": RouteWithValue(files.file, (*READ, "PUT", "DELETE")),
    }
    for items in collections():
        fixed[items.path] = Route(items.collection, (*READ, "POST"))
        with_value[items.path] = RouteWithValue(items.item, (*READ, "PUT", "PATCH", "DELETE"))

    def find(path: str) -> Route | None:
        if path in fixed:
            return fixed[path]
        prefix, _, value = path.rpartition("/")
        found = with_value.get(prefix)
        return found.with_value(value) if found is not None and value else None

    return find


_find = routes()


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer one request, or start and end with the server (ASGI 3)."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    exchange = Exchange(scope, receive, send)
    try:
        maintenance().check(exchange.method)
    except Refusal as closed:
        await exchange.answer_fault(closed)
        return
    if is_of_shop(scope["path"]):
        await shop_here()(scope, receive, send)
        return
    await answer(exchange, _find(scope["path"]))


async def answer(exchange: Exchange, route: Route | None) -> None:
    """Answer `exchange` by `route`, None where nothing is there; what a client did wrong is told by its fault."""
    if route is None:
        await basics.not_found(exchange)
    elif route.methods and exchange.method not in route.methods:
        await exchange.answer_method((*route.methods, "OPTIONS"))
    else:
        try:
            await route.answer(exchange)
        except AntiphonError as error:
            await exchange.answer_fault(error)


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        is_end = message["type"] == "lifespan.shutdown"
        if is_end:
            await shop_here().close()
        await send({"type": message["type"] + ".complete"})
        if is_end:
            return
