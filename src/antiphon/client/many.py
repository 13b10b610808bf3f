"""Many requests with bounds, as results that come one after the other.

Their course is written once, as an asynchronous generator over `Workers`. In the blocking world the workers are
threads, and none of its awaits really waits.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Sized
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, Unpack, overload

from ..faults import UsageError
from ..faults.policies import ITEM_UNUSABLE
from ..net.run import driven
from ..semantics.settings import check
from ..semantics.url import URL
from .options import Options
from .plan import Plan
from .request import Request
from .response import AsyncResponse, BlockingResponse, Response
from .schedule import Job, Schedule
from .shell import Shell
from .workers import END, Outcome, Tasks, Threads, Workers

Item: TypeAlias = "str | URL | Request | tuple[str, str | URL] | tuple[str, str | URL, Options]"
AsyncItems: TypeAlias = "Iterable[Item] | AsyncIterable[Item]"
ManyProgress: TypeAlias = "Callable[[int, int | None], object]"
Fail: TypeAlias = Literal["raise", "return"]


@dataclass(frozen=True, slots=True)
class Manner:
    """How many requests are made: see `Session.gather`."""

    at_once: int
    per_origin: int | None
    fail: str
    ordered: bool
    progress: ManyProgress | None
    options: Options

    def __post_init__(self) -> None:
        """Raises `UsageError` for an unknown way to fail."""
        check("fail", self.fail, self.fail in ("raise", "return"), '"raise" | "return"')


class Course:
    """The way of many requests through a few workers."""

    def __init__(self, source: AsyncItems, manner: Manner, shell: Shell) -> None:
        self._manner = manner
        self._schedule = Schedule(manner.at_once, manner.per_origin, ordered=manner.ordered)
        self._total = len(source) if isinstance(source, Sized) else None
        self._source = aiter(source) if isinstance(source, AsyncIterable) else iter(source)
        self._shell = shell
        self._known = 0
        self._done = 0
        self._is_pulling = False
        self._is_exhausted = False

    async def results(self, workers: Workers) -> AsyncGenerator[Response | Exception, None]:
        """Yield what comes of each request. Leaving early breaks off all the others."""
        try:
            while True:
                self._look_for_more(workers)
                for job in self._schedule.startable():
                    workers.start(job)
                for result in self._schedule.results():
                    yield result
                if self._is_exhausted and self._schedule.is_empty:
                    return
                if self._is_exhausted or self._is_pulling or not self._schedule.has_room:
                    self._note(await workers.outcome())
        finally:
            await workers.stop()
            self._schedule.leave()

    def _look_for_more(self, workers: Workers) -> None:
        """Take one more request from the source, where there is room for it."""
        if self._is_exhausted or self._is_pulling or not self._schedule.has_room:
            return
        if isinstance(self._source, AsyncIterator):
            self._is_pulling = True
            workers.pull(self._source)
        else:
            self._take(next(self._source, END))

    def _take(self, item: Any) -> None:
        """Make a job of what the source gave."""
        if item is END:
            self._is_exhausted = True
            return
        index = self._known
        self._known += 1
        try:
            request, plan = self._prepared(item)
        except UsageError as error:
            self._fail_or_keep(error)
            self._schedule.settle(index, error)
            self._count()
        else:
            self._schedule.add(Job(index, request, plan))

    def _prepared(self, item: Item) -> tuple[Request, Plan]:
        common = self._manner.options
        if isinstance(item, str | URL):
            return self._shell._prepare("GET", item, common.copy())
        if isinstance(item, Request):
            return item, self._shell._plan(item, common)
        if isinstance(item, tuple) and len(item) in (2, 3) and isinstance(item[0], str):
            own: Any = item[2] if len(item) == 3 else {}
            return self._shell._prepare(item[0], item[1], {**common, **own})
        raise UsageError(ITEM_UNUSABLE, item=ascii(item)[:80] if isinstance(item, bytes) else type(item).__name__)

    def _note(self, outcome: Outcome) -> None:
        """Take what a worker tells."""
        if outcome.job is None:
            self._is_pulling = False
            if isinstance(outcome.result, BaseException):
                raise outcome.result
            self._take(outcome.result)
            return
        result = outcome.result
        if isinstance(result, BaseException):
            self._fail_or_keep(result)
        self._schedule.finish(outcome.job, result)
        self._count()

    def _fail_or_keep(self, error: BaseException) -> None:
        if self._manner.fail == "raise" or not isinstance(error, Exception):
            raise error

    def _count(self) -> None:
        self._done += 1
        if self._manner.progress is not None:
            self._manner.progress(self._done, self._total)


# -- what the sessions offer ---------------------------------------------------------------------------------------


class BlockingMany:
    """The part of a `Session` that makes many requests."""

    @overload
    def gather(
        self: Shell,
        requests: Iterable[Item],
        *,
        at_once: int = ...,
        per_origin: int | None = ...,
        fail: Literal["raise"] = ...,
        ordered: bool = ...,
        progress: ManyProgress | None = ...,
        **options: Unpack[Options],
    ) -> list[BlockingResponse]: ...
    @overload
    def gather(
        self: Shell,
        requests: Iterable[Item],
        *,
        at_once: int = ...,
        per_origin: int | None = ...,
        fail: Literal["return"],
        ordered: bool = ...,
        progress: ManyProgress | None = ...,
        **options: Unpack[Options],
    ) -> list[BlockingResponse | Exception]: ...
    def gather(
        self: Shell,
        requests: Iterable[Item],
        *,
        at_once: int = 32,
        per_origin: int | None = None,
        fail: Fail = "raise",
        ordered: bool = True,
        progress: ManyProgress | None = None,
        **options: Unpack[Options],
    ) -> list[Any]:
        """Send many requests, in threads, and return their responses in the order of the requests.

        Each request is a URL, (method, URL), (method, URL, options) or a `Request`; `options` are those of all. At most
        `at_once` run at a time, at most `per_origin` of them to one origin. Where one fails, with `fail` "raise" the
        others are broken off and its error raised; with "return" the error stands in the place of its response. Without
        `ordered` they come as they complete. `progress` is called with how many are done, and how many there are or
        None where nobody knows. Raises `UsageError`, and what a request raises.
        """
        return list(_in_threads(self, requests, Manner(at_once, per_origin, fail, ordered, progress, options)))

    def each(
        self: Shell,
        requests: Iterable[Item],
        *,
        at_once: int = 32,
        per_origin: int | None = None,
        fail: Fail = "raise",
        ordered: bool = False,
        progress: ManyProgress | None = None,
        **options: Unpack[Options],
    ) -> Iterator[Any]:
        """Yield the responses to many requests as they complete, or in the order of the requests if `ordered`.

        `requests` is read while its requests are sent, so it may be endless. Leaving the iteration breaks off what is
        under way. The rest is as in `gather`.
        """
        return _in_threads(self, requests, Manner(at_once, per_origin, fail, ordered, progress, options))


class AsyncMany:
    """The part of an `AsyncSession` that makes many requests."""

    @overload
    async def gather(
        self: Shell,
        requests: AsyncItems,
        *,
        at_once: int = ...,
        per_origin: int | None = ...,
        fail: Literal["raise"] = ...,
        ordered: bool = ...,
        progress: ManyProgress | None = ...,
        **options: Unpack[Options],
    ) -> list[AsyncResponse]: ...
    @overload
    async def gather(
        self: Shell,
        requests: AsyncItems,
        *,
        at_once: int = ...,
        per_origin: int | None = ...,
        fail: Literal["return"],
        ordered: bool = ...,
        progress: ManyProgress | None = ...,
        **options: Unpack[Options],
    ) -> list[AsyncResponse | Exception]: ...
    async def gather(
        self: Shell,
        requests: AsyncItems,
        *,
        at_once: int = 32,
        per_origin: int | None = None,
        fail: Fail = "raise",
        ordered: bool = True,
        progress: ManyProgress | None = None,
        **options: Unpack[Options],
    ) -> list[Any]:
        """Send many requests, in tasks, and return their responses. See `Session.gather`."""
        manner = Manner(at_once, per_origin, fail, ordered, progress, options)
        return [result async for result in _in_tasks(self, requests, manner)]

    def each(
        self: Shell,
        requests: AsyncItems,
        *,
        at_once: int = 32,
        per_origin: int | None = None,
        fail: Fail = "raise",
        ordered: bool = False,
        progress: ManyProgress | None = None,
        **options: Unpack[Options],
    ) -> AsyncGenerator[Any, None]:
        """Yield the responses to many requests; the source may be asynchronous, too. See `Session.each`.

        Wrap it in `contextlib.aclosing` where the iteration may be left early: then all is over when the block is.
        """
        return _in_tasks(self, requests, Manner(at_once, per_origin, fail, ordered, progress, options))


def _in_threads(shell: Shell, requests: Iterable[Item], manner: Manner) -> Iterator[Any]:
    """Yield the results of requests that threads run; leaving early ends them."""
    yield from driven(Course(requests, manner, shell).results(Threads(shell._engine)))


async def _in_tasks(shell: Shell, requests: AsyncItems, manner: Manner) -> AsyncGenerator[Any, None]:
    """Yield the results of requests that tasks run; leaving early ends them."""
    async with aclosing(Course(requests, manner, shell).results(Tasks(shell._engine))) as results:
        async for result in results:
            yield result
