"""Who looks on while a gateway asks its origin: the console shows both sides of an exchange."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Protocol

from ..client.request import Request
from ..client.response import Response
from ..faults import AntiphonError
from ..server.observed import Served

current: ContextVar[Served | None] = ContextVar("antiphon_served", default=None)
"""The client's exchange for which the task under way asks the origin."""


class Witness(Protocol):
    """Is told what goes on for `served`, the client's exchange. It is called in the loop, so it does not wait."""

    def asked(self, served: Served, request: Request, moment: float) -> None:
        """Learn of the request that goes to the origin; `moment` is on the clock of the network."""

    def told(self, served: Served, event: object) -> None:
        """Learn what happened below HTTP: see ``net/trace`` and ``tls/observed``."""

    def answered(self, served: Served, response: Response) -> None:
        """Learn that the head of the origin's response has come."""

    def failed(self, served: Served, error: AntiphonError) -> None:
        """Learn that there is no response."""
