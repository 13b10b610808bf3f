"""What a traced session tells of its exchanges: each one begun and ended, sent (again), redirected, and what the cache
said. What happens below is told by `net/trace.py` and `tls/observed.py`, to the same listener.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from ..faults import RequestError
from ..net.trace import Listener
from .exchange import Exchange
from .plan import Plan
from .request import Request
from .response import Response
from .sending import Send, Surroundings

if TYPE_CHECKING:
    from .cache.decision import CacheDecision
    from .parts import Parts


@dataclass(slots=True)
class ExchangeStarted:
    """A request is about to be sent, to the cache, the network or what stands in for it."""

    moment: float
    exchange: int
    request: Request


@dataclass(slots=True)
class Sending:
    """The request goes to the network; again, where `times` is more than one."""

    moment: float
    exchange: int
    times: int
    request: Request


@dataclass(slots=True)
class ConnectionUsed:
    """The head of a response came over the connection `number` of `Connected`."""

    moment: float
    exchange: int
    number: int
    reused: bool


@dataclass(frozen=True, slots=True)
class CacheDecided:
    """What the cache decided about the exchange."""

    moment: float
    exchange: int
    decision: CacheDecision


@dataclass(slots=True)
class ExchangeEnded:
    """The head of the response is there, or there is none because of `error`."""

    moment: float
    exchange: int
    response: Response | None = None
    error: RequestError | None = None


@dataclass(frozen=True, slots=True)
class Redirected:
    """A response leads to another request.

    `dropped` are the names of the fields that the next request no longer has.
    """

    moment: float
    status: int
    method: str
    url: str
    next_method: str
    next_url: str
    dropped: tuple[str, ...] = field(default=())


_current: ContextVar[int] = ContextVar("antiphon_exchange", default=0)
"""The exchange under way in this task or thread: what is sent for it is known by it."""


class TraceLayer:
    """The outermost layer of a traced session: tells when an exchange begins and how it ends."""

    __slots__ = ("_numbers", "_tell")

    def __init__(self, tell: Listener) -> None:
        self._tell = tell
        self._numbers = count(1)

    def around(self, send: Send, surroundings: Surroundings) -> Send:
        """Return what sends and tells."""
        now, tell = surroundings.network.now, self._tell

        async def sending(request: Request, plan: Plan, deadline: float | None) -> Response:
            number = next(self._numbers)
            token = _current.set(number)
            tell(ExchangeStarted(now(), number, request))
            try:
                response = await send(request, plan, deadline)
            except RequestError as error:
                tell(ExchangeEnded(now(), number, error=error))
                raise
            finally:
                _current.reset(token)
            if response.cache is not None:
                tell(CacheDecided(now(), number, response.cache))
            tell(ExchangeEnded(now(), number, response))
            return response

        return sending


class SendingLayer:
    """The innermost layer of a traced session: tells what really goes out, and over which connection."""

    __slots__ = ("_tell",)

    def __init__(self, tell: Listener) -> None:
        self._tell = tell

    def around(self, send: Send, surroundings: Surroundings) -> Send:
        """Return what sends and tells."""
        now, tell = surroundings.network.now, self._tell
        last = [0, 0]

        async def sending(request: Request, plan: Plan, deadline: float | None) -> Response:
            exchange = _current.get()
            last[:] = [exchange, last[1] + 1 if last[0] == exchange else 1]
            tell(Sending(now(), exchange, last[1], request))
            response = await send(request, plan, deadline)
            held = response.exchange.held if isinstance(response.exchange, Exchange) else None
            if held is not None and held.stream.trace is not None:
                tell(ConnectionUsed(now(), exchange, held.stream.trace.number, held.exchanges > 0))
            return response

        return sending


def traced_parts(parts: Parts, tell: Listener) -> Parts:
    """Return `parts` for a session that tells `tell` what it does."""
    guards = replace(parts.guards, tls={**parts.guards.tls, "observed": True})
    stand_ins = len(parts.layers) if parts.stand_ins is None else len(parts.layers) - 1
    layers = [TraceLayer(tell), *parts.layers[:stand_ins], SendingLayer(tell), *parts.layers[stand_ins:]]
    return replace(parts, guards=guards, layers=layers, tell=tell)


def redirected(moment: float, response: Response, request: Request, following: Request) -> Redirected:
    """Return the event of `following` coming after `response` to `request`."""
    kept = {name.lower() for name in following.headers}
    dropped = tuple(name for name in request.headers if name.lower() not in kept)
    return Redirected(
        moment,
        response.status_code,
        request.method,
        request.url.masked,
        following.method,
        following.url.masked,
        dropped,
    )
