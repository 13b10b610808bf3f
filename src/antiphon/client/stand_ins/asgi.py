"""An ASGI application in the place of a server (ASGI 3, HTTP 2.5, Lifespan 2.0)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote

from ...net.guests import GuestLoop, guest_loop
from ..plan import Plan
from ..request import Request
from ..response import Response
from ..sending import Send, Surroundings
from .streamed import Streamed

if TYPE_CHECKING:
    from .asgi_lifespan import Lifespan

Message: TypeAlias = MutableMapping[str, Any]
Application: TypeAlias = Callable[
    [MutableMapping[str, Any], Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]

_PATIENCE = 10.0
"""Seconds that an application has to end when its session is closed."""


@dataclass(frozen=True, slots=True)
class ASGI:
    """Answers requests by calling `application` in this process.

    In an `AsyncSession` it runs in tasks of the session's loop; in a `Session` in a loop of its own, in a thread, with
    the context variables of the caller. `lifespan` has it started before the first request and ended when the session
    is closed. What it raises reaches the caller, unless `raise_app_exceptions` is false: then it counts as 500, or as a
    broken response after the head. A response has been read when the application has ended, so that what it does in
    the background is done. `root_path`, `client` and `http_version` are what the application is told.
    """

    application: Application
    root_path: str = ""
    client: tuple[str, int] = ("127.0.0.1", 50000)
    http_version: str = "1.1"
    lifespan: bool = True
    raise_app_exceptions: bool = True

    def stand_in(self, network: Send, surroundings: Surroundings, *, blocking: bool) -> ASGIStanding:
        """Return what answers for one session. See `StandIn`."""
        return ASGIStanding(self, surroundings, blocking=blocking)

    def scope(self, request: Request, state: dict[str, Any]) -> dict[str, Any]:
        """Return the scope of `request` (ASGI HTTP §Connection scope)."""
        url = request.url
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.5"},
            "http_version": self.http_version,
            "method": request.method,
            "scheme": url.scheme,
            "path": unquote(url.path),
            "raw_path": url.path.encode("ascii"),
            "query_string": (url.query or "").encode("ascii"),
            "root_path": self.root_path,
            "headers": request.section().lowered.copy(),
            "client": self.client,
            "server": (url.host, url.port),
            "state": state.copy(),
            "extensions": {"http.response.early_hint": {}, "http.response.trailers": {}},
        }


class ASGIStanding:
    """An `ASGI` application at work for one session."""

    __slots__ = ("_blocking", "_lock", "_opened", "_settings", "_surroundings")

    def __init__(self, settings: ASGI, surroundings: Surroundings, *, blocking: bool) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._blocking = blocking
        self._lock = surroundings.network.lock()
        self._opened: tuple[GuestLoop, Lifespan] | None = None

    async def __call__(self, request: Request, plan: Plan, deadline: float | None) -> Response:
        """Return the application's response to `request`, once its head has come."""
        from .asgi_exchange import ASGIExchange

        network = self._surroundings.network
        started = network.now()
        loop, lifespan = self._opened or self._open()
        exchange = ASGIExchange(self._settings, request, plan, deadline, network, loop)
        loop.start(exchange.run(lifespan))
        try:
            head = await exchange.head()
        except BaseException:
            # Cancellation included: the application is to know that nobody is left.
            exchange.abandon()
            raise
        return self._surroundings.respond(request, Streamed(head, exchange, plan, network, started))

    def _open(self) -> tuple[GuestLoop, Lifespan]:
        from .asgi_lifespan import Lifespan

        # Threads of one session may come at the same time.
        with self._lock:
            if self._opened is None:
                lifespan = Lifespan(self._settings.application, is_wanted=self._settings.lifespan)
                self._opened = guest_loop(blocking=self._blocking), lifespan
            return self._opened

    async def close(self) -> None:
        """End the application. Raises what it raises, or `RequestError` for what it says of a failure."""
        opened, self._opened = self._opened, None
        if opened is None:
            return
        loop, lifespan = opened
        done = self._surroundings.network.waiter()
        loop.start(lifespan.end(done.wake))
        try:
            await done.wait(_PATIENCE)
        finally:
            loop.stop()
        if lifespan.failure is not None:
            raise lifespan.failure
