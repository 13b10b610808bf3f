"""More connections than the process may open files: those that are served go on (EMFILE)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from ..wire.test_bad_requests import request
from .raw_client import RawClient, connect

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's view of processes")

SERVER = """
import asyncio, resource, sys
files, limit, uvloop = (int(word) for word in sys.argv[1:])
from antiphon.server import running
from antiphon.server.config import ServerConfig
from antiphon.server.handler import Response
from antiphon.server.target import Kind, Target
resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
if not uvloop:
    running.loop_factory = lambda: asyncio.new_event_loop
config = ServerConfig(host="127.0.0.1", port=0, tls=False, access_log=False, connection_limit=limit or None)
target = Target(lambda request: Response(content=b"served"), Kind.HANDLER)
running.run(target, config, ready=lambda urls: print(urls[0].rstrip("/").rpartition(":")[2], flush=True))
"""


@contextmanager
def limited(files: int, limit: int, uvloop: bool) -> Iterator[tuple[int, int]]:
    """Run a server that may open `files`; give its process and its port."""
    command = [sys.executable, "-W", "ignore", "-c", SERVER, str(files), str(limit), str(int(uvloop))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.pid, int(process.stdout.readline())
        finally:
            process.terminate()
            process.stdout.read()


def cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def is_served(client: RawClient) -> bool:
    client.send(request())
    try:
        return client.read().content == b"served"
    except (EOFError, ConnectionResetError):
        return False


@pytest.mark.parametrize("uvloop", [True, False])
def test_no_descriptor_left_leaves_the_others_served(uvloop: bool) -> None:
    with limited(40, 1000, uvloop) as (process, port), ExitStack() as first:
        served = [first.enter_context(connect(port)) for _ in range(5)]
        assert all(is_served(client) for client in served)
        with ExitStack() as crowd:
            for _ in range(60):
                crowd.enter_context(connect(port))
            for _ in range(20):
                assert all(is_served(client) for client in served)
            # Only the quiet counts: how long the requests take depends on the machine.
            before = cpu_seconds(process)
            assert not served[0].says_something(0.5)
            assert cpu_seconds(process) - before < 0.25, "the server runs in circles"
        assert all(is_served(client) for client in served)
        with connect(port) as late:
            assert is_served(late)


def test_the_limit_of_connections_is_below_that_of_files() -> None:
    with limited(100, 0, True) as (_, port), ExitStack() as crowd:
        clients = [crowd.enter_context(connect(port)) for _ in range(50)]
        for client in clients:
            client.send(request())
        statuses = [client.read().status for client in clients]
        assert statuses == [200] * 36 + [503] * 14
        assert all(client.rest() == b"" for client in clients[36:])
        assert is_served(clients[0])
