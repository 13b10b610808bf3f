"""Run the benchmarks: ``python -m bench [--only WORDS] [--rounds N] [--seconds N] [--quick]``."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from . import clients, connections, servers, startup, transfer
from .environment import prepare
from .report import show, write


def main() -> None:
    """Measure all rows, or those whose name has the given words, and write the report of a full run."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", default="", help="words in the name of a row")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5, help="length of each contender's turn")
    parser.add_argument("--quick", action="store_true", help="one short round, to see that everything runs")
    options = parser.parse_args()
    rounds, seconds = (1, 1) if options.quick else (options.rounds, options.seconds)
    # In memory where there is room: a gigabyte on disk would measure the disk.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as scratch:
        environment = prepare(Path(scratch), seconds)
        families = (servers, clients, transfer, startup, connections)
        rows = [row for family in families for row in family.rows(environment) if options.only in row.name]
        for _ in range(rounds):
            for row in rows:
                row.run_round()
        for row in rows:
            show(row)
    if not options.only and not options.quick:
        write(rows, rounds, seconds)


if __name__ == "__main__":
    main()
