"""A place where a thread waits for another thread's word."""

from __future__ import annotations

import threading


class ThreadWaiter:
    """A `Waiter` between threads. Each `wake` lets one `wait` through, whichever comes first."""

    __slots__ = ("_event",)

    def __init__(self) -> None:
        self._event = threading.Event()

    async def wait(self, limit: float | None) -> bool:
        """Block until woken. Return False when `limit` seconds passed first."""
        woken = self._event.wait(limit)
        self._event.clear()
        return woken

    def wake(self) -> None:
        """Let the waiting thread go on."""
        self._event.set()
