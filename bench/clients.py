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


def contender(environment: Environment, family: str, name: str) -> Callable[[], Figure]:
    """Return a contender that runs ``contenders/family.py name`` against nginx."""
    python = sys.executable if name in _OURS else environment.peers_python
    script = str(HERE / "contenders" / f"{family}.py")

    def contend() -> Figure:
        port = free_port()
        command = [python, script, name, f"http://127.0.0.1:{port}/", str(environment.seconds)]
        with server(nginx(environment, port), port, HERE.parent, environment.variables):
            result = json.loads(run(command, environment.variables).output)
        return Figure(result["count"] / result["seconds"], result["count"] / result["cpu"])

    return contend


def _contenders(environment: Environment, family: str, *names: str) -> dict[str, Callable[[], Figure]]:
    return {name: contender(environment, family, name) for name in names}


def rows(environment: Environment) -> list[Row]:
    """Return the rows of this family."""
    blocking = ("antiphon", "requests", "urllib3", "httpx", "httpx2", "pycurl", "socket")
    return [
        Row(
            "blocking client, small GET",
            "requests/s",
            "One kept connection to nginx, 13 bytes back, sessions with their defaults. The socket is a loop that "
            "sends the bytes that Antiphon sends, receives once, and does not look at the answer.",
            _contenders(environment, "blocking", *blocking),
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
            _contenders(environment, "asynchronous", "antiphon", "aiohttp", "httpx", "httpx2"),
            (Ratio("aiohttp", 1.5), Ratio("httpx", 6.0)),
        ),
    ]
