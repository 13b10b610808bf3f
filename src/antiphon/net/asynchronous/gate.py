"""Where one task waits, without a timer of its own for each wait."""

from __future__ import annotations

import asyncio
from time import monotonic


class Gate:
    """One task at a time waits here until another opens the gate, or until a moment comes.

    Making and cancelling a timer for each read costs more than the read. So a timer, once set, stays: when it
    rings too early, since later waits may last longer, it is set anew for the wait of that moment. Waits that
    follow each other with the same limit thus share one timer.
    """

    __slots__ = ("_ends", "_future", "_loop", "_rings_at", "_timer")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._future: asyncio.Future[bool] | None = None
        self._ends: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._rings_at = 0.0

    async def wait(self, ends: float | None) -> bool:
        """Wait for `open`.

        Return False when the moment `ends` came first. Raises RuntimeError for a second task.
        """
        if self._future is not None:
            raise RuntimeError("Two tasks wait at once for the same direction of a stream.")
        future: asyncio.Future[bool] = self._loop.create_future()
        self._future = future
        self._ends = ends
        if ends is not None and (self._timer is None or ends < self._rings_at):
            self._set_timer(ends)
        try:
            return await future
        finally:
            self._future = None

    def open(self) -> None:
        """Let the waiting task go on, if there is one."""
        future = self._future
        if future is not None and not future.done():
            future.set_result(True)

    def dismantle(self) -> None:
        """Let the waiting task go on, and keep no timer in the loop."""
        self.open()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _set_timer(self, moment: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings_at = moment
        # Relative, since a loop's own clock need not be this one.
        self._timer = self._loop.call_later(max(0.0, moment - monotonic()), self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._future is None or self._future.done() or self._ends is None:
            return
        if monotonic() < self._ends:
            self._set_timer(self._ends)
        else:
            self._future.set_result(False)
