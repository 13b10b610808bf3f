"""Credentials that answer: a generator of requests, driven over any world."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from ...faults import RequestError, Text, UsageError
from ...faults.authentication import FLOW_WITHOUT_REQUEST
from ...faults.exchange import AUTH_UNUSABLE, CONTENT_NOT_REPEATABLE
from ..request import Request

if TYPE_CHECKING:
    from ..plan import Plan
    from ..response import Response
    from ..sending import Layer, Send, Surroundings

Requests: TypeAlias = "Generator[Request, Response, object]"
"""Yields each request to send and is given its response, whose head has come; the last response is the outcome."""


_CLASS = Text("the class {name}", "la clase {name}")


class Answers(Protocol):
    """Credentials that see the response before they are done."""

    def flow(self, request: Request) -> Requests:
        """Return the requests that `request` takes."""


class Flow:
    """A layer that sends what the flow of `auth` yields."""

    __slots__ = ("_auth",)

    def __init__(self, auth: Answers) -> None:
        self._auth = auth

    def around(self, send: Send, surroundings: Surroundings) -> Send:
        """Return what sends all requests that a request takes; the responses on the way are in the last's history."""

        async def sending(request: Request, plan: Plan, deadline: float | None) -> Response:
            requests = self._auth.flow(request)
            passed: list[Response] = []
            try:
                response = await send(self._first(requests), plan, deadline)
                while (following := _after(response, requests)) is not None:
                    await make_room(response, following)
                    passed.append(response)
                    response = await send(following, plan, deadline)
                    response.history = passed.copy()
            finally:
                requests.close()
            return response

        return sending

    def _first(self, requests: Requests) -> Request:
        first = next(requests, None)
        if first is None:
            raise UsageError(FLOW_WITHOUT_REQUEST, kind=type(self._auth).__name__)
        return first


def _after(response: Response, requests: Requests) -> Request | None:
    """Return the request that the flow wants after `response`, None where it is content."""
    try:
        return requests.send(response)
    except StopIteration:
        return None
    except BaseException:
        response.exchange.abandon()
        raise


async def make_room(response: Response, following: Request) -> None:
    """Read what came with a challenge, so that its connection serves the answer, and go back in the content."""
    if not following.body.rewind():
        response.exchange.abandon()
        error = RequestError(CONTENT_NOT_REPEATABLE)
        error.response = response
        raise error
    if not response.exchange.take_whole():
        await response.exchange.read_some()


def flow_of(auth: object) -> Layer | None:
    """Return the layer that `auth` asks for, None where it is put on the request beforehand.

    Raises `UsageError` for a class in place of an object.
    """
    if isinstance(auth, type):
        raise UsageError(AUTH_UNUSABLE, kind=_CLASS.of(name=auth.__name__))
    if hasattr(auth, "around"):
        return cast("Layer", auth)
    return Flow(cast("Answers", auth)) if hasattr(auth, "flow") else None
