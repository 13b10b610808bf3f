"""Those who run many requests at the same time: threads in the blocking world, tasks in the asynchronous one."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from ..faults import UsageError
from ..faults.policies import ITEM_UNUSABLE
from ..net.cancelling import CancelToken, at_once
from ..net.run import run
from .cancelling import Cancelling
from .engine import Engine
from .response import Response
from .schedule import Job, drop

if TYPE_CHECKING:
    import asyncio
    import threading
    from queue import SimpleQueue

END = object()
"""What a source gives after its last item."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a worker tells: `job` ended with `result`; without a job, `result` is what the source gave."""

    job: Job | None
    result: Any


class Workers(Protocol):
    """Those who run requests at the same time."""

    def start(self, job: Job) -> None:
        """Run `job`."""

    def pull(self, source: AsyncIterator[object]) -> None:
        """Ask an asynchronous source for its next item, or `END`."""

    async def outcome(self) -> Outcome:
        """Return what ended next; wait for it."""

    async def stop(self) -> None:
        """Break off all that runs, and return once nothing does."""


# -- the blocking world: threads -----------------------------------------------------------------------------------


class Threads:
    """Workers that are threads, as many as are busy at once. They share the session."""

    def __init__(self, engine: Engine) -> None:
        from queue import SimpleQueue

        self._engine = engine
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._busy = 0
        self._token = CancelToken()

    def start(self, job: Job) -> None:
        """Run `job` in a thread that rests, or in a new one."""
        self._busy += 1
        if self._busy > len(self._threads):
            self._threads.append(self._new_thread())
        self._jobs.put(job)

    def _new_thread(self) -> threading.Thread:
        import threading

        # A daemon: a program that ends while an iterator is left lying about need not wait for it.
        thread = threading.Thread(target=self._work, name=f"antiphon {len(self._threads)}", daemon=True)
        thread.start()
        return thread

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._outcomes.put(Outcome(job, self._result(job)))

    def _result(self, job: Job) -> Response | BaseException:
        """Return what comes of `job`. What stops all the requests stops this one, and so does its own token."""
        own = job.plan.cancel
        token = self._token if own is None else CancelToken()
        others = [layer for layer in job.plan.around if not isinstance(layer, Cancelling)]
        plan = replace(job.plan, cancel=token, around=(Cancelling(token), *others))
        try:
            if own is None:
                return run(self._engine.send(job.request, plan))
            with own.attached(token.cancel, at_once), self._token.attached(token.cancel, at_once):
                return run(self._engine.send(job.request, plan))
        except BaseException as error:
            return error

    def pull(self, source: AsyncIterator[object]) -> None:
        """Refuse: no thread can wait for an asynchronous source."""
        raise UsageError(ITEM_UNUSABLE, item=type(source).__name__)

    async def outcome(self) -> Outcome:
        """Return what ended next."""
        outcome = self._outcomes.get()
        self._busy -= 1
        return outcome

    async def stop(self) -> None:
        """Cancel what runs, and end the threads."""
        if self._busy:
            self._token.cancel()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()
        while not self._outcomes.empty():
            drop(self._outcomes.get().result)


# -- the asynchronous world: tasks ---------------------------------------------------------------------------------


class Tasks:
    """Workers that are tasks of the loop that runs now, one for each request."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._outcomes: deque[Outcome] = deque()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._waiter: asyncio.Future[None] | None = None

    def start(self, job: Job) -> None:
        """Run `job` in a task of its own."""
        self._run(job, self._engine.send(job.request, job.plan))

    def pull(self, source: AsyncIterator[object]) -> None:
        """Ask the source in a task of its own, so that results go on meanwhile."""
        self._run(None, _next_of(source))

    def _run(self, job: Job | None, work: Coroutine[Any, Any, object]) -> None:
        import asyncio

        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(job, done))

    def _ended(self, job: Job | None, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self._outcomes.append(Outcome(job, _result_of(task)))
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def outcome(self) -> Outcome:
        """Return what ended next."""
        import asyncio

        while not self._outcomes:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self._outcomes.popleft()

    async def stop(self) -> None:
        """Cancel the tasks and wait for their end."""
        import asyncio

        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks.copy())
        for outcome in self._outcomes:
            drop(outcome.result)


def _result_of(task: asyncio.Task[Any]) -> Any:
    """Return what a task that has ended returned or raised."""
    import asyncio

    if task.cancelled():
        return asyncio.CancelledError()
    return task.exception() or task.result()


async def _next_of(source: AsyncIterator[object]) -> Any:
    return await anext(source, END)
