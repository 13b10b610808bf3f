"""A user's own code around the exchange: middleware, and hooks as its small form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import isawaitable, iscoroutine, iscoroutinefunction
from typing import Any, NoReturn, TypeAlias, TypeVar

from ..faults import Fault, RequestError, Text, UsageError
from ..faults.exchange import CONTENT_NOT_REPEATABLE
from ..faults.middleware import (
    HOOK_RETURNED,
    HOOKS_UNUSABLE,
    MIDDLEWARE_SENT_NO_REQUEST,
    MIDDLEWARE_UNUSABLE,
    MIDDLEWARE_WITHOUT_RESPONSE,
)
from ..net.run import run
from ..semantics.url import URL
from .plan import Plan
from .request import Request
from .response import Response
from .sending import Layer, Send, Surroundings

Middleware: TypeAlias = Callable[[Request, Callable[[Request], Any]], Any]
Hook: TypeAlias = Callable[[Any], Any]
HooksInput: TypeAlias = "Mapping[str, Hook | Iterable[Hook]]"
Given = TypeVar("Given", Request, Response)

_NOT_CALLABLE = Text("it cannot be called", "no se puede llamar")
_ASYNC = Text("it is an async function", "es una función async")
_NOT_ASYNC = Text("it is not an async function", "no es una función async")
_NO_LIST = Text("it is not a list", "no es una lista")


class MiddlewareLayer:
    """A layer that hands each request to one callable of the user's.

    It is given a request of its own to change, and `send`, which sends one and returns the response.
    """

    __slots__ = ("_middleware", "_name", "_runs_blocking")

    def __init__(self, middleware: Middleware, *, blocking: bool) -> None:
        """Raises `UsageError` where `middleware` is not of the session's kind."""
        self._middleware = middleware
        self._name = _name_of(middleware)
        self._runs_blocking = blocking
        session = "Session" if blocking else "AsyncSession"
        if not callable(middleware):
            raise UsageError(MIDDLEWARE_UNUSABLE, name=self._name, session=session, problem=_NOT_CALLABLE)
        if _is_async(middleware) is blocking:
            problem = _ASYNC if blocking else _NOT_ASYNC
            raise UsageError(MIDDLEWARE_UNUSABLE, name=self._name, session=session, problem=problem)

    def around(self, send: Send, surroundings: Surroundings) -> Send:
        """Return what sends by way of the middleware."""

        async def sending(request: Request, plan: Plan, deadline: float | None) -> Response:
            passing = _Passing(self._name, send, plan, deadline)
            own = request.copy()
            response: Response | None = None
            try:
                if self._runs_blocking:
                    returned = self._middleware(own, passing.send_blocking)
                else:
                    returned = await self._middleware(own, passing.send)
                response = self._response(returned, surroundings)
                return response
            finally:
                passing.drop_all_but(response)

        return sending

    def _response(self, response: object, surroundings: Surroundings) -> Response:
        """Return the session's kind of response from what the middleware returned."""
        if not isinstance(response, Response):
            _refuse(MIDDLEWARE_WITHOUT_RESPONSE, response, name=self._name)
        return response if type(response) is not Response else _of_session(response, surroundings)


class _Passing:
    """The way on for one request: a middleware may take it any number of times."""

    __slots__ = ("_deadline", "_name", "_plan", "_responses", "_send", "_taken")

    def __init__(self, name: str, send: Send, plan: Plan, deadline: float | None) -> None:
        self._name = name
        self._send = send
        self._plan = plan
        self._deadline = deadline
        self._taken = False
        self._responses: list[Response] = []

    async def send(self, request: Any) -> Response:
        """Send `request` and return the response, whose head has come."""
        if not isinstance(request, Request) or not isinstance(request.url, URL):
            wrong = request.url if isinstance(request, Request) else request
            _refuse(MIDDLEWARE_SENT_NO_REQUEST, wrong, name=self._name)
        if self._taken and not request.body.rewind():
            raise RequestError(CONTENT_NOT_REPEATABLE)
        self._taken = True
        for response in self._responses[-1:]:
            await _finish(response)
        response = await self._send(request, self._plan, self._deadline)
        self._responses.append(response)
        return response

    def send_blocking(self, request: Any) -> Response:
        """Do the same in the blocking world."""
        return run(self.send(request))

    def drop_all_but(self, kept: Response | None) -> None:
        """Drop the responses that lead nowhere: their connections would stay taken as long as somebody holds them."""
        for response in self._responses:
            if kept is None or response.exchange is not kept.exchange:
                response.exchange.abandon()


