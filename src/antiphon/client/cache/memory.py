"""A store in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from .entry import Entry, Selector
from .store import MOST_VARIANTS

# What Python takes besides the bytes themselves, as `tracemalloc` sees it: for a response and its place in the store,
# for a field, kept as sent and in lower case, and for a field that the response varies by.
_ENTRY = 2700
_FIELD = 230
_SELECTING_FIELD = 165


def room_of(entry: Entry) -> int:
    """Return how many bytes of memory `entry` takes: an estimate that errs upwards, by a quarter at most."""
    head, trailers = entry.head.section, entry.trailers
    # The block, and its names and values once more.
    text = 2 * (len(head.block) + len(trailers.block) + len(entry.url))
    fields = _FIELD * (len(head.pairs) + len(trailers.pairs)) + _SELECTING_FIELD * len(entry.selector)
    return len(entry.content) + text + fields + _ENTRY


class MemoryStore:
    """A `Store` that lasts as long as its process. `max_bytes` is the most room that its entries may take."""

    in_memory = True

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        # Keys from the one whose use is longest ago, each with its variants from the newest.
        self._variants: OrderedDict[str, tuple[Entry, ...]] = OrderedDict()
        self._keys: dict[str, set[str]] = {}
        self._bytes = 0

    def find(self, key: str, matches: Callable[[Selector], bool]) -> Entry | None:
        """Return the newest response under `key` that matches. See `Store.find`."""
        with self._lock:
            variants = self._variants.get(key)
            if variants is None:
                return None
            self._variants.move_to_end(key)
        return next((entry for entry in variants if matches(entry.selector)), None)

    def has(self, key: str) -> bool:
        """Tell whether anything is stored under `key`."""
        return key in self._variants

    def holds(self, entry: Entry) -> bool:
        """Tell whether this very entry is still stored. See `Store.holds`."""
        key = entry.key
        with self._lock:
            variants = self._variants.get(key)
            if variants is None or entry not in variants:
                return False
            self._variants.move_to_end(key)
            return True

    def keep(self, entry: Entry) -> int:
        """Store a response. See `Store.keep`."""
        if room_of(entry) > self._max_bytes:
            return 0
        with self._lock:
            before = self._variants.get(entry.key, ())
            others = [other for other in before if other.selector != entry.selector]
            self._put(entry.key, (entry, *others[: MOST_VARIANTS - 1]))
            self._keys.setdefault(entry.url, set()).add(entry.key)
            return self._evict()

    def _put(self, key: str, variants: tuple[Entry, ...]) -> None:
        before = self._variants.pop(key, ())
        self._bytes += sum(map(room_of, variants)) - sum(map(room_of, before))
        if variants:
            self._variants[key] = variants
        elif before:
            keys = self._keys[before[0].url]
            keys.discard(key)
            if not keys:
                del self._keys[before[0].url]

    def _evict(self) -> int:
        count = 0
        while self._bytes > self._max_bytes:
            oldest, variants = next(iter(self._variants.items()))
            # The newest variant of the newest key was just stored, and fits.
            kept = variants[:-1]
            self._put(oldest, kept)
            if kept:
                self._variants.move_to_end(oldest, last=False)
            count += 1
        return count

    def remove(self, entry: Entry) -> None:
        """Forget one response. See `Store.remove`."""
        with self._lock:
            variants = self._variants.get(entry.key, ())
            if entry in variants:
                self._put(entry.key, tuple(other for other in variants if other is not entry))

    def drop(self, url: str) -> int:
        """Forget all responses about `url`. See `Store.drop`."""
        with self._lock:
            keys = list(self._keys.get(url, ()))
            count = sum(len(self._variants[key]) for key in keys)
            for key in keys:
                self._put(key, ())
            return count

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._variants.clear()
            self._keys.clear()
            self._bytes = 0

    def __len__(self) -> int:
        with self._lock:
            return sum(len(variants) for variants in self._variants.values())

    @property
    def bytes(self) -> int:
        """Return how much room the entries take."""
        return self._bytes

    def close(self) -> None:
        """Forget everything: nothing is held open."""
        self.clear()
