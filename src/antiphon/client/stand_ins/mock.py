"""Mock routes: responses to requests that never leave the program."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partialmethod
from typing import Any, Self

from ...faults import NotAsExpected
from ...faults.stand_in import MOCK_NOT_CALLED, MOCK_UNMATCHED
from ..plan import Plan
from ..request import HeaderInput, Request
from ..response import Response
from ..sending import Send, Surroundings
from .reply import ReplyInput, received_of
from .route import Call, Matcher, Route, URLPattern
from .whole_request import whole_request

_NEAREST = 3


class Mock:
    """Answers requests by routes, the latest one that fits first, so that a test can overrule what all tests share.

    `calls` are all requests that came, in order. A request that no route is for raises `NotAsExpected`, an
    AssertionError, unless `pass_through` lets it go to the network. Several sessions may share one mock. As a context
    manager it calls `assert_all_called` at the end of a block without error, unless that is switched off.
    """

    def __init__(self, *, pass_through: bool = False, assert_all_called: bool = True) -> None:
        self.routes: list[Route] = []
        self.calls: list[Call] = []
        self._passes_through = pass_through
        self._asserts = assert_all_called

    # -- routes ------------------------------------------------------------------------------------------------------

    def route(
        self,
        method: str | None = None,
        url: URLPattern = None,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, Matcher] | None = None,
        json: Any = None,
        content: bytes | Matcher | None = None,
    ) -> Route:
        """Add a route for requests with all of these, and return it; it replies 200 without content until told else.

        `url` is a URL, or a path of any origin, where ``{name}`` stands for any text but a slash, or a regular
        expression that is searched for in the URL. `params` and the query of `url` have to be in the request's query,
        which may have more. `headers` are texts, regular expressions or predicates by their names; `json` is a value or
        a predicate, `content` bytes, text, a regular expression or a predicate. Raises `UsageError`.
        """
        route = Route(None if method is None else method.upper(), url, params, headers, json, content)
        self.routes.append(route)
        return route

    def _add(
        self,
        method: str,
        url: URLPattern,
        reply: ReplyInput | None = None,
        *,
        status: int = 200,
        headers: HeaderInput = None,
        content: str | bytes = b"",
        json: Any = None,
        params: Mapping[str, Any] | None = None,
    ) -> Route:
        """Add a route for one method, with its reply: `reply`, one or a list, or a response with these parts.

        See `route` for `url` and `params`, `Route.replies` for `reply`. Raises `UsageError`.
        """
        route = self.route(method, url, params=params)
        if reply is None:
            return route.reply(status, headers, content, json=json)
        return route.replies(*reply) if isinstance(reply, list | tuple) else route.replies(reply)

    get = partialmethod(_add, "GET")
    head = partialmethod(_add, "HEAD")
    options = partialmethod(_add, "OPTIONS")
    post = partialmethod(_add, "POST")
    put = partialmethod(_add, "PUT")
    patch = partialmethod(_add, "PATCH")
    delete = partialmethod(_add, "DELETE")
    query = partialmethod(_add, "QUERY")

    # -- what came ---------------------------------------------------------------------------------------------------

    def assert_all_called(self) -> None:
        """Raise `NotAsExpected` where a route was never reached."""
        idle = [str(route) for route in self.routes if not route.calls]
        if idle:
            raise NotAsExpected(MOCK_NOT_CALLED, routes=", ".join(idle))

    def reset(self) -> None:
        """Forget the calls; routes with several replies start over."""
        self.calls.clear()
        for route in self.routes:
            route.calls.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._asserts:
            self.assert_all_called()

    # -- standing in -------------------------------------------------------------------------------------------------

    def stand_in(self, network: Send, surroundings: Surroundings, *, blocking: bool) -> MockStanding:
        """Return what answers for one session. See `StandIn`."""
        return MockStanding(self, network, surroundings)

    def found(self, request: Request) -> tuple[Route | None, dict[str, str]]:
        """Return the route for `request` and the values of the places in its URL; None where it is to pass through.

        Raises `NotAsExpected` where there is none.
        """
        for route in reversed(self.routes):
            params = route.match(request)
            if params is not None:
                return route, params
        if self._passes_through:
            return None, {}
        nearest = self._nearest(request)
        raise NotAsExpected(MOCK_UNMATCHED, method=request.method, url=request.url.masked, nearest=nearest)

    def _nearest(self, request: Request) -> str:
        """Return the routes that are most like `request`, and what of it they are not for."""
        judged = sorted(((route.mismatch(request), route) for route in self.routes), key=lambda pair: len(pair[0]))
        shown = [f"{route} (other {', '.join(parts)})" for parts, route in judged[:_NEAREST]]
        return "; ".join(shown) or "there are no routes"


class MockStanding:
    """A `Mock` at work for one session."""

    __slots__ = ("_mock", "_network", "_surroundings")

    def __init__(self, mock: Mock, network: Send, surroundings: Surroundings) -> None:
        self._mock = mock
        self._network = network
        self._surroundings = surroundings

    async def __call__(self, request: Request, plan: Plan, deadline: float | None) -> Response:
        """Return the reply of the route for `request`. Raises what the route is told to, or `NotAsExpected`."""
        whole = await whole_request(request, plan, self._surroundings.network)
        route, params = self._mock.found(whole)
        try:
            response = await self._answer(route, whole, plan, deadline)
        except BaseException as error:
            self._note(Call(whole, route, params, error=error))
            raise
        self._note(Call(whole, route, params, response))
        return response

    async def _answer(self, route: Route | None, request: Request, plan: Plan, deadline: float | None) -> Response:
        if route is None or route.passes_through:
            return await self._network(request, plan, deadline)
        received = await received_of(route.next_reply(), request, plan, str(route))
        return self._surroundings.respond(request, received)

    def _note(self, call: Call) -> None:
        self._mock.calls.append(call)
        if call.route is not None:
            call.route.calls.append(call)

    async def close(self) -> None:
        """Do nothing: the mock may serve other sessions."""
