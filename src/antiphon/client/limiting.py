"""Rates: a layer that lets requests go to each origin one after the other. See `semantics/rate`."""

from __future__ import annotations

from contextlib import AbstractContextManager

from ..faults import Phase, TotalTimeout
from ..faults.connection import TOTAL_TIMEOUT
from ..net.network import Network
from ..semantics.rate import Pacing, Rate
from ..semantics.retry_after import retry_after
from ..semantics.url import Origin
from .by_origin import ByOrigin
from .plan import Plan
from .request import Request
from .response import Response
from .sending import Send, Surroundings

_HOLDING_STATUSES = frozenset({429, 503})


class Limiting:
    """Lets requests go at the rate of their origin, in the order of their coming."""

    __slots__ = ("_rate",)

    def __init__(self, rate: Rate) -> None:
        self._rate = rate

    def around(self, send: Send, surroundings: Surroundings) -> Send:
        """Return what sends when it is the request's turn."""
        turns = Turns(self._rate, surroundings.network)

        async def send_in_turn(request: Request, plan: Plan, deadline: float | None) -> Response:
            origin = request.url.origin
            await turns.wait(origin, deadline)
            response = await send(request, plan, deadline)
            if response.status_code in _HOLDING_STATUSES:
                asked = retry_after(response.headers.get_all("retry-after"), surroundings.clock())
                if asked is not None:
                    turns.hold(origin, asked)
            return response

        return send_in_turn


class Turns:
    """Who may go when, for each origin."""

    __slots__ = ("_lock", "_network", "_pacings", "_rate")

    def __init__(self, rate: Rate, network: Network) -> None:
        self._rate = rate
        self._network = network
        self._lock: AbstractContextManager[object] = network.lock()
        self._pacings = ByOrigin(Pacing(), Pacing.is_over)

    async def wait(self, origin: Origin, deadline: float | None) -> None:
        """Wait for a turn; for another one, where the origin asked for a pause meanwhile.

        Raises `TotalTimeout` at once where the turn would come after `deadline`.
        """
        while True:
            moment = self._take(origin, deadline)
            left = moment - self._network.now()
            if left > 0:
                await self._network.sleep(left)
            if self._pacings.get(origin).held_until <= moment:
                return

    def _take(self, origin: Origin, deadline: float | None) -> float:
        """Return the moment of the next turn, which is taken."""
        with self._lock:
            now = self._network.now()
            moment, following = self._pacings.get(origin).next(self._rate, now)
            if deadline is not None and moment >= deadline:
                error = TotalTimeout(TOTAL_TIMEOUT, peer=origin[1]).within(Phase.RATE, None, None)
                error.unsent = True
                raise error
            self._pacings.keep(origin, following, now)
        return moment

    def hold(self, origin: Origin, seconds: float) -> None:
        """Let no request go for `seconds`, or for as long as the rate allows to be held back."""
        now = self._network.now()
        until = now + min(seconds, self._rate.longest_hold)
        with self._lock:
            self._pacings.keep(origin, self._pacings.get(origin).held(until), now)
