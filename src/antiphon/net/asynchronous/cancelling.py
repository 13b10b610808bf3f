"""Cancelling a task's work by a token, from any thread."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from .. import failures
from ..cancelling import CancelToken, Wake

Result = TypeVar("Result")


class Carrier:
    """Takes calls from any thread into `loop`; where the loop is closed, nothing is left to be called."""

    __slots__ = ("_loop",)

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def __call__(self, wake: Wake) -> None:
        """Have `wake` called soon."""
        try:
            self._loop.call_soon_threadsafe(wake)
        except RuntimeError:
            return


class Interruption:
    """Cancels the task that runs some work when `token` is cancelled, and the work only, as a timeout does."""

    __slots__ = ("_is_ours", "_task", "_token")

    def __init__(self, token: CancelToken) -> None:
        self._token = token
        self._task: asyncio.Task[Any] | None = None
        self._is_ours = False

    async def of(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Return what `work` returns. Raises Cancelled; CancelledError where the task was cancelled by others, too."""
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("only a task can be cancelled")
        self._task = task
        before = task.cancelling()
        try:
            with self._token.attached(self._interrupt, Carrier(task.get_loop())):
                return await work
        except asyncio.CancelledError:
            if self._is_ours and task.cancelling() - 1 <= before:
                raise failures.cancelled() from None
            raise
        finally:
            if self._is_ours:
                task.uncancel()
            # An interruption that came too late for the work would hit whatever the task awaits next.
            self._task = None

    def _interrupt(self) -> None:
        if self._task is not None:
            self._is_ours = True
            self._task.cancel()