class HooksLayer:
    """A layer that shows each request to some callables before it is sent, and its response to others."""

    __slots__ = ("_on_request", "_on_response", "_runs_blocking")

    def __init__(self, hooks: HooksInput, *, blocking: bool) -> None:
        """Raises `UsageError` for what is neither ``request`` nor ``response``, or cannot be called."""
        if not isinstance(hooks, Mapping) or not {"request", "response"}.issuperset(hooks):
            given = ", ".join(map(ascii, hooks)) if isinstance(hooks, Mapping) else type(hooks).__name__
            raise UsageError(HOOKS_UNUSABLE, given=given)
        self._runs_blocking = blocking
        self._on_request = _hooks(hooks.get("request", ()))
        self._on_response = _hooks(hooks.get("response", ()))

    def around(self, send: Send, surroundings: Surroundings) -> Send:
        """Return what sends with the hooks called."""

        async def sending(request: Request, plan: Plan, deadline: float | None) -> Response:
            sent = request.copy()
            for hook in self._on_request:
                sent = await self._call(Request, hook, sent)
            response = await send(sent, plan, deadline)
            for hook in self._on_response:
                given = response
                try:
                    response = await self._call(Response, hook, given)
                except BaseException:
                    given.exchange.abandon()
                    raise
                if response.exchange is not given.exchange:
                    given.exchange.abandon()
            return response if type(response) is not Response else _of_session(response, surroundings)

        return sending

    async def _call(self, kind: type[Given], hook: Hook, given: Given) -> Given:
        """Return what `hook` puts in the place of `given`: that itself where it returns nothing."""
        returned = hook(given)
        if not self._runs_blocking and isawaitable(returned):
            returned = await returned
        if returned is None:
            return given
        if not isinstance(returned, kind):
            _refuse(HOOK_RETURNED, returned, event=kind.__name__.lower(), name=_name_of(hook))
        return returned


async def _finish(response: Response) -> None:
    """Read what is left of a response that another will follow, so that its connection can serve that one."""
    exchange = response.exchange
    if exchange.content is not None or exchange.take_whole():
        return
    try:
        await exchange.read_some()
    except RequestError:
        # It was read in part, or what is left is broken: it matters to nobody any more.
        exchange.abandon()


def _of_session(response: Response, surroundings: Surroundings) -> Response:
    """Return the session's kind of response with the parts of `response`."""
    made = surroundings.respond(response.request, response.exchange)
    made.history = response.history
    return made


def _hooks(hooks: object) -> tuple[Hook, ...]:
    found = (hooks,) if callable(hooks) else tuple(hooks) if isinstance(hooks, Iterable) else (hooks,)
    for hook in found:
        if not callable(hook):
            raise UsageError(HOOKS_UNUSABLE, given=type(hook).__name__)
    return found


def _refuse(fault: Fault, value: object, **details: str) -> NoReturn:
    """Raise `UsageError` about a value of the wrong kind; a coroutine that nobody awaits is ended first."""
    if iscoroutine(value):
        value.close()
    raise UsageError(fault, kind=type(value).__name__, **details)


def _is_async(function: Callable[..., object]) -> bool:
    return iscoroutinefunction(function) or iscoroutinefunction(type(function).__call__)


def _name_of(function: object) -> str:
    return getattr(function, "__qualname__", None) or type(function).__name__


def layers_of(middleware: Iterable[Middleware], hooks: HooksInput | None, *, blocking: bool) -> Iterator[Layer]:
    """Yield the layers of a session's own code, the first one outermost; hooks stand within all middleware.

    Raises `UsageError` for what is not of the session's kind.
    """
    if not isinstance(middleware, list | tuple):
        session = "Session" if blocking else "AsyncSession"
        raise UsageError(MIDDLEWARE_UNUSABLE, name=type(middleware).__name__, session=session, problem=_NO_LIST)
    for each in middleware:
        yield MiddlewareLayer(each, blocking=blocking)
    if hooks:
        yield HooksLayer(hooks, blocking=blocking)
