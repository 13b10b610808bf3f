"""What is known of each origin, as long as it matters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from ..semantics.url import Origin

Value = TypeVar("Value")

_FIRST_LOOK = 1000


class ByOrigin(Generic[Value]):
    """A value for each origin, `fresh` where nothing is known. Its owner holds a lock around each change.

    Now and then, what `is_over` at a moment is forgotten, so that a program that meets ever new origins keeps only
    those that matter.
    """

    __slots__ = ("_fresh", "_is_over", "_look_at", "_values")

    def __init__(self, fresh: Value, is_over: Callable[[Value, float], bool]) -> None:
        self._fresh = fresh
        self._is_over = is_over
        self._values: dict[Origin, Value] = {}
        self._look_at = _FIRST_LOOK

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, origin: Origin) -> bool:
        return origin in self._values

    def get(self, origin: Origin) -> Value:
        """Return what is known of `origin`."""
        return self._values.get(origin, self._fresh)

    def keep(self, origin: Origin, value: Value, now: float) -> None:
        """Know `value` of `origin` from the moment `now`."""
        if value == self._fresh:
            self._values.pop(origin, None)
            return
        self._values[origin] = value
        if len(self._values) >= self._look_at:
            self._values = {other: kept for other, kept in self._values.items() if not self._is_over(kept, now)}
            # Twice what is left, so that looking through all of them costs little for each that is added.
            self._look_at = max(_FIRST_LOOK, 2 * len(self._values))
