"""The cache as a program holds it: where responses are kept, within which limits, and what became of requests."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import Self

from ...faults import UsageError
from ...faults.caching import CACHE_LIMIT_UNUSABLE, CACHE_UNUSABLE
from ...semantics.url import URL, url_of
from .decision import CacheStatus
from .keys import url_text
from .memory import MemoryStore
from .store import Store

DEFAULT_BYTES = 64 * 1024 * 1024
_LARGEST_PART = 8


@dataclass(frozen=True, slots=True)
class CacheStats:
    """What became of the requests so far, and what is stored now.

    `hits`, `revalidated`, `stale`, `misses` and `bypassed` count requests by the status of their decision; `stored`,
    `evicted` and `invalidated` count responses that were stored, had to go for want of room, or were made invalid by
    an unsafe request. `entries` and `bytes` are what is stored.
    """

    hits: int
    revalidated: int
    stale: int
    misses: int
    bypassed: int
    stored: int
    evicted: int
    invalidated: int
    entries: int
    bytes: int


class Cache:
    """A private cache of responses (RFC 9111), for one session or for several, in memory or in an SQLite file.

    - `path`: the file, which several processes may share; None keeps responses in memory.
    - `max_bytes`: how much room all responses together may take; those whose use is longest ago go first.
    - `max_content`: the largest content that is stored, in bytes; None is an eighth of `max_bytes`.
    - `heuristics`: whether a response that does not say for how long it is fresh is taken to be so for a tenth of its
      time without modification, a day at most (RFC 9111 §4.2.2).
    - `stale_if_error`: how many seconds after its freshness a response may still be used when asking again fails,
      where the response itself does not forbid that (RFC 5861 §4).

    May be used by many threads. Raises `UsageError` for a limit or a file that cannot be used.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        max_bytes: int = DEFAULT_BYTES,
        max_content: int | None = None,
        heuristics: bool = True,
        stale_if_error: float = 0.0,
    ) -> None:
        self.path = path
        self.max_bytes = int(_checked("max_bytes", max_bytes, 1))
        self.max_content = int(
            _checked("max_content", max_bytes // _LARGEST_PART if max_content is None else max_content, 0)
        )
        self.heuristics = heuristics
        self.stale_if_error = _checked("stale_if_error", stale_if_error, 0)
        self.store: Store = _store(path, self.max_bytes)
        self._lock = threading.Lock()
        self._requests = dict.fromkeys(CacheStatus, 0)
        self._stored = 0
        self._evicted = 0
        self._invalidated = 0

    def clear(self) -> None:
        """Forget all responses."""
        self.store.clear()

    def delete(self, url: str | URL) -> int:
        """Forget all responses about `url`, which is read as a session reads it. Return how many these were."""
        return self.store.drop(url_text(url if isinstance(url, URL) else url_of(url)))

    @property
    def stats(self) -> CacheStats:
        """Return what became of the requests so far, and what is stored now."""
        with self._lock:
            counts = dict(self._requests)
            stored, evicted, invalidated = self._stored, self._evicted, self._invalidated
        return CacheStats(
            hits=counts[CacheStatus.HIT],
            revalidated=counts[CacheStatus.REVALIDATED],
            stale=counts[CacheStatus.STALE],
            misses=counts[CacheStatus.MISS],
            bypassed=counts[CacheStatus.BYPASS],
            stored=stored,
            evicted=evicted,
            invalidated=invalidated,
            entries=len(self.store),
            bytes=self.store.bytes,
        )

    def count_request(self, status: CacheStatus) -> None:
        """Count a request by what became of it."""
        with self._lock:
            self._requests[status] += 1

    def count_change(self, *, stored: int = 0, evicted: int = 0, invalidated: int = 0) -> None:
        """Count changes of what is stored."""
        with self._lock:
            self._stored += stored
            self._evicted += evicted
            self._invalidated += invalidated

    def close(self) -> None:
        """Let go of the file, or of the memory. Requests then pass by."""
        self.store.close()

    def __len__(self) -> int:
        return len(self.store)

    def __bool__(self) -> bool:
        """An empty cache is a cache."""
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        place = "memory" if self.path is None else repr(os.fspath(self.path))
        return f"<Cache in {place}: {len(self)} responses, {self.store.bytes} bytes>"


CacheInput = Cache | str | os.PathLike[str] | bool | None


def cache_of(value: CacheInput) -> Cache | None:
    """Return the cache that a session's setting means. Raises `UsageError` for what means none."""
    if value is None or isinstance(value, Cache):
        return value
    if isinstance(value, bool):
        return Cache() if value else None
    if isinstance(value, str | os.PathLike):
        return Cache(value)
    raise UsageError(CACHE_UNUSABLE, kind=type(value).__name__)


def _checked(name: str, value: float, least: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= least:
        raise UsageError(CACHE_LIMIT_UNUSABLE, name=name, value=value, least=least)
    return value


def _store(path: str | os.PathLike[str] | None, max_bytes: int) -> Store:
    if path is None:
        return MemoryStore(max_bytes)
    from .sqlite import SQLiteStore

    return SQLiteStore(path, max_bytes)
