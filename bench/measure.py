"""Figures: rounds of contenders, and the ratios between them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """What one contender reached in one round: `rate` a second, and a second of processor time where that is known."""

    rate: float
    per_cpu: float | None = None
    memory: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What Antiphon is to reach against a peer: at least `ratio` times its rate."""

    peer: str
    ratio: float


@dataclass(slots=True)
class Row:
    """One kind of work, its contenders, and what they reached in each round."""

    name: str
    unit: str
    contenders: Mapping[str, Callable[[], Figure]]
    targets: tuple[Target, ...] = ()
    figures: dict[str, list[Figure]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def run_round(self) -> None:
        """Run every contender once; one that fails is left out from then on, with its reason."""
        for name, contender in self.contenders.items():
            if name in self.failures:
                continue
            try:
                self.figures.setdefault(name, []).append(contender())
            except Exception as error:  # a peer may fail in any way, and the others are still worth measuring
                self.failures[name] = str(error).splitlines()[0] if str(error) else type(error).__name__

    def rates(self, name: str) -> list[float]:
        """Return the rates of one contender."""
        return [figure.rate for figure in self.figures.get(name, ())]

    def ratio(self, peer: str) -> float | None:
        """Return the median over the rounds of Antiphon's rate by the peer's in the same round."""
        pairs = zip(self.rates("antiphon"), self.rates(peer), strict=False)
        ratios = [ours / theirs for ours, theirs in pairs if theirs]
        return statistics.median(ratios) if ratios else None

    def median(self, name: str) -> float | None:
        """Return the median rate of one contender."""
        rates = self.rates(name)
        return statistics.median(rates) if rates else None

    def per_cpu(self, name: str) -> float | None:
        """Return the median rate for each second of processor time."""
        values = [figure.per_cpu for figure in self.figures.get(name, ()) if figure.per_cpu is not None]
        return statistics.median(values) if values else None
