"""A place to wait where only the clock can move."""

from __future__ import annotations

from .clock import Clock


class ScriptedWaiter:
    """A `Waiter` whose wait ends at once: with a wake given before, or with its limit."""

    __slots__ = ("_clock", "_woken")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._woken = False

    async def wait(self, limit: float | None) -> bool:
        """Return True after a `wake`; else let `limit` seconds pass and return False."""
        if not self._woken:
            self._clock.wait(None, None if limit is None else self._clock.now + limit)
        woken, self._woken = self._woken, False
        return woken

    def wake(self) -> None:
        """Let the next wait through."""
        self._woken = True
