"""The report: on the terminal, as a page with a plot, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from .environment import ROOT, Environment
from .machine import description
from .measure import Row
from .plot import plot
from .words import cells, notes, verdict

PAGE = ROOT / "docs" / "benchmarks.md"
PLOT = ROOT / "docs" / "benchmarks.svg"
RESULTS = Path(__file__).parent / "results"

_TITLES = ("contender", "median", "spread", "per CPU-second", "Antiphon is ×", "× per CPU-second")
_INTRODUCTION = """\
# Benchmarks

Written by `make bench`; `bench/README.md` says how to run parts of it.

The server under test has one core and the load another. In each of {rounds} rounds every contender has its turn of
{seconds} s, each round beginning with another one, so that whatever else the machine does falls on all of them. A
ratio compares Antiphon with a peer within one round; the table has the median of the rounds, and the spread is the
least and the greatest. A CPU-second is a second of processor time of the program under test, with all its processes.
Figures on another machine will differ; ratios less so.
"""


def show(row: Row) -> None:
    """Print a row with its targets."""
    print(f"\n{row.name} [{row.unit}]")
    widths = (25, 13, 24, 15, 14, 16)
    for line in (_TITLES, *(cells(row, name) for name in row.contenders)):
        print("  " + " ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    for target in row.targets:
        measured, reached = verdict(row, target)
        print(f"  target {target.goal}: {measured} ({reached})")
    for note in notes(row):
        print(f"  {note}")


def write_page(rows: Sequence[Row], environment: Environment, rounds: int) -> None:
    """Write ``docs/benchmarks.md`` and its plot."""
    lines = [
        _INTRODUCTION.format(rounds=rounds, seconds=environment.seconds),
        "## Machine\n",
        *description(environment),
        "\n## Targets\n",
        *_targets(rows),
        "\n![Antiphon beside its peers](benchmarks.svg)",
    ]
    for row in rows:
        lines += _section(row)
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    PLOT.write_text(plot(rows), encoding="utf-8")


def _targets(rows: Sequence[Row]) -> Iterator[str]:
    yield from _table(
        ("work", "target", "measured", "reached"),
        [(row.name, target.goal, *verdict(row, target)) for row in rows for target in row.targets],
    )


def _section(row: Row) -> Iterator[str]:
    better = "Less is better." if row.less_is_better else ""
    yield f"\n## {row.name}\n"
    yield f"{row.method} In {row.unit}. {better}".rstrip() + "\n"
    yield from _table(_TITLES, [cells(row, name) for name in row.contenders])
    remarks = notes(row)
    if remarks:
        yield ""
        yield from (f"- {remark}" for remark in remarks)


def _table(titles: Sequence[str], lines: Sequence[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(titles) + " |"
    yield "|---" * len(titles) + "|"
    for line in lines:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |"


def write_results(rows: Sequence[Row]) -> None:
    """Write every figure of every round to ``bench/results/latest.json``."""
    results = {
        row.name: {
            "unit": row.unit,
            "figures": {name: {n: asdict(figure) for n, figure in row.figures[name].items()} for name in row.figures},
            "failures": row.failures,
        }
        for row in rows
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.json").write_text(json.dumps(results, indent=1), encoding="utf-8")
