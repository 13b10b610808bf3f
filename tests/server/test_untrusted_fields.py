"""Fields that claim more than a client may: nobody is believed (RFC 9110 §7.6.1, §7.8, RFC 9112 §3.2.2)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from antiphon.server.target import Kind

from ..wire.test_bad_requests import request
from .asgi_applications import Receive, Scope, Send, answer, http, read
from .raw_client import RawClient, connect
from .running import Running


@http
async def mirror(scope: Scope, receive: Receive, send: Send) -> None:
    content = await read(receive)
    shown = {name: scope[name] for name in ("method", "path", "scheme", "client", "server", "http_version")}
    shown["headers"] = [[name.decode("latin-1"), value.decode("latin-1")] for name, value in scope["headers"]]
    shown["content"] = (content or b"").decode("latin-1")
    await answer(send, json.dumps(shown).encode())


def wsgi_mirror(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    shown = {name: value for name, value in environ.items() if isinstance(value, str)}
    shown["content"] = environ["wsgi.input"].read().decode("latin-1")
    start_response("200 OK", [])
    return [json.dumps({**shown, "scheme": environ["wsgi.url_scheme"]}).encode()]


def ask(client: RawClient, data: bytes) -> Any:
    client.send(data)
    answered = client.read()
    assert answered.status == 200, answered
    return json.loads(answered.content)


FORGED = (
    b"X-Forwarded-For: 6.6.6.6",
    b"X-Forwarded-Proto: https",
    b"X-Forwarded-Host: bank.example",
    b"Forwarded: for=6.6.6.6;proto=https",
    b"X-Real-IP: 6.6.6.6",
)


@pytest.mark.parametrize("size", [0, 1])
def test_forwarded_fields_of_a_client_change_nothing(size: int) -> None:
    with Running(mirror) as server, connect(server.port) as client:
        client.send(request(*FORGED), size)
        seen = json.loads(client.read().content)
        assert seen["client"][0] == "127.0.0.1" and seen["scheme"] == "http"
        assert seen["server"] == ["127.0.0.1", server.port] and ["host", "a"] in seen["headers"]
    with Running(wsgi_mirror, Kind.WSGI) as server, connect(server.port) as client:
        client.send(request(*FORGED), size)
        seen = json.loads(client.read().content)
        assert seen["REMOTE_ADDR"] == "127.0.0.1" and seen["scheme"] == "http" and seen["HTTP_HOST"] == "a"
    assert json.loads(server.accesses.getvalue())["client"] == "127.0.0.1"


@pytest.mark.parametrize("header", [b"PROXY TCP4 6.6.6.6 1.1.1.1 1 2\r\n", b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c"])
def test_a_proxy_header_is_no_request(header: bytes) -> None:
    with Running(mirror) as server, connect(server.port) as client:
        client.send(header + request())
        assert client.read().status == 400 and client.rest() == b""
    assert json.loads(server.accesses.getvalue())["client"] == "127.0.0.1"


@pytest.mark.parametrize("size", [0, 1])
def test_an_underscore_is_no_hyphen_in_the_environ(size: int) -> None:
    aliases = (b"X_Forwarded_For: 6.6.6.6", b"Content_Length: 999", b"Content_Type: text/evil", b"Transfer_Encoding: x")
    with Running(wsgi_mirror, Kind.WSGI) as server, connect(server.port) as client:
        client.send(request(*aliases, b"X-Forwarded-For: 1.2.3.4", b"Content-Length: 2") + b"ok", size)
        seen = json.loads(client.read().content)
    assert seen["HTTP_X_FORWARDED_FOR"] == "1.2.3.4" and seen["CONTENT_LENGTH"] == "2" and seen["content"] == "ok"
    assert "CONTENT_TYPE" not in seen and "HTTP_TRANSFER_ENCODING" not in seen
    assert not any("6.6.6.6" in value for value in seen.values())


@pytest.mark.parametrize("size", [0, 1])
@pytest.mark.parametrize("named", [b"Content-Length", b"Transfer-Encoding", b"Host", b"Authorization", b"Cookie"])
def test_naming_a_field_in_connection_takes_nothing_away(named: bytes, size: int) -> None:
    """RFC 9110 §7.6.1: a field of framing or of security that Connection names is still what it was."""
    coded = named == b"Transfer-Encoding"
    framing = b"Transfer-Encoding: chunked" if coded else b"Content-Length: 5"
    content = b"5\r\nhello\r\n0\r\n\r\n" if coded else b"hello"
    lines = (b"Connection: keep-alive, " + named, framing, b"Authorization: Basic eA==", b"Cookie: a=b")
    with Running(mirror) as server, connect(server.port) as client:
        client.send(request(*lines, start=b"POST / HTTP/1.1") + content, size)
        seen = json.loads(client.read().content)
        assert seen["content"] == "hello" and named.decode().lower() in [name for name, _ in seen["headers"]]
        assert ask(client, request())["method"] == "GET"


def test_an_absolute_target_counts_with_or_without_host_rfc_9112_3_2_2() -> None:
    with Running(mirror) as server, connect(server.port) as client:
        seen = ask(client, b"GET http://A:80/x?y HTTP/1.1\r\nHost: a:80\r\n\r\n")
        assert seen["path"] == "/x" and ["host", "a:80"] in seen["headers"]
        assert ask(client, b"GET http://a HTTP/1.1\r\nHost: a\r\n\r\n")["path"] == "/"
        client.send(b"GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n" + request())
        answered = client.read()
        assert answered.status == 400 and answered.problem["type"] == "urn:antiphon:fault:host-mismatch"
        assert client.rest() == b""


H2C = (b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA")
WEBSOCKET = (b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Key: x")


@pytest.mark.parametrize("size", [0, 1])
@pytest.mark.parametrize("upgrade", [H2C, WEBSOCKET])
def test_an_upgrade_is_ignored_and_what_is_behind_it_is_read_once(upgrade: tuple[bytes, ...], size: int) -> None:
    """RFC 9110 §7.8: bytes behind a refused upgrade are the next request, not another protocol, and not both."""
    behind = request(start=b"GET /behind HTTP/1.1")
    with Running(mirror) as server, connect(server.port) as client:
        client.send(request(*upgrade) + behind, size)
        first = client.read()
        assert first.status == 200 and "upgrade" not in first.fields and json.loads(first.content)["path"] == "/"
        assert json.loads(client.read().content)["path"] == "/behind"
        posted = request(*upgrade, b"Content-Length: %d" % len(behind), start=b"POST / HTTP/1.1")
        client.send(posted + behind, size)
        assert json.loads(client.read().content)["content"] == behind.decode()
        assert ask(client, request(start=b"GET /last HTTP/1.1"))["path"] == "/last"


def test_the_preface_of_http_2_is_refused() -> None:
    with Running(mirror) as server, connect(server.port) as client:
        client.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        assert client.read().status == 505 and client.rest() == b""


@pytest.mark.parametrize("size", [0, 1])
@pytest.mark.parametrize("method", [b"GET", b"HEAD", b"DELETE", b"OPTIONS", b"FOO"])
def test_content_is_framed_whatever_the_method_rfc_9110_9_3_1(method: bytes, size: int) -> None:
    content = request(start=b"GET /smuggled HTTP/1.1")
    lines = (b"Content-Length: %d" % len(content),)
    with Running(mirror) as server, connect(server.port) as client:
        client.send(request(*lines, start=method + b" / HTTP/1.1") + content, size)
        answered = client.read(method.decode())
        assert answered.status == 200
        if method != b"HEAD":
            assert json.loads(answered.content)["content"] == content.decode()
        assert ask(client, request(start=b"GET /next HTTP/1.1"))["path"] == "/next"


@pytest.mark.parametrize("size", [0, 1])
def test_bytes_behind_connect_are_never_a_request_rfc_9110_9_3_6(size: int) -> None:
    with Running(mirror) as server, connect(server.port) as client:
        client.send(b"CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n" + request(start=b"GET /tunnel HTTP/1.1") * 3, size)
        assert client.read().status == 405 and client.rest() == b""
    assert "tunnel" not in server.accesses.getvalue()


def test_asterisk_is_answered_for_the_whole_server_rfc_9110_9_3_7() -> None:
    with Running(mirror) as server, connect(server.port) as client:
        client.send(request(start=b"OPTIONS * HTTP/1.1"))
        answered = client.read()
        assert answered.status == 204 and "GET" in answered.fields["allow"]
        client.send(request(b"Content-Length: 3", start=b"OPTIONS * HTTP/1.1") + b"abc" + request())
        assert client.read().status == 204 and client.read().status == 200
