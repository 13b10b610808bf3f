"""A place where a task waits for another task's word."""

from __future__ import annotations

import asyncio


class TaskWaiter:
    """A `Waiter` between the tasks of one loop.

    Each `wake` lets one `wait` through, whichever comes first.
    """

    __slots__ = ("_future", "_loop", "_woken")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._future: asyncio.Future[None] | None = None
        self._woken = False

    async def wait(self, limit: float | None) -> bool:
        """Wait until woken. Return False when `limit` seconds passed first."""
        if not self._woken:
            await self._next_word(limit)
        woken, self._woken = self._woken, False
        return woken

    async def _next_word(self, limit: float | None) -> None:
        future: asyncio.Future[None] = self._loop.create_future()
        self._future = future
        timer = None if limit is None else self._loop.call_later(max(0.0, limit), _settle, future)
        try:
            await future
        finally:
            self._future = None
            if timer is not None:
                timer.cancel()

    def wake(self) -> None:
        """Let the waiting task go on."""
        self._woken = True
        if self._future is not None:
            _settle(self._future)


def _settle(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
