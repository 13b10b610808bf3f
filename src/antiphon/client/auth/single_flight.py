"""One does the work, the others of its world wait for the outcome."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from copy import copy
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from ...faults import AntiphonError, Cancelled, Phase, TotalTimeout
from ...faults.connection import TOTAL_TIMEOUT
from ...net.network import Network, Waiter

Result = TypeVar("Result")


class _Work(Generic[Result]):
    """Work under way, who waits for it, and what came of it."""

    def __init__(self) -> None:
        self.waiters: list[Waiter] = []
        self.result: Result | None = None
        self.failure: AntiphonError | None = None


class SingleFlight(Generic[Result]):
    """Work that is done once for all who want it at the same time.

    Each network has work of its own: a waiter can only be woken from its own world.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: WeakKeyDictionary[Network, _Work[Result]] = WeakKeyDictionary()

    async def run(
        self, network: Network, work: Callable[[], Awaitable[Result]], deadline: float | None, peer: str
    ) -> Result:
        """Return what `work` returns, done here or by another.

        Raises what it raises, and `TotalTimeout` at `deadline`; `peer` is whom the work has to do with. Where the
        other one was cancelled or ran out of its own time, the work starts anew.
        """
        while True:
            found, waiter = self._join(network)
            if waiter is None:
                return await self._lead(network, found, work)
            left = None if deadline is None else deadline - network.now()
            if not await waiter.wait(left):
                raise TotalTimeout(TOTAL_TIMEOUT, peer=peer).within(Phase.TOKEN, None, left)
            if found.result is not None:
                return found.result
            if found.failure is not None:
                # Each has an error of its own: what one adds to it, such as a traceback, is not the other's.
                raise copy(found.failure)

    def _join(self, network: Network) -> tuple[_Work[Result], Waiter | None]:
        """Return the work under way and a place to wait for it, or new work and None for who has to do it."""
        with self._lock:
            found = self._under_way.get(network)
            if found is None:
                found = self._under_way[network] = _Work()
                return found, None
            waiter = network.waiter()
            found.waiters.append(waiter)
            return found, waiter

    async def _lead(self, network: Network, own: _Work[Result], work: Callable[[], Awaitable[Result]]) -> Result:
        try:
            own.result = await work()
        except (TotalTimeout, Cancelled):
            raise
        except AntiphonError as error:
            own.failure = error
            raise
        finally:
            with self._lock:
                del self._under_way[network]
            for waiter in own.waiters:
                waiter.wake()
        return own.result
