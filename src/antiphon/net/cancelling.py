"""A token by which any thread breaks off an exchange, wherever that is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeAlias

Wake: TypeAlias = Callable[[], object]
Carry: TypeAlias = Callable[[Wake], object]
"""Takes a call, from any thread, to where it may happen: in the blocking world here and now, else in the loop."""


class CancelToken:
    """Cancels the requests that were given it, in any number of sessions; one that comes later never starts.

    It cannot be taken back: make a new one.
    """

    __slots__ = ("_is_cancelled", "_lock", "_wakes")

    def __init__(self) -> None:
        self._is_cancelled = False
        # A signal's handler may cancel in the middle of what its own thread does here, so the lock lets it in.
        self._lock = threading.RLock()
        self._wakes: dict[Wake, Carry] = {}

    def cancel(self) -> None:
        """Break off every request that has this token. From any thread; again is harmless."""
        self._is_cancelled = True
        with self._lock:
            # A copy is made in one step, whatever other threads and finalizers do meanwhile.
            for wake, carry in self._wakes.copy().items():
                carry(partial(self._fire, wake))

    def cancelled(self) -> bool:
        """Tell whether it has been used."""
        return self._is_cancelled

    def attach(self, wake: Wake, carry: Carry) -> None:
        """Have `wake` called, by way of `carry`, when the token is cancelled: at once if it has been."""
        self._wakes[wake] = carry
        if self._is_cancelled:
            carry(partial(self._fire, wake))

    def detach(self, wake: Wake) -> None:
        """Have `wake` not called any more; once this returns, it is not under way either."""
        with self._lock:
            self._wakes.pop(wake, None)

    def forget(self, wake: Wake) -> None:
        """Detach without waiting for anything, as a finalizer has to."""
        self._wakes.pop(wake, None)

    @contextmanager
    def attached(self, wake: Wake, carry: Carry) -> Iterator[None]:
        """Have `wake` called within the block."""
        self.attach(wake, carry)
        try:
            yield
        finally:
            self.detach(wake)

    def _fire(self, wake: Wake) -> None:
        # What was detached since has moved on to another exchange.
        if self._wakes.pop(wake, None) is not None:
            wake()

    def __repr__(self) -> str:
        return f"<CancelToken {'cancelled' if self._is_cancelled else 'not cancelled'}>"


def at_once(wake: Wake) -> None:
    """Carry a call nowhere: it may happen in any thread."""
    wake()
