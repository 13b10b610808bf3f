"""Our client through proxies that others wrote: tinyproxy for http, microsocks for SOCKS5."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

import antiphon

from ..client.clients import Client
from ..programs import program
from ..server.running import Running
from .waiting import until

pytestmark = pytest.mark.peer

_TINYPROXY = """
Port {port}
Listen 127.0.0.1
BasicAuth me secret
LogFile "{folder}/log"
LogLevel Info
Timeout 20
MaxClients 20
"""


@contextmanager
def listening(command: Callable[[int], list[str]]) -> Iterator[int]:
    """Run what `command` returns for a free port while the block runs, and yield the port.

    Neither program takes a socket that listens already, so another process may be faster: then the next port is tried.
    """
    for _ in range(5):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        process = subprocess.Popen(
            command(port), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            until(partial(_is_settled, process, port))
            if process.poll() is None:
                yield port
                return
        finally:
            process.kill()
            process.wait(20)
    pytest.fail("no port was left to the proxy")


def _is_settled(process: subprocess.Popen[bytes], port: int) -> bool:
    """Tell whether the program has ended, or listens."""
    if process.poll() is not None:
        return True
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def tinyproxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An http proxy that wants me:secret, as host:port."""
    path, folder = program("tinyproxy"), tmp_path_factory.mktemp("tinyproxy")

    def command(port: int) -> list[str]:
        configuration = folder / f"{port}.conf"
        configuration.write_text(_TINYPROXY.format(port=port, folder=folder))
        return [path, "-d", "-c", str(configuration)]

    with listening(command) as port:
        yield f"127.0.0.1:{port}"


@pytest.fixture(scope="module")
def microsocks() -> Iterator[str]:
    """A SOCKS5 proxy that wants me:secret, as host:port."""
    path = program("microsocks")
    with listening(lambda port: [path, "-i", "127.0.0.1", "-p", str(port), "-u", "me", "-P", "secret"]) as port:
        yield f"127.0.0.1:{port}"


@pytest.fixture(params=["http", "socks5", "socks5h"])
def proxy(request: pytest.FixtureRequest) -> str:
    """The URL of each proxy in turn, with its credentials."""
    name = "tinyproxy" if request.param == "http" else "microsocks"
    return f"{request.param}://me:secret@{request.getfixturevalue(name)}"


def test_plain_and_secure_targets(client: Client, proxy: str, plain: Running, server: Running, root: Path) -> None:
    content = os.urandom(300_000)
    client.session.proxies = proxy
    client.session.verify = str(root)
    for target in (plain.url, server.url):
        for _ in range(2):
            assert client.post(f"{target}echo", data=content).json()["size"] == len(content)


def test_wrong_and_missing_credentials(client: Client, proxy: str, server: Running) -> None:
    for user in ("me:wrong@", ""):
        with pytest.raises(antiphon.ProxyError) as caught:
            client.get(server.url, proxies=proxy.replace("me:secret@", user))
        assert "wrong" not in str(caught.value)
        expected = {
            # tinyproxy says 401 to wrong credentials, which is for origins.
            ("http", "me:wrong@"): "proxy-refused",
            ("http", ""): "proxy-credentials-missing",
            ("socks", "me:wrong@"): "socks-credentials-refused",
            ("socks", ""): "socks-no-method",
        }
        assert caught.value.fault.code == expected["http" if proxy.startswith("http") else "socks", user]


def test_a_target_that_nobody_listens_at(client: Client, proxy: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(antiphon.ProxyError) as caught:
        client.get(f"https://127.0.0.1:{port}/", proxies=proxy)
    assert caught.value.fault.code in ("proxy-refused", "socks-connection-refused", "socks-general-failure")
