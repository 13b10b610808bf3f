"""When many waits of one loop end, by one timer for all of them."""

from __future__ import annotations

import asyncio
from math import inf
from time import monotonic


class Alarm:
    """Settles futures of `loop` at their moments.

    Making and cancelling a timer for each wait costs more than the rest of it, and nearly no wait is ever ended by its
    timer. So one that is set stays: it rings for the wait that would have ended first, looks which are over, and is
    set anew for the next one.
    """

    __slots__ = ("_ends", "_rings_at", "_timer", "loop")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._ends: dict[asyncio.Future[None], float] = {}
        self._rings_at = inf
        self._timer: asyncio.TimerHandle | None = None

    def add(self, future: asyncio.Future[None], limit: float) -> None:
        """Settle `future` once `limit` seconds have passed, unless it is removed before."""
        ends = monotonic() + limit
        self._ends[future] = ends
        if ends < self._rings_at:
            self._set_timer(ends)

    def remove(self, future: asyncio.Future[None]) -> None:
        """Forget `future`, whose wait is over."""
        del self._ends[future]

    def _set_timer(self, moment: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings_at = moment
        # Relative, since a loop's own clock need not be this one.
        self._timer = self.loop.call_later(max(0.0, moment - monotonic()), self._ring)

    def _ring(self) -> None:
        self._timer, self._rings_at = None, inf
        now = monotonic()
        waiting = [(future, ends) for future, ends in self._ends.items() if not future.done()]
        for future, ends in waiting:
            if ends <= now:
                future.set_result(None)
        following = min((ends for _, ends in waiting if ends > now), default=inf)
        if following < inf:
            self._set_timer(following)
