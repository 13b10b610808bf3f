"""Ten thousand idle connections: what each costs the server, while others are served."""

from __future__ import annotations

import contextlib
import resource
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from .environment import Environment
from .measure import Ceiling, Figure, Row
from .processes import free_port, resident_bytes, server
from .servers import antiphon, granian, load, uvicorn

HERE = Path(__file__).parent
COUNT = 10_000
_SPARE_FILES = 500
_REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: idle\r\nAccept: */*\r\n\r\n"


@contextlib.contextmanager
def _many_files() -> Iterator[None]:
    """Raise the limit of open files as far as it goes, for this process and the server that it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _ask(connection: socket.socket) -> None:
    connection.sendall(_REQUEST)
    answer = connection.recv(65536)
    while not answer.endswith(b"Hello, world!"):
        more = connection.recv(65536)
        if not more:
            raise RuntimeError("a kept connection was not served")
        answer += more


def _held(environment: Environment, count: int, command: Callable[[int], list[str]]) -> Callable[[], Figure]:
    """Return a contender that holds `count` connections, each answered once; its figure is bytes for each.

    While they are held, wrk is served beside them; and in the end each of them is still good for a second request.
    """

    def contend() -> Figure:
        port = free_port()
        with (
            _many_files(),
            server(command(port), port, HERE.parent, environment.variables) as pid,
            contextlib.ExitStack() as stack,
        ):
            connections = []
            # What wrk leaves behind in the server is not the cost of idle connections: it runs once before, too.
            load(environment, f"http://127.0.0.1:{port}/", seconds=1)
            before = resident_bytes(pid)
            for _ in range(count):
                connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
                _ask(connection)
                connections.append(connection)
            used = resident_bytes(pid) - before
            load(environment, f"http://127.0.0.1:{port}/", seconds=1)
            for connection in connections:
                _ask(connection)
        return Figure(used / count)

    return contend


def rows(environment: Environment) -> list[Row]:
    """Return the row of this family."""
    count = min(COUNT, resource.getrlimit(resource.RLIMIT_NOFILE)[1] - _SPARE_FILES)
    shortage = "" if count == COUNT else f" This machine allows no more than {count:,} open connections."
    return [
        Row(
            f"{count:,} idle connections",
            "B each",
            "Growth of the server's resident memory for each connection that had one answer and stays open. wrk is "
            "served beside them, and each answers a second time in the end." + shortage,
            {
                "antiphon": _held(environment, count, lambda port: antiphon(environment, "small", port)),
                "uvicorn": _held(
                    environment, count, lambda port: uvicorn(environment, "small", port, "--timeout-keep-alive", "75")
                ),
                "granian": _held(
                    environment,
                    count,
                    lambda port: granian(environment, "small", port, "asgi", "--backpressure", str(2 * count)),
                ),
            },
            (Ceiling(12_000, "B"),),
            less_is_better=True,
        )
    ]
