"""Starting: the time of importing, and of the command line's first words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from .environment import Environment
from .measure import Ceiling, Figure, Ratio, Row
from .processes import run

_TIMES = 10


def _whole(environment: Environment, command: Sequence[str]) -> Callable[[], Figure]:
    """Return a contender that runs `command` and gives its least wall time in milliseconds."""
    return lambda: Figure(1000 * min(run(command, environment.variables).seconds for _ in range(_TIMES)))


def _imported(environment: Environment, python: str, statement: str) -> Callable[[], Figure]:
    """Return a contender that runs `statement` and takes off the time of a Python that does nothing."""

    def contend() -> Figure:
        pairs = [(_python(environment, python, statement), _python(environment, python, "pass")) for _ in range(_TIMES)]
        busy, idle = (min(times) for times in zip(*pairs, strict=True))
        return Figure(1000 * max(busy - idle, 1e-6))

    return contend


def _python(environment: Environment, python: str, statement: str) -> float:
    return run([python, "-c", statement], environment.variables).seconds


def rows(environment: Environment) -> list[Row]:
    """Return the rows of this family, in milliseconds."""
    ours, peers = sys.executable, environment.peers_python
    return [
        Row(
            "import",
            "ms",
            f"The least of {_TIMES} fresh starts, less a start that imports nothing. The second line counts what "
            "Antiphon loads only when it is first used.",
            {
                "antiphon": _imported(environment, ours, "import antiphon"),
                "antiphon and its session": _imported(environment, ours, "import antiphon; antiphon.Session"),
                "requests": _imported(environment, peers, "import requests"),
            },
            (Ratio("requests", 2.0),),
            less_is_better=True,
        ),
        Row(
            "antiphon --version",
            "ms",
            f"The least of {_TIMES} starts, from outside. The second line is Python alone.",
            {
                "antiphon": _whole(environment, [environment.antiphon, "--version"]),
                "python -c pass": _whole(environment, [ours, "-c", "pass"]),
            },
            (Ceiling(120.0, "ms"),),
            less_is_better=True,
        ),
    ]
