"""Addresses that were found, kept for as long as they hold."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class AddressCache(Generic[Kept]):
    """What was found for a key, until it no longer holds; the oldest of more than `most` go. For many threads."""

    __slots__ = ("_kept", "_lock", "_most")

    def __init__(self, most: int = 1024) -> None:
        self._kept: dict[Hashable, tuple[Kept, float]] = {}
        self._lock = threading.Lock()
        self._most = most

    def get(self, key: Hashable, now: float) -> Kept | None:
        """Return what is kept for `key` and holds at `now`, None where there is nothing."""
        found = self._kept.get(key)
        return found[0] if found is not None and now < found[1] else None

    def put(self, key: Hashable, value: Kept, until: float) -> None:
        """Keep `value` for `key` `until` a moment on the clock of `get`."""
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (value, until)
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept.clear()
