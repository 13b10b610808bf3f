"""What it costs to begin: importing, and the command line's first words."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from .environment import PEERS, Environment
from .measure import Figure, Row, Target

_TIMES = 5


def _starts(command: Sequence[str], baseline: Sequence[str] | None = None) -> Callable[[], Figure]:
    """Return a contender that runs `command`; with `baseline`, the time of that is taken off."""

    def contend() -> Figure:
        seconds = min(_seconds(command) for _ in range(_TIMES))
        if baseline is not None:
            seconds = max(seconds - min(_seconds(baseline) for _ in range(_TIMES)), 1e-4)
        return Figure(1 / seconds)

    return contend


def _seconds(command: Sequence[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def rows(environment: Environment) -> list[Row]:
    """Return the rows of this family, as starts a second."""
    peers = str(PEERS / "bin" / "python")
    return [
        Row(
            "import",
            "imports/s",
            {
                "antiphon": _starts(
                    [sys.executable, "-c", "import antiphon; antiphon.get"], [sys.executable, "-c", "pass"]
                ),
                "requests": _starts([peers, "-c", "import requests"], [peers, "-c", "pass"]),
            },
            (Target("requests", 2.0),),
        ),
        Row(
            "antiphon --version (the target is 120 ms, 8.3 a second)",
            "starts/s",
            {
                "antiphon": _starts([environment.antiphon, "--version"]),
                "python -c pass": _starts([sys.executable, "-c", "pass"]),
            },
        ),
    ]
