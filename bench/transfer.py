"""One gigabyte down and up, beside curl: wall time, and the greatest memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from .environment import Environment
from .measure import Figure, Row, Target
from .processes import LOAD_CORE, free_port, server
from .servers import nginx, uvicorn

HERE = Path(__file__).parent
SIZE = 1 << 30


def _payload(environment: Environment) -> Path:
    """Return a file of `SIZE` bytes in memory, made once."""
    path = environment.scratch / "gigabyte"
    if not path.exists():
        with path.open("wb") as file:
            for _ in range(SIZE >> 20):
                file.write(os.urandom(1 << 20))
    return path


def _timed(command: Sequence[str], environment: Environment) -> Figure:
    started = time.perf_counter()
    pinned = ["taskset", "-c", LOAD_CORE, *command]
    process = subprocess.Popen(
        pinned, env={**os.environ, **environment.variables}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - started
    errors = process.stderr.read().decode() if process.stderr else ""
    if process.stderr:
        process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(errors.strip().splitlines()[-1] if errors.strip() else f"exit code {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    unit = 1 if sys.platform == "darwin" else 1024
    return Figure(SIZE / elapsed / 1e6, SIZE / cpu / 1e6, usage.ru_maxrss * unit)


def _download(environment: Environment, command: Callable[[str], Sequence[str]]) -> Callable[[], Figure]:
    def contend() -> Figure:
        port = free_port()
        name = _payload(environment).name
        with server(nginx(environment, port), port, HERE.parent, environment.variables):
            return _timed(command(f"http://127.0.0.1:{port}/files/{name}"), environment)

    return contend


def _upload(environment: Environment, command: Callable[[str], Sequence[str]]) -> Callable[[], Figure]:
    def contend() -> Figure:
        port = free_port()
        _payload(environment)
        with server(uvicorn(environment, "sink", port), port, HERE.parent, environment.variables):
            return _timed(command(f"http://127.0.0.1:{port}/"), environment)

    return contend


def rows(environment: Environment) -> list[Row]:
    """Return the rows of this family."""
    script = str(HERE / "contenders" / "transfer.py")
    file = str(environment.scratch / "gigabyte")
    curl = environment.program("curl")
    return [
        Row(
            "download of 1 GB",
            "MB/s",
            {
                "antiphon": _download(environment, lambda url: [sys.executable, script, "download", url, "/dev/null"]),
                "curl": _download(environment, lambda url: [curl, "-sS", "-o", "/dev/null", url]),
            },
            (Target("curl", 0.9),),
        ),
        Row(
            "upload of 1 GB",
            "MB/s",
            {
                "antiphon": _upload(environment, lambda url: [sys.executable, script, "upload", url, file]),
                "curl": _upload(environment, lambda url: [curl, "-sS", "-H", "Expect:", "-T", file, url]),
            },
            (Target("curl", 0.9),),
        ),
    ]
