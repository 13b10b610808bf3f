"""A server's life: TLS, the redirect to it, logs, draining, addresses."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import antiphon
from antiphon.server.config import Timeouts
from antiphon.server.handler import Request, Response
from antiphon.server.target import Kind

from .running import Running


@pytest.fixture(autouse=True)
def own_authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTIPHON_HOME", str(tmp_path / "home"))


def hello(request: Request) -> Response:
    return Response(content=f"{request.scheme} {request.path}".encode())


def test_https_with_the_local_authority() -> None:
    with Running(hello, Kind.HANDLER, tls=True, host="localhost") as server:
        response = antiphon.get(f"https://localhost:{server.port}/x")
        assert response.text == "https /x" and response.timings.tls is not None
        assert antiphon.get(f"https://127.0.0.1:{server.port}/").ok
        assert antiphon.get(f"https://sub.localhost:{server.port}/", timeout=5).ok


def test_a_name_that_the_certificate_does_not_have_is_refused() -> None:
    with Running(hello, Kind.HANDLER, tls=True) as server, pytest.raises(antiphon.TLSError):
        _shake_hands_as("bank.example", server)


def _shake_hands_as(name: str, server: Running) -> None:
    """Reach the server by a name that its authority may not sign for."""
    from antiphon.net.blocking import BlockingNetwork, run
    from antiphon.tls.channel import Channel
    from antiphon.tls.contexts import client_context
    from antiphon.tls.home import local_root_path

    root = local_root_path()
    assert root is not None
    channel = Channel(client_context(verify=root, host=name), server_hostname=name)
    network = BlockingNetwork()
    stream = run(network.connect("127.0.0.1", server.port, 5, None))
    try:
        while not channel.handshake():
            run(stream.write(channel.outgoing(), 5, None))
            channel.receive(run(stream.read(5, None)))
    finally:
        stream.close()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_1_3_are_spoken(version: ssl.TLSVersion) -> None:
    with Running(hello, Kind.HANDLER, tls=True) as server:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = context.maximum_version = version
        with (
            socket.create_connection(("127.0.0.1", server.port)) as plain,
            context.wrap_socket(plain, server_hostname="localhost") as secure,
        ):
            secure.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            assert secure.recv(1000).startswith(b"HTTP/1.1 200 OK")


def test_plain_http_on_the_tls_port_is_redirected() -> None:
    with Running(hello, Kind.HANDLER, tls=True, host="localhost") as server:
        response = antiphon.get(f"http://localhost:{server.port}/a?b=c", allow_redirects=False)
        assert response.status_code == 308
        assert response.headers["location"] == f"https://localhost:{server.port}/a?b=c"
        assert "HTTPS" in response.text
        assert antiphon.get(f"http://localhost:{server.port}/a").text == "https /a"
    assert "plain-http-on-tls-port" in server.errors.getvalue()


def test_the_access_log_is_one_escaped_line_for_each_exchange() -> None:
    with Running(hello, Kind.HANDLER) as server, server.session() as session:
        session.get("/a%1bb")
        session.head("/c")
    entries = [json.loads(line) for line in server.accesses.getvalue().splitlines()]
    assert [(entry["method"], entry["target"], entry["status"]) for entry in entries] == [
        ("GET", "/a%1bb", 200),
        ("HEAD", "/c", 200),
    ]


def test_draining_ends_what_is_under_way_and_takes_no_more() -> None:
    inside, release = threading.Event(), threading.Event()

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        inside.set()
        release.wait(10)
        start_response("200 OK", [])
        return [b"done"]

    with Running(application, Kind.WSGI) as server:
        results: list[antiphon.Response] = []
        client = threading.Thread(target=lambda: results.append(antiphon.get(server.url)))
        client.start()
        assert inside.wait(5)
        server.stop()
        release.set()
        client.join()
    assert results[0].text == "done"
    with pytest.raises(antiphon.ConnectionError):
        antiphon.get(server.url)


def test_a_drain_that_takes_too_long_is_cut() -> None:
    entered, release = threading.Event(), threading.Event()

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        entered.set()
        release.wait(10)
        return []

    with Running(application, Kind.WSGI, timeouts=Timeouts(drain=0.1)) as server:
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert entered.wait(10)
            server.stop()
            assert client.recv(100) == b""
        release.set()


def test_a_taken_port_is_told() -> None:
    with (
        Running(hello, Kind.HANDLER) as server,
        pytest.raises(antiphon.UsageError, match="taken"),
        Running(hello, Kind.HANDLER, port=server.port),
    ):
        pass


def test_a_unix_socket_that_cannot_be_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(antiphon.UsageError, match="socket"),
        Running(hello, Kind.HANDLER, uds=tmp_path / "no" / "socket"),
    ):
        pass


def test_a_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    with (
        Running(hello, Kind.HANDLER, uds=path),
        antiphon.Session(unix_socket=str(path)) as session,
    ):
        assert session.get("http://localhost/u").text == "http /u"
    assert not path.exists()


def test_too_many_connections_are_turned_away() -> None:
    with (
        Running(hello, Kind.HANDLER, connection_limit=1) as server,
        socket.create_connection(("127.0.0.1", server.port)) as first,
    ):
        first.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert first.recv(1000)
        response = antiphon.get(server.url)
        assert response.status_code == 503 and response.headers["retry-after"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_command_drains_on_sigterm(tmp_path: Path) -> None:
    (tmp_path / "sample.py").write_text(
        "async def app(scope, receive, send):\n"
        "    assert scope['type'] == 'http'\n"
        "    await send({'type': 'http.response.start', 'status': 200, 'headers': []})\n"
        "    await send({'type': 'http.response.body', 'body': b'hi'})\n"
    )
    command = [sys.executable, "-c", "from antiphon.cli.main import main; main()", "serve", "sample:app"]
    with subprocess.Popen(
        [*command, "--http", "--host", "127.0.0.1", "--port", "0"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        line = next(line for line in process.stderr if line.startswith("Serving at"))
        url = line.split()[-1]
        assert antiphon.get(url).text == "hi"
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 0 and "Traceback" not in errors
