"""Guests of the blocking world: an event loop in a thread beside it, and the caller's own thread."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Callable, Coroutine
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

from ..run import run

Result = TypeVar("Result")


class LoopThread:
    """A `GuestLoop` in a thread, which ends with `stop`, or when nobody holds this any more."""

    def __init__(self) -> None:
        house = _House()
        self._house = house
        self._thread = threading.Thread(target=house.live, name="antiphon-guests", daemon=True)
        self._thread.start()
        house.is_open.wait()
        self._end = weakref.finalize(self, house.end)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` as a task. See `GuestLoop.start`."""
        self.call(partial(self._house.host, work, context=copy_context()))

    def call(self, function: Callable[[], object]) -> None:
        """Have `function` called soon. See `GuestLoop.call`."""
        self._house.call(function)

    def stop(self) -> None:
        """End the loop and its thread; tasks that are left are cancelled."""
        self._end()
        if threading.current_thread() is not self._thread:
            self._thread.join()


class _House:
    """What the thread holds: not the `LoopThread`, which would never be free then."""

    def __init__(self) -> None:
        self.is_open = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._is_over: asyncio.Event
        self._tasks: set[asyncio.Task[None]] = set()

    def live(self) -> None:
        with asyncio.Runner() as runner:
            runner.run(self._wait())

    async def _wait(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._is_over = asyncio.Event()
        self.is_open.set()
        await self._is_over.wait()

    def host(self, work: Coroutine[Any, Any, None], **settings: Any) -> None:
        task = self._loop.create_task(work, **settings)
        # The loop itself holds tasks weakly.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def call(self, function: Callable[[], object]) -> None:
        try:
            self._loop.call_soon_threadsafe(function)
        except RuntimeError:
            return

    def end(self) -> None:
        self.call(self._is_over.set)


class SameThread:
    """A `GuestThread` that is the caller's."""

    __slots__ = ()

    async def call(self, function: Callable[[], Result], limit: float | None) -> Result:
        """Return what `function` returns, however long it takes."""
        return function()

    def wait(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Return what `work` returns."""
        return run(work)

    def leave(self, last: Callable[[], object]) -> None:
        """Call `last`."""
        last()
