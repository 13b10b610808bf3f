"""An ASGI application in the place of a server (ASGI 3, HTTP 2.5, Lifespan 2.0)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from ...net.guests import GuestLoop, guest_loop
from ...semantics.percent import percent_decoded
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

_GRACE = 5.0
"""Seconds that an application has to end what it does when its session is closed."""


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
            "path": percent_decoded(url.path),
            "raw_path": url.path.encode("ascii"),
            "query_string": (url.query or "").encode("ascii"),
            "root_path": self.root_path,
            "headers": request.section().lowered.copy(),
            "client": self.client,
            "server": (url.host, url.port),
            "state": state.copy(),
            "extensions": {"http.response.early_hint": {}, "http.response.trailers": {}},
        }


@dataclass(slots=True)
class ASGIStanding:
    """An `ASGI` application at work for one session."""

    settings: ASGI
    surroundings: Surroundings
    blocking: bool = field(kw_only=True)
    _loop: GuestLoop | None = None
    _lifespan: Lifespan | None = None

    async def __call__(self, request: Request, plan: Plan, deadline: float | None) -> Response:
        """Return the application's response to `request`, once its head has come."""
        from .asgi_exchange import ASGIExchange

        network = self.surroundings.network
        started = network.now()
        loop, lifespan = self._opened()
        exchange = ASGIExchange(self.settings, request, plan, deadline, network, loop)
        loop.start(exchange.run(lifespan))
        try:
            head = await exchange.head()
        except BaseException:
            # Cancellation included: the application is to know that nobody is left.
            exchange.abandon()
            raise
        return self.surroundings.respond(request, Streamed(head, exchange, plan, network, started))

    def _opened(self) -> tuple[GuestLoop, Lifespan]:
        # Threads of one session may come at the same time.
        with self.surroundings.network.lock() if self._loop is None else _NOTHING:
            if self._loop is None or self._lifespan is None:
                from .asgi_lifespan import Lifespan

                self._loop = guest_loop(blocking=self.blocking)
                self._lifespan = Lifespan(self.settings.application, is_wanted=self.settings.lifespan)
            return self._loop, self._lifespan

    async def close(self) -> None:
        """End the application. Raises what it raises, or `RequestError` for what it says of a failure."""
        loop, lifespan = self._loop, self._lifespan
        self._loop = self._lifespan = None
        if loop is None or lifespan is None:
            return
        done = self.surroundings.network.waiter()
        loop.start(lifespan.end(done.wake))
        try:
            await done.wait(_GRACE)
        finally:
            loop.stop()
        lifespan.check_end()
