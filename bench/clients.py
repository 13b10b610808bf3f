"""Clients against one fast server: each contender is a script of its own, on the load's core."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from .environment import PEERS, Environment
from .measure import Figure, Row, Target
from .processes import LOAD_CORE, free_port, server
from .servers import nginx

HERE = Path(__file__).parent
_BLOCKING = ("requests", "urllib3", "httpx", "httpx2", "pycurl", "socket")
_ASYNCHRONOUS = ("aiohttp", "httpx")


def contender(environment: Environment, family: str, name: str) -> Callable[[], Figure]:
    """Return a contender that runs ``contenders/family.py name`` against nginx."""

    def contend() -> Figure:
        port = free_port()
        python = sys.executable if name == "antiphon" else str(PEERS / "bin" / "python")
        with server(nginx(environment, port), port, HERE.parent, environment.variables):
            script = str(HERE / "contenders" / f"{family}.py")
            command = ["taskset", "-c", LOAD_CORE, python, script, name, f"http://127.0.0.1:{port}/"]
            done = subprocess.run(
                [*command, str(environment.seconds)], capture_output=True, text=True, timeout=120, check=False
            )
        if done.returncode:
            raise RuntimeError(done.stderr.strip().splitlines()[-1])
        result = json.loads(done.stdout)
        return Figure(result["count"] / result["seconds"], result["count"] / result["cpu"])

    return contend


def rows(environment: Environment) -> list[Row]:
    """Return the rows of this family."""
    blocking = {name: contender(environment, "blocking", name) for name in ("antiphon", *_BLOCKING)}
    asynchronous = {name: contender(environment, "asynchronous", name) for name in ("antiphon", *_ASYNCHRONOUS)}
    return [
        Row(
            "blocking client, small GET, one connection",
            "requests/s",
            blocking,
            (
                Target("requests", 5.0),
                Target("urllib3", 2.5),
                Target("httpx2", 1.3),
                Target("pycurl", 1.0),
                Target("socket", 0.8),
            ),
        ),
        Row(
            "asynchronous client, 64 at once",
            "requests/s",
            asynchronous,
            (Target("aiohttp", 1.5), Target("httpx", 6.0)),
        ),
    ]
