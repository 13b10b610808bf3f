"""Bad input below HTTP: the wrong protocol on a port, handshakes that never end, sessions cut short (RFC 8446 §6)."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path
from typing import Any

import pytest

from antiphon.server.config import Timeouts
from antiphon.server.handler import Request, Response
from antiphon.server.target import Kind

from ..wire.test_bad_requests import request
from .asgi_applications import Receive, Scope, Send, http, read
from .raw_client import connect, connect_securely
from .refusals import check
from .running import Running


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def own_authority(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTIPHON_HOME", str(home))


def hello(asked: Request) -> Response:
    return Response(content=asked.scheme.encode())


def secured(application: Any = hello, kind: Kind = Kind.HANDLER, **settings: Any) -> Running:
    return Running(application, kind, tls=True, **settings)


def client_hello() -> bytes:
    outgoing = ssl.MemoryBIO()
    session = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="localhost")
    with pytest.raises(ssl.SSLWantReadError):
        session.do_handshake()
    return outgoing.read()


def codes(server: Running) -> list[str]:
    return [entry["code"] for entry in server.refused]


@pytest.mark.parametrize("size", [0, 1])
def test_tls_on_the_plain_port_is_answered_and_logged_as_such(size: int) -> None:
    with Running(hello, Kind.HANDLER) as server, connect(server.port) as client:
        client.send(client_hello(), size)
        check(client.read(), "tls-on-plain-port", 400)
        assert client.rest() == b""
    assert codes(server) == ["tls-on-plain-port"]


@pytest.mark.parametrize("size", [0, 1])
def test_plain_http_on_the_tls_port_is_shown_the_way(size: int) -> None:
    with secured() as server, connect(server.port) as client:
        assert client.drip(b"GET /a"[: 6 * size]) == 6 * size
        client.send(b"GET /a?b HTTP/1.1\r\nHost: localhost\r\n\r\n"[6 * size :] + request(), size)
        answered = client.read()
        assert answered.status == 308 and answered.fields["location"] == "https://localhost/a?b"
        assert answered.fields["connection"] == "close" and client.rest() == b""
    assert codes(server) == ["plain-http-on-tls-port"]


def test_plain_content_on_the_tls_port_does_not_destroy_the_answer() -> None:
    with secured() as server, connect(server.port) as client:
        client.send(request(b"Content-Length: 1000000", start=b"POST / HTTP/1.1") + b"x" * 1_000_000)
        assert client.read().status == 308 and client.rest() == b""


@pytest.mark.parametrize("size", [0, 1])
@pytest.mark.parametrize(
    "data",
    [
        b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
        b"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n",
        b"\0" * 100,
        b"GET /" + b"x" * 20_000,
        b"SSH-2.0-client\r\n",
    ],
)
def test_plain_bytes_that_lead_nowhere_are_cut(data: bytes, size: int) -> None:
    with secured() as server, connect(server.port) as client:
        client.send(data, size if len(data) < 1000 else 0)
        client.finish()
        assert client.is_cut()
    assert codes(server) == ["plain-http-on-tls-port"]


@pytest.mark.parametrize("size", [0, 1])
def test_garbage_in_a_handshake_is_refused_with_an_alert(size: int) -> None:
    with secured() as server, connect(server.port) as client:
        client.send(b"\x16\x03\x01\x00\x05hello" + b"x" * 100, size)
        alert = client.rest()
        assert alert[:1] == b"\x15" and len(alert) == 7
    (code,) = codes(server)
    assert code.startswith("tls-")


@pytest.mark.parametrize("part", [0, 1, 100])
def test_a_handshake_that_stops_is_cut(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antiphon.server.clock._PERIOD", 0.02)
    with secured(timeouts=Timeouts(handshake=0.2)) as server, connect(server.port) as client:
        client.send(client_hello()[:part])
        assert client.is_cut()


def test_a_dripped_handshake_is_cut_at_an_absolute_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antiphon.server.clock._PERIOD", 0.02)
    with secured(timeouts=Timeouts(handshake=0.2)) as server, connect(server.port) as client:
        hello_bytes = client_hello()
        assert client.drip(hello_bytes) < len(hello_bytes) and client.is_cut()


@pytest.mark.parametrize("size", [0, 1])
def test_bad_requests_through_tls_are_answered_and_the_session_ends_in_order(size: int) -> None:
    with secured() as server, connect_securely(server.port) as client:
        client.send(request() + b"GET / HTTP/1.1\nHost: a\r\n\r\n", size)
        assert client.read().content == b"https"
        check(client.read(), "bare-line-feed", 400)
        assert client.rest() == b""
    assert codes(server) == ["bare-line-feed"]


def test_a_session_cut_short_is_no_end_of_content_rfc_9112_9_8() -> None:
    seen: list[bytes | None] = []

    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(await read(receive))

    with secured(application, Kind.ASGI) as server, connect_securely(server.port) as client:
        client.send(request(b"Content-Length: 9", start=b"POST / HTTP/1.1") + b"half")
        client.finish_rudely()
        assert client.is_cut()
    assert seen == [None] and "incomplete-content" in codes(server)


def test_records_that_were_tampered_with_end_the_session() -> None:
    with secured() as server, socket.create_connection(("127.0.0.1", server.port), timeout=10) as plain:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        session = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
        while True:
            try:
                session.do_handshake()
                break
            except ssl.SSLWantReadError:
                plain.sendall(outgoing.read())
                incoming.write(plain.recv(1 << 16))
        session.write(request())
        flight = bytearray(outgoing.read())
        flight[-1] ^= 1
        plain.sendall(flight)
        while plain.recv(1 << 16):
            pass
    assert server.accesses.getvalue() == "" and codes(server)[0].startswith("tls-")
