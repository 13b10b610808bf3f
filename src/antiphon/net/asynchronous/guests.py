"""Guests of the asyncio world: tasks of the loop itself, and a thread for what blocks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from ..guests import GuestLate
from .cancelling import Carrier

Result = TypeVar("Result")


class RunningLoop:
    """A `GuestLoop`: the one that runs where this is made."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._carry = Carrier(self._loop)
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` as a task. See `GuestLoop.start`."""
        task = self._loop.create_task(work)
        # The loop itself holds tasks weakly.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def call(self, function: Callable[[], object]) -> None:
        """Call `function`, at once where that is possible. See `GuestLoop.call`."""
        try:
            is_here = asyncio.get_running_loop() is self._loop
        except RuntimeError:
            is_here = False
        if is_here:
            function()
        else:
            self._carry(function)

    def stop(self) -> None:
        """Leave the loop to its owner."""


class AsideThread:
    """A `GuestThread` that is started with the first call."""

    __slots__ = ("_context", "_is_left", "_loop", "_pool", "_waited")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._pool = ThreadPoolExecutor(1, "antiphon-guest")
        self._context = copy_context()
        self._waited: Future[Any] | None = None
        self._is_left = False

    async def call(self, function: Callable[[], Result], limit: float | None) -> Result:
        """Return what `function` returns, called in the thread. See `GuestThread.call`."""
        step = self._loop.run_in_executor(self._pool, self._context.run, function)
        try:
            done, _ = await asyncio.wait([step], timeout=None if limit is None else max(0.0, limit))
        except BaseException:
            # Cancelled: nobody is left to hear what comes of it.
            step.cancel()
            raise
        if not done:
            step.cancel()
            raise GuestLate
        return step.result()

    def wait(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Return what `work` returns, run in the loop. See `GuestThread.wait`."""
        try:
            waited = asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError:
            work.close()
            raise OSError("nobody is left to wait for") from None
        self._waited = waited
        if self._is_left:
            waited.cancel()
        try:
            return waited.result()
        except CancelledError:
            raise OSError("nobody is left to wait for") from None
        finally:
            self._waited = None

    def leave(self, last: Callable[[], object]) -> None:
        """Have `last` called, and the thread end. See `GuestThread.leave`."""
        if self._is_left:
            return
        self._is_left = True
        if self._waited is not None:
            self._waited.cancel()
        self._pool.submit(self._context.run, last)
        self._pool.shutdown(wait=False)
