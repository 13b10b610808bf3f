"""Figures: rounds of contenders, the ratios between them, and the targets they are held against."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

OURS = "antiphon"


@dataclass(frozen=True, slots=True)
class Figure:
    """What one contender reached in one round.

    `value` is in the row's unit. `per_cpu` is the same for each second of processor time, `memory` the peak in bytes,
    `load` the share of its core that the load generator used (near 1, the server could have done more).
    """

    value: float
    per_cpu: float | None = None
    memory: int | None = None
    load: float | None = None


class Target(Protocol):
    """What Antiphon is to reach in a row."""

    @property
    def goal(self) -> str:
        """Return the goal in words."""

    def measured(self, row: Row) -> float | None:
        """Return what was measured, or None where it was not."""

    def reached(self, measured: float) -> bool:
        """Return whether `measured` is good enough."""


@dataclass(slots=True)
class Row:
    """One kind of work, how it is measured in plain words, its contenders, and what they reached in each round."""

    name: str
    unit: str
    method: str
    contenders: Mapping[str, Callable[[], Figure]]
    targets: tuple[Target, ...] = ()
    less_is_better: bool = False
    figures: dict[str, dict[int, Figure]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def run_round(self, number: int) -> None:
        """Run every contender once; one that never worked is left out from then on, with its reason.

        Each round begins with another contender, so that none always has the same place.
        """
        names = list(self.contenders)
        first = number % len(names)
        for name in names[first:] + names[:first]:
            if name in self.failures and name not in self.figures:
                continue
            try:
                figure = self.contenders[name]()
            except Exception as error:  # a peer may fail in any way, and the others are still worth measuring
                self.failures[name] = str(error).partition("\n")[0] or type(error).__name__
            else:
                self.figures.setdefault(name, {})[number] = figure

    def values(self, name: str) -> list[float]:
        """Return the values of one contender."""
        return [figure.value for figure in self.figures.get(name, {}).values()]

    def per_cpu(self, name: str) -> list[float]:
        """Return the values of one contender for each second of processor time."""
        return [figure.per_cpu for figure in self.figures.get(name, {}).values() if figure.per_cpu is not None]

    def memory(self, name: str) -> int | None:
        """Return the greatest peak memory of one contender in bytes."""
        return max((figure.memory for figure in self.figures.get(name, {}).values() if figure.memory), default=None)

    def load(self, name: str) -> float | None:
        """Return the median share of its core that the load generator used."""
        return median([figure.load for figure in self.figures.get(name, {}).values() if figure.load is not None])

    def ratios(self, peer: str) -> list[float]:
        """Return how many times better Antiphon was than `peer` in each round that both have."""
        ours, theirs = self.figures.get(OURS, {}), self.figures.get(peer, {})
        pairs = [(ours[number].value, theirs[number].value) for number in sorted(ours.keys() & theirs.keys())]
        return [their / our if self.less_is_better else our / their for our, their in pairs if our and their]

    def cpu_ratios(self, peer: str) -> list[float]:
        """Return how many times more Antiphon did with a second of processor time than `peer`, in each round."""
        ours, theirs = self.figures.get(OURS, {}), self.figures.get(peer, {})
        pairs = [(ours[number].per_cpu, theirs[number].per_cpu) for number in sorted(ours.keys() & theirs.keys())]
        return [our / their for our, their in pairs if our and their]


@dataclass(frozen=True, slots=True)
class Ratio:
    """At least `least` times as good as `peer`: the median of the ratios within each round."""

    peer: str
    least: float

    @property
    def goal(self) -> str:
        """Return the goal in words."""
        return f"≥ {self.least:g} × {self.peer}"

    def measured(self, row: Row) -> float | None:
        """Return the median ratio."""
        return median(row.ratios(self.peer))

    def reached(self, measured: float) -> bool:
        """Return whether the ratio is great enough."""
        return measured >= self.least


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A median of at most `most`, in the row's `unit`."""

    most: float
    unit: str

    @property
    def goal(self) -> str:
        """Return the goal in words."""
        return f"≤ {self.most:,g} {self.unit}"

    def measured(self, row: Row) -> float | None:
        """Return the median."""
        return median(row.values(OURS))

    def reached(self, measured: float) -> bool:
        """Return whether the median is small enough."""
        return measured <= self.most


@dataclass(frozen=True, slots=True)
class MemoryCeiling:
    """A peak memory of less than `most` MB in every round."""

    most: float

    @property
    def goal(self) -> str:
        """Return the goal in words."""
        return f"peak memory < {self.most:g} MB"

    def measured(self, row: Row) -> float | None:
        """Return the greatest peak of all rounds in MB."""
        memory = row.memory(OURS)
        return None if memory is None else memory / 1e6

    def reached(self, measured: float) -> bool:
        """Return whether the peak is small enough."""
        return measured < self.most


def median(values: list[float]) -> float | None:
    """Return the median, or None of nothing."""
    return statistics.median(values) if values else None
