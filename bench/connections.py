"""Ten thousand idle connections: what each costs the server, while others are served."""

from __future__ import annotations

import contextlib
import resource
import socket
from pathlib import Path

from .environment import Environment
from .measure import Figure, Row
from .processes import free_port, resident_bytes, server
from .servers import antiphon

HERE = Path(__file__).parent
COUNT = 10_000
_REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: idle\r\nAccept: */*\r\n\r\n"


def _ask(connection: socket.socket) -> None:
    connection.sendall(_REQUEST)
    if b"200 OK" not in connection.recv(65536):
        raise RuntimeError("an idle connection was not served")


def hold(environment: Environment) -> Figure:
    """Open the connections, each with one answered request; returns connections for each MB of the server."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(COUNT, hard - 100)
    port = free_port()
    with (
        server(antiphon(environment, "small", port), port, HERE.parent, environment.variables) as pid,
        contextlib.ExitStack() as stack,
    ):
        _ask(stack.enter_context(socket.create_connection(("127.0.0.1", port))))
        before = resident_bytes(pid)
        held = []
        for _ in range(count):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            _ask(connection)
            held.append(connection)
        used = resident_bytes(pid) - before
        _ask(held[0])
        _ask(held[-1])
    return Figure(count / (used / 1e6), memory=used // count)


def rows(environment: Environment) -> list[Row]:
    """Return the row of this family."""
    name = f"{COUNT} idle connections (the target is 12 KB each, 83 for each MB)"
    return [Row(name, "connections/MB", {"antiphon": lambda: hold(environment)})]
