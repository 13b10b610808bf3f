"""What every request passes before anything else is asked: is the service open, and is this sender welcome?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...semantics.fields import Pair
from ...server.handler import Request, Response
from .cors import Cors
from .hosts import Hosts
from .maintenance import Maintenance
from .principal import Principal
from .rate import RateLimit, address_of, client_of

if TYPE_CHECKING:
    from ..exchange import Exchange


@dataclass(frozen=True, slots=True)
class Gate:
    """The rules that hold whatever is asked for. None: there is no such rule."""

    cors: Cors = field(default_factory=Cors)
    maintenance: Maintenance | None = None
    rate: RateLimit | None = None
    hosts: Hosts | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether only requests that a browser sends for a page need be checked."""
        return self.maintenance is None and self.hosts is None

    @property
    def is_closed(self) -> bool:
        """Tell whether the service is closed for maintenance."""
        return self.maintenance is not None and self.maintenance.is_closed

    def check(self, exchange: Exchange, methods: Callable[[], Sequence[str]]) -> Response | None:
        """Return the answer to a browser's preflight for a place that has `methods`; None for every other request.

        Raises `Refusal`: 421 where another server is meant, 503 while this one is closed, 403 for a page of another
        origin.
        """
        if self.hosts is not None:
            self.hosts.check(exchange)
        if self.maintenance is not None:
            self.maintenance.check(exchange.method)
        preflight = self.cors.preflight(exchange, methods)
        if preflight is None:
            self.cors.check(exchange)
        return preflight

    def count(self, request: Request, principal: Principal) -> tuple[Pair, ...]:
        """Count the request, and return the fields that tell what is left. Raises `Refusal`, 429."""
        return () if self.rate is None else self.rate.check(client_of(request, principal))

    def count_stranger(self, request: Request) -> None:
        """Count a request whose credentials were refused against its address. Raises `Refusal`, 429."""
        if self.rate is not None:
            self.rate.check(address_of(request))
