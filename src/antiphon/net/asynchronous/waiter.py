"""A place where a task waits for another task's word."""

from __future__ import annotations

import asyncio

from .alarm import Alarm


class TaskWaiter:
    """A `Waiter` between the tasks of the loop of `alarm`.

    Each `wake` lets one `wait` through, whichever comes first.
    """

    __slots__ = ("_alarm", "_future", "_woken")

    def __init__(self, alarm: Alarm) -> None:
        self._alarm = alarm
        self._future: asyncio.Future[None] | None = None
        self._woken = False

    async def wait(self, limit: float | None) -> bool:
        """Wait until woken. Return False when `limit` seconds passed first."""
        if not self._woken:
            alarm = self._alarm
            self._future = future = alarm.loop.create_future()
            if limit is not None:
                alarm.add(future, limit)
            try:
                await future
            finally:
                self._future = None
                if limit is not None:
                    alarm.remove(future)
        woken, self._woken = self._woken, False
        return woken

    def wake(self) -> None:
        """Let the waiting task go on."""
        self._woken = True
        if self._future is not None and not self._future.done():
            self._future.set_result(None)
