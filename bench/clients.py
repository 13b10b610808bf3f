"""Clients against one fast server: each contender is a script of its own, on the load's core."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from .environment import Environment
from .measure import Figure, Ratio, Row
from .processes import free_port, run, server
from .servers import nginx

HERE = Path(__file__).parent
# The bare socket sends what Antiphon sends, which it asks Antiphon for.
_OURS = ("antiphon", "socket")


def contender(environment: Environment, family: str, name: str, *arguments: str) -> Callable[[], Figure]:
    """Return a contender that runs ``contenders/family.py name`` against nginx, with what else it has to be told."""
    python = sys.executable if name in _OURS else environment.peers_python
    script = str(HERE / "contenders" / f"{family}.py")

    def contend() -> Figure:
        port = free_port()
        command = [python, script, name, f"http://127.0.0.1:{port}/", str(environment.seconds), *arguments]
        with server(nginx(environment, port), port, HERE.parent, environment.variables):
            result = json.loads(run(command, environment.variables).output)
        return Figure(result["count"] / result["seconds"], result["count"] / result["cpu"])

    return contend


def _blocking(environment: Environment, *names: str) -> dict[str, Callable[[], Figure]]:
    return {name: contender(environment, "blocking", name) for name in names}


def _asynchronous(environment: Environment, tasks: int, *names: str) -> dict[str, Callable[[], Figure]]:
    return {name: contender(environment, "asynchronous", name, str(tasks)) for name in names}


def _with_fewer(environment: Environment, few: int, many: int, *names: str) -> dict[str, Callable[[], Figure]]:
    """Return each of `names` with `many` requests at once, and beside it the same with `few`."""
    fewer = {f"{name}, {few}": contend for name, contend in _asynchronous(environment, few, *names).items()}
    return {**_asynchronous(environment, many, *names), **fewer}


def rows(environment: Environment) -> list[Row]:
    """Return the rows of this family."""
    blocking = ("antiphon", "requests", "urllib3", "httpx", "httpx2", "pycurl", "socket")
    return [
        Row(
            "blocking client, small GET",
            "requests/s",
            "One kept connection to nginx, 13 bytes back, sessions with their defaults. The socket is a loop that "
            "sends the bytes that Antiphon sends, receives once, and does not look at the answer.",
            _blocking(environment, *blocking),
            (
                Ratio("requests", 5.0),
                Ratio("urllib3", 2.5),
                Ratio("httpx2", 1.3),
                Ratio("pycurl", 1.0),
                Ratio("socket", 0.8),
            ),
        ),
        Row(
            "asynchronous client, 64 at once",
            "requests/s",
            "64 tasks, each with one request after another to nginx; all clients on uvloop, with their defaults. httpx "
            "keeps 20 connections and opens the others anew; told to keep all 64, it is slower still.",
            _asynchronous(environment, 64, "antiphon", "aiohttp", "httpx", "httpx2"),
            (Ratio("aiohttp", 1.5), Ratio("httpx", 6.0)),
        ),
        Row(
            "asynchronous client, 128 at once",
            "requests/s",
            "128 tasks, and 16 beside them, each with one request after another to nginx, all on uvloop. Both clients "
            "keep 100 connections by default, so that every request of the 128 tasks waits for its turn.",
            _with_fewer(environment, 16, 128, "antiphon", "aiohttp"),
            (Ratio("antiphon, 16", 0.9), Ratio("aiohttp", 1.5)),
        ),
    ]
