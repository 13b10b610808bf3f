"""The way of one request: layers around the engine's one exchange.

A layer may answer in its place, send again, or look at what goes and comes: a cache, a policy of retries, a mock, a
user's middleware. What is not asked for is not there, so it costs nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from ..net.network import Network
from .plan import Plan
from .received import Received
from .request import Request
from .response import Response

Send: TypeAlias = Callable[[Request, Plan, float | None], Awaitable[Response]]
"""Sends a request as a plan says, before a deadline on the clock of `Network.now`; no redirect is followed.

Returns once the head has come. Raises a `RequestError`.
"""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a layer may use: the session's world, the time of day in seconds since 1970, and its kind of response."""

    network: Network
    clock: Callable[[], float]
    respond: Callable[[Request, Received], Response]


class Layer(Protocol):
    """Something around the exchange."""

    def around(self, send: Send, surroundings: Surroundings) -> Send:
        """Return what sends in place of `send`, by means of it."""
