"""Run the benchmarks: ``python -m bench [--only WORDS] [--rounds N] [--seconds N] [--quick] [--large]``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from . import clients, connections, rest, rest_large, servers, startup, transfer
from .environment import Environment, prepare
from .measure import Row
from .report import show, write_page, write_results

_Rows = Callable[[Environment], list[Row]]
_FAMILIES: tuple[_Rows, ...] = (
    servers.rows,
    clients.rows,
    transfer.rows,
    startup.rows,
    connections.rows,
    rest.rows,
)


def main() -> None:
    """Measure all rows, or those whose name has the given words, and write the page of a full run."""
    options = _parser().parse_args()
    rounds, seconds = (1, 1) if options.quick else (options.rounds, options.seconds)
    # In memory where there is room: a gigabyte on disk would measure the disk.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as scratch:
        environment = prepare(Path(scratch), seconds)
        rows = _chosen(environment, options.only, (*_FAMILIES, rest_large.rows) if options.large else _FAMILIES)
        try:
            _measure(rows, rounds)
        finally:
            rest_large.remove(environment)
        for row in rows:
            show(row)
        write_results(rows)
        if not options.only and not options.quick:
            write_page(rows, environment, rounds)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Antiphon beside its peers.")
    parser.add_argument("--only", default="", metavar="WORDS", help="only the rows with these words in their name")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each contender (5)")
    parser.add_argument("--seconds", type=int, default=5, help="length of a turn (5)")
    parser.add_argument("--quick", action="store_true", help="one round of one second, to see that everything runs")
    parser.add_argument("--large", action="store_true", help="also the rows with ten million rows, for minutes")
    return parser


def _chosen(environment: Environment, words: str, families: Sequence[_Rows]) -> list[Row]:
    rows = [row for family in families for row in family(environment)]
    chosen = [row for row in rows if words.casefold() in row.name.casefold()]
    if not chosen:
        sys.exit(f"No row has {words!r} in its name. There are: " + "; ".join(row.name for row in rows) + ".")
    return chosen


def _measure(rows: list[Row], rounds: int) -> None:
    for number in range(1, rounds + 1):
        for row in rows:
            print(f"round {number} of {rounds}: {row.name}", file=sys.stderr, flush=True)
            row.run_round(number)


if __name__ == "__main__":
    main()
