"""One gigabyte down and up, beside curl: wall time, and the greatest memory."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from .environment import Environment
from .measure import Figure, MemoryCeiling, Ratio, Row
from .processes import Finished, free_port, run, server
from .servers import nginx

HERE = Path(__file__).parent
SIZE = 1 << 30
_BLOCK = 1 << 20


def _payload(environment: Environment) -> Path:
    """Return a file of `SIZE` bytes, made once."""
    path = environment.scratch / "gigabyte"
    if not path.exists():
        block = os.urandom(_BLOCK)
        with path.open("wb") as file:
            for _ in range(SIZE // _BLOCK):
                file.write(block)
    return path


def _download(environment: Environment, command: Callable[[str], list[str]]) -> Callable[[], Figure]:
    def contend() -> Figure:
        port = free_port()
        name = _payload(environment).name
        with server(nginx(environment, port), port, HERE.parent, environment.variables):
            finished = run(command(f"http://127.0.0.1:{port}/files/{name}"), environment.variables)
        return _figure(finished)

    return contend


def _upload(environment: Environment, command: Callable[[str, str], list[str]]) -> Callable[[], Figure]:
    sink = [environment.peers_python, str(HERE / "sink.py")]

    def contend() -> Figure:
        port = free_port()
        file = str(_payload(environment))
        with server([*sink, str(port)], port, HERE.parent, environment.variables):
            finished = run(command(f"http://127.0.0.1:{port}/", file), environment.variables)
        return _figure(finished)

    return contend


def _figure(finished: Finished) -> Figure:
    """Return megabytes a second. Raises `RuntimeError` where the program moved something else than the file."""
    moved = int(finished.output)
    if moved != SIZE:
        raise RuntimeError(f"moved {moved} bytes instead of {SIZE}")
    return Figure(SIZE / finished.seconds / 1e6, SIZE / finished.cpu / 1e6, finished.peak)


def rows(environment: Environment) -> list[Row]:
    """Return the rows of this family."""
    ours = [sys.executable, str(HERE / "contenders" / "transfer.py")]

    def curl(*arguments: str) -> list[str]:
        return [environment.program("curl"), "--silent", "--show-error", "--fail", *arguments]

    targets = (Ratio("curl", 0.9), MemoryCeiling(60.0))
    return [
        Row(
            "download of 1 GB",
            "MB/s",
            "From nginx, of a file in memory, thrown away; the whole life of the program, its start included.",
            {
                "antiphon": _download(environment, lambda url: [*ours, "download", url, os.devnull]),
                "curl": _download(environment, lambda url: curl("--output", os.devnull, "-w", "%{size_download}", url)),
            },
            targets,
        ),
        Row(
            "upload of 1 GB",
            "MB/s",
            "PUT of a file in memory to a server that only counts; the whole life of the program, its start included.",
            {
                "antiphon": _upload(environment, lambda url, file: [*ours, "upload", url, file]),
                "curl": _upload(environment, lambda url, file: curl("--header", "Expect:", "--upload-file", file, url)),
            },
            targets,
        ),
    ]
