"""Figures as words: numbers with as many digits as mean anything, and a row as cells."""

from __future__ import annotations

from .measure import OURS, Row, Target, median

_SATURATED = 0.95


def number(value: float | None) -> str:
    """Return `value` with as many digits as mean anything."""
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def spread(values: list[float]) -> str:
    """Return the least and the greatest."""
    return f"{number(min(values))} – {number(max(values))}" if values else "–"


def cells(row: Row, name: str) -> list[str]:
    """Return a contender's cells: name, median, spread, per CPU-second, and how Antiphon stands to it by both."""
    values = row.values(name)
    if not values:
        return [name, "not measured", row.failures.get(name, "no round was run"), "", "", ""]
    ratio, cpu_ratio = (None, None) if name == OURS else (median(row.ratios(name)), median(row.cpu_ratios(name)))
    return [
        name,
        number(median(values)),
        spread(values),
        number(median(row.per_cpu(name))),
        "" if ratio is None else number(ratio),
        "" if cpu_ratio is None else number(cpu_ratio),
    ]


def notes(row: Row) -> list[str]:
    """Return what has to be known to read the figures of a row."""
    found = []
    for name in row.contenders:
        memory, load = row.memory(name), row.load(name)
        if memory is not None:
            found.append(f"{name}: peak memory {memory / 1e6:.1f} MB.")
        if load is not None and load > _SATURATED:
            found.append(f"{name}: the load generator was at its limit ({load:.0%} of its core); it could do more.")
        if name in row.failures and row.values(name):
            found.append(f"{name}: a round is missing: {row.failures[name]}")
    return found


def verdict(row: Row, target: Target) -> tuple[str, str]:
    """Return what was measured, and whether the target is reached."""
    measured = target.measured(row)
    if measured is None:
        return "not measured", "–"
    return number(measured), "yes" if target.reached(measured) else "no"
