"""Threads that run jobs: one where jobs are short, many where they wait.

Waking a thread for every request costs more than a short request takes, and several awake threads fight for the
interpreter's lock. So while jobs are short, one thread works off all that are queued; once they take longer on the
average, or one does not end, each job wakes a thread of its own, up to the limit.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from time import monotonic
from typing import Protocol

_SHORT = 100e-6
_WEIGHT = 1 / 16
_PATIENCE = 1e-3


class Job(Protocol):
    """What a thread runs. It must not raise."""

    def run(self) -> None:
        """Do the work."""


class Workers:
    """Up to `threads` threads. `call_later` is the loop's, to look after jobs that are stuck behind a long one."""

    def __init__(self, threads: int, call_later: Callable[[float, Callable[[], None]], object]) -> None:
        self._threads = threads
        self._call_later = call_later
        self._jobs: deque[Job] = deque()
        self._tokens: SimpleQueue[bool] = SimpleQueue()
        self._lock = threading.Lock()
        self._started = 0
        self._active = 0
        self._finished = 0
        self._average = 0.0
        self._looking = False
        self._finished_before = 0

    def submit(self, job: Job) -> None:
        """Have a thread run `job`. Called on the loop."""
        with self._lock:
            self._jobs.append(job)
            if self._active and self._average < _SHORT:
                self._look_later()
            elif self._active < self._threads:
                self._wake()

    def _wake(self) -> None:
        self._active += 1
        if self._active > self._started:
            self._started += 1
            threading.Thread(target=self._work, name="antiphon-worker", daemon=True).start()
        self._tokens.put(True)

    def _look_later(self) -> None:
        if not self._looking:
            self._looking = True
            self._finished_before = self._finished
            self._call_later(_PATIENCE, self._look)

    def _look(self) -> None:
        """Wake another thread where no job has ended since the last look, though some are waiting."""
        with self._lock:
            self._looking = False
            if not self._jobs:
                return
            if self._finished == self._finished_before:
                for _ in range(min(len(self._jobs), self._active, self._threads - self._active)):
                    self._wake()
            self._look_later()

    def _work(self) -> None:
        while self._tokens.get():
            while (job := self._next()) is not None:
                started = monotonic()
                job.run()
                self._average += (monotonic() - started - self._average) * _WEIGHT
                self._finished += 1

    def _next(self) -> Job | None:
        with self._lock:
            if self._jobs:
                return self._jobs.popleft()
            self._active -= 1
            return None

    def stop(self) -> None:
        """Let every thread end after what it is doing."""
        for _ in range(self._started):
            self._tokens.put(False)
