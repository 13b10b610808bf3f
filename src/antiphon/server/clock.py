"""The server's clock: one timer for all connections.

Thousands of connections each have a deadline that moves with every request. A timer for each would cost more than
the requests; so a connection only writes its deadline down, and once a second somebody looks at all of them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

from ..semantics.dates import format_date

NEVER = float("inf")
_PERIOD = 1.0


class Timed(Protocol):
    """Something that has a deadline: `expired` is called once it has passed."""

    deadline: float

    def expired(self) -> None:
        """Act on the deadline, and set the next one."""


class Clock:
    """Coarse time: `now` in seconds, and `date_line` as the Date field of responses, both a second fine."""

    __slots__ = ("_handle", "_loop", "_wall", "date_line", "now", "timed")

    def __init__(self, loop: asyncio.AbstractEventLoop, wall: Callable[[], float] = time.time) -> None:
        self._loop = loop
        self._wall = wall
        self.timed: set[Timed] = set()
        self.now = loop.time()
        self.date_line = self._format_date()
        self._handle: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Tick once a second from now on."""
        self._handle = self._loop.call_later(_PERIOD, self._tick)

    def stop(self) -> None:
        """Tick no more."""
        if self._handle is not None:
            self._handle.cancel()

    def wall(self) -> float:
        """Return the time of day in seconds since the epoch."""
        return self._wall()

    def _format_date(self) -> bytes:
        return b"date: %b\r\n" % format_date(int(self._wall())).encode("ascii")

    def _tick(self) -> None:
        self.now = now = self._loop.time()
        self.date_line = self._format_date()
        for connection in [connection for connection in self.timed if connection.deadline <= now]:
            connection.expired()
        self.start()
