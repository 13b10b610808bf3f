"""Where the code of others runs that answers in a server's place: in an event loop, or where it may block.

The worlds do not offer this by themselves, since only what stands in for a network needs it: `guest_loop` and
`guest_thread` give what suits a world.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

Result = TypeVar("Result")


class GuestLoop(Protocol):
    """An event loop of asyncio in which guests run, seen from the world of the caller."""

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` as a task, with the context variables of the caller. It deals with its errors itself."""

    def call(self, function: Callable[[], object]) -> None:
        """Have `function` called in the loop, now or soon; from any thread. It does nothing once the loop has ended."""

    def stop(self) -> None:
        """End the loop, if it is the guests' alone. Again is harmless."""


class GuestLate(Exception):
    """A guest has taken longer than it had."""


class GuestThread(Protocol):
    """A thread for one guest, and one set of context variables, whatever step it takes."""

    async def call(self, function: Callable[[], Result], limit: float | None) -> Result:
        """Return what `function` returns, which may block.

        Raises `GuestLate` after `limit` seconds; a thread that is the caller's own cannot keep to them.
        """

    def wait(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Return, inside of `function`, what `work` of the caller's world returns. Raises OSError once it is left."""

    def leave(self, last: Callable[[], object]) -> None:
        """Have `last` called after what is under way, and nothing after that. Never waits for a thread."""


def guest_loop(*, blocking: bool) -> GuestLoop:
    """Return the loop that runs now; in the blocking world a new one, in a thread of its own."""
    if blocking:
        from .blocking.guests import LoopThread

        return LoopThread()
    from .asynchronous.guests import RunningLoop

    return RunningLoop()


def guest_thread(*, blocking: bool) -> GuestThread:
    """Return a thread of its own; in the blocking world the caller's, which may block."""
    if blocking:
        from .blocking.guests import SameThread

        return SameThread()
    from .asynchronous.guests import AsideThread

    return AsideThread()
