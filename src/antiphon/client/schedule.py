"""Which of many requests go when: a plan without I/O, clock or thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from ..semantics.settings import check, is_number
from ..semantics.url import Origin
from .plan import Plan
from .request import Request
from .response import Response

_AHEAD = 2
"""How many requests may be known, for each that may run: those that wait for their origin or for their turn count."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One of many requests, the `index`-th."""

    index: int
    request: Request
    plan: Plan

    @property
    def origin(self) -> Origin:
        """Return where it goes first."""
        return self.request.url.origin


class Schedule:
    """No more than `at_once` run, no more than `per_origin` of them to one origin; results in order if `ordered`.

    However many requests there are, only a few more than those that run are known at a time. Raises `UsageError` for
    bounds that let nothing run.
    """

    def __init__(self, at_once: int, per_origin: int | None, *, ordered: bool) -> None:
        check("at_once", at_once, is_number(at_once, int) and at_once > 0, "int > 0")
        is_good = per_origin is None or (is_number(per_origin, int) and per_origin > 0)
        check("per_origin", per_origin, is_good, "int > 0 | None")
        self._at_once = at_once
        self._per_origin = at_once if per_origin is None else per_origin
        self._ordered = ordered
        self._running = 0
        self._next = 0
        self._ready: deque[Job] = deque()
        self._held: dict[Origin, deque[Job]] = {}
        self._held_count = 0
        self._active: dict[Origin, int] = {}
        self._results: dict[int, Response | Exception] = {}

    @property
    def has_room(self) -> bool:
        """Tell whether one more request should be known: one could run, and not too many wait."""
        known = self._running + len(self._ready) + self._held_count + len(self._results)
        return self._running + len(self._ready) < self._at_once and known < _AHEAD * self._at_once

    @property
    def is_empty(self) -> bool:
        """Tell whether all that is known has run and been taken."""
        return not (self._running or self._ready or self._held or self._results)

    def add(self, job: Job) -> None:
        """Take one more request; it waits where its origin has enough."""
        origin = job.origin
        active = self._active.get(origin, 0)
        if active < self._per_origin:
            self._active[origin] = active + 1
            self._ready.append(job)
        else:
            self._held.setdefault(origin, deque()).append(job)
            self._held_count += 1

    def startable(self) -> Iterator[Job]:
        """Yield the requests that run from now on."""
        while self._ready and self._running < self._at_once:
            self._running += 1
            yield self._ready.popleft()

    def finish(self, job: Job, result: Response | Exception) -> None:
        """Note what came of a request that ran."""
        self._running -= 1
        self.settle(job.index, result)
        origin = job.origin
        held = self._held.get(origin)
        if held:
            self._ready.append(held.popleft())
            self._held_count -= 1
            if not held:
                del self._held[origin]
            return
        self._active[origin] -= 1
        if not self._active[origin]:
            del self._active[origin]

    def settle(self, index: int, result: Response | Exception) -> None:
        """Note a result, also of what never could run."""
        self._results[index] = result

    def results(self) -> Iterator[Response | Exception]:
        """Yield, and forget, the results whose turn it is."""
        while self._results:
            index = self._next if self._ordered else next(iter(self._results))
            if index not in self._results:
                return
            self._next += 1
            yield self._results.pop(index)

    def leave(self) -> None:
        """Forget all; the responses are dropped, since nobody will read them."""
        self._ready.clear()
        self._held.clear()
        for result in self._results.values():
            drop(result)
        self._results.clear()


def drop(result: Response | BaseException) -> None:
    """Drop what has not been read of a response that nobody takes."""
    if isinstance(result, Response):
        result.exchange.abandon()
