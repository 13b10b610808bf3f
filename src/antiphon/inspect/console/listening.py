"""Who hears of changes: pages that are open. One that does not keep up learns that it missed some."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from ...server.observed import Served

LISTENERS = 16
"""How many may listen at once."""
WAITING = 500
"""How many exchanges wait for a listener; of further ones it learns how many they were."""
PAUSE = 0.1
"""Seconds between two batches: people read no faster, and an exchange that begins and ends in it is told once."""
KEEP_ALIVE = 15.0
"""Seconds after which something is sent in any case, so that a page that is gone is noticed."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What happened since the last one: exchanges that began or ended, how many more, whether connections changed."""

    exchanges: tuple[Served, ...]
    missed: int
    connections: bool


class Listener:
    """Gathers what happened until it is asked. It belongs to one loop."""

    __slots__ = ("_changed", "_connections", "_missed", "_told", "_waiting")

    def __init__(self, waiting: int = WAITING) -> None:
        self._waiting = waiting
        self._told = asyncio.Event()
        self._changed: dict[int, Served] = {}
        self._connections = False
        self._missed = 0

    def tell(self, served: Served) -> None:
        """Note that an exchange began or ended."""
        if served.number in self._changed:
            return
        if len(self._changed) < self._waiting:
            self._changed[served.number] = served
        else:
            self._missed += 1
        self._told.set()

    def tell_of_connections(self) -> None:
        """Note that the connections changed."""
        self._connections = True
        self._told.set()

    async def next(self, keep_alive: float = KEEP_ALIVE, pause: float = PAUSE) -> Batch:
        """Return the next batch, an empty one after `keep_alive` seconds."""
        try:
            async with asyncio.timeout(keep_alive):
                await self._told.wait()
        except TimeoutError:
            return self._take()
        await asyncio.sleep(pause)
        return self._take()

    def _take(self) -> Batch:
        batch = Batch(tuple(self._changed.values()), self._missed, self._connections)
        self._changed, self._missed, self._connections = {}, 0, False
        self._told.clear()
        return batch


class Listeners:
    """All who listen, up to `most`; `any` tells whether there is one."""

    __slots__ = ("_all", "any", "most")

    def __init__(self, most: int = LISTENERS) -> None:
        self.most = most
        self._all: set[Listener] = set()
        self.any = False

    def add(self) -> Listener | None:
        """Return a new listener; None where there are enough."""
        if len(self._all) >= self.most:
            return None
        listener = Listener()
        self._all.add(listener)
        self.any = True
        return listener

    def discard(self, listener: Listener) -> None:
        """Let go of `listener`."""
        self._all.discard(listener)
        self.any = bool(self._all)

    def tell(self, served: Served) -> None:
        """Tell all of an exchange."""
        for listener in self._all:
            listener.tell(served)

    def tell_of_connections(self) -> None:
        """Tell all that the connections changed."""
        for listener in self._all:
            listener.tell_of_connections()
