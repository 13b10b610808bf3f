"""A place where a thread waits for another thread's word."""

from __future__ import annotations

import threading

from .. import failures
from ..cancelling import CancelToken, at_once


class ThreadWaiter:
    """A `Waiter` between threads. Each `wake` lets one `wait` through, whichever comes first.

    Whoever waits is woken by `token`, too, and then raises Cancelled.
    """

    __slots__ = ("_event", "_token")

    def __init__(self, token: CancelToken | None = None) -> None:
        self._event = threading.Event()
        self._token = token

    async def wait(self, limit: float | None) -> bool:
        """Block until woken. Return False when `limit` seconds passed first."""
        if self._token is None:
            woken = self._event.wait(limit)
        else:
            with self._token.attached(self._event.set, at_once):
                woken = self._event.wait(limit)
            if self._token.cancelled():
                raise failures.cancelled()
        self._event.clear()
        return woken

    def wake(self) -> None:
        """Let the waiting thread go on."""
        self._event.set()
