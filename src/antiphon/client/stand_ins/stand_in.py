"""The contract of what stands in for the network."""

from __future__ import annotations

from typing import Protocol

from ..plan import Plan
from ..request import Request
from ..response import Response
from ..sending import Send, Surroundings


class Standing(Protocol):
    """A stand-in at work for one session: a `Send` that is closed with the session."""

    async def __call__(self, request: Request, plan: Plan, deadline: float | None) -> Response:
        """Return the response to `request`. See `Send`."""

    async def close(self) -> None:
        """End what was begun."""


class StandIn(Protocol):
    """What a session may be given in the network's place; one may serve several sessions."""

    def stand_in(self, network: Send, surroundings: Surroundings, *, blocking: bool) -> Standing:
        """Return what answers for a session whose real way out is `network`. Nothing waits yet."""
