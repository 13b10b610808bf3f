"""Where responses are stored: what every store promises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from .entry import Entry, Selector

MOST_VARIANTS = 32
"""How many responses are kept under one key; a server that varies by more would fill the store with one URL."""


class Store(Protocol):
    """Stored responses within a limit of bytes, the ones used last. Any thread may use it; nothing of it waits."""

    in_memory: bool
    """Whether an entry that was found can be found again by `holds`, which is quick."""

    def find(self, key: str, matches: Callable[[Selector], bool]) -> Entry | None:
        """Return the newest response under `key` whose selector `matches`, None where there is none."""

    def has(self, key: str) -> bool:
        """Tell whether anything is stored under `key`."""

    def holds(self, entry: Entry) -> bool:
        """Tell whether this very entry is still stored, and count it as used."""

    def keep(self, entry: Entry) -> int:
        """Store a response in place of the one with its key and selector. Return how many had to go for it."""

    def remove(self, entry: Entry) -> None:
        """Forget one response, if it is still stored."""

    def drop(self, url: str) -> int:
        """Forget all responses about `url`, and return how many these were."""

    def clear(self) -> None:
        """Forget everything."""

    def __len__(self) -> int:
        """Return how many responses are stored."""

    @property
    def bytes(self) -> int:
        """Return how much room they take."""

    def close(self) -> None:
        """Let go of what the store holds open. It stores and finds nothing any more; again is harmless."""
