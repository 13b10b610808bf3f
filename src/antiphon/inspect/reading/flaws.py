"""Flaws, gathered while a message is read."""

from __future__ import annotations

from ...faults import AntiphonError, Fault
from ..exchange import Flaw

MOST_FLAWS = 100
"""How many flaws of a message are kept: whoever sends thousands of wrong lines is told of the first ones."""


class Flaws:
    """What is wrong with one message, whose bytes begin at `base` of what is read; places count from there."""

    __slots__ = ("_base", "found")

    def __init__(self, base: int) -> None:
        self._base = base
        self.found: list[Flaw] = []

    @property
    def full(self) -> bool:
        """Tell whether as many have been found as are kept."""
        return len(self.found) >= MOST_FLAWS

    def add(self, fault: Fault, start: int, end: int, **details: object) -> None:
        """Note that the bytes from `start` to `end` of what is read break the rule of `fault`."""
        if not self.full:
            self.found.append(Flaw(fault, details, start - self._base, end - self._base))

    def add_at(self, fault: Fault, place: int, **details: object) -> None:
        """Note the one byte at `place`, whose place in the message is the detail ``offset``."""
        self.add(fault, place, place + 1, offset=place - self._base, **details)

    def add_error(self, error: AntiphonError, start: int, end: int) -> None:
        """Note what `error` says of the bytes from `start` to `end`; an ``offset`` in it counts from `start`."""
        offset = error.details.get("offset")
        if isinstance(offset, int):
            details = {**error.details, "offset": start + offset - self._base}
            place = min(start + offset, max(end - 1, start))
            self.add(error.fault, place, min(place + 1, end), **details)
        else:
            self.add(error.fault, start, end, **error.details)
