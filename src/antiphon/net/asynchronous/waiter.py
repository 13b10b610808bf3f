"""A place where a task waits for another task's word."""

from __future__ import annotations

import asyncio
from time import monotonic

from ..limits import earliest
from .gate import Gate


class TaskWaiter:
    """A `Waiter` between the tasks of one loop.

    Each `wake` lets one `wait` through, whichever comes first.
    """

    __slots__ = ("_gate", "_woken")

    def __init__(self) -> None:
        self._gate = Gate(asyncio.get_running_loop())
        self._woken = False

    async def wait(self, limit: float | None) -> bool:
        """Wait until woken. Return False when `limit` seconds passed first."""
        try:
            if not self._woken:
                await self._gate.wait(earliest(limit, None, monotonic()))
        finally:
            self._gate.dismantle()
        woken, self._woken = self._woken, False
        return woken

    def wake(self) -> None:
        """Let the waiting task go on."""
        self._woken = True
        self._gate.open()
