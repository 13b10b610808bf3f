"""Sizes and counts: what is too large is refused before it costs anything (RFC 9110 §15.5.14, RFC 6585 §5)."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from antiphon.server.handler import Request, Response
from antiphon.server.target import Kind
from antiphon.wire.h1 import Limits

from ..wire.test_bad_requests import request
from .asgi_applications import Receive, Scope, Send, answer, http, read
from .raw_client import connect
from .refusals import check, check_logs, refusal
from .running import Running

SMALL = Limits(target=100, head=1000, fields=10)
CHUNKED = request(b"Transfer-Encoding: chunked", start=b"POST / HTTP/1.1")


def length_of(asked: Request) -> Response:
    return Response(content=b"%d" % len(asked.content))


def never(asked: Request) -> Response:
    raise AssertionError("the application ran")


@pytest.mark.parametrize(
    ("code", "status", "data"),
    [
        ("target-too-long", 414, b"GET /" + b"u" * 100),
        ("head-too-large", 431, b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 1000),
        ("head-too-large", 431, b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 9 + b"Z: " + b"y" * 1000),
        ("too-many-fields", 431, b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 10 + b"\r\n"),
    ],
)
def test_a_head_is_refused_at_its_limit_without_waiting_for_its_end(code: str, status: int, data: bytes) -> None:
    with Running(never, Kind.HANDLER, limits=SMALL) as server:
        whole = refusal(server.port, data)
        check(whole, code, status)
        assert refusal(server.port, data, 1).content == whole.content
    check_logs(server, code, status, 2)


def test_content_is_refused_by_its_declared_length_and_never_invited() -> None:
    data = request(b"Content-Length: 11", b"Expect: 100-continue", start=b"POST / HTTP/1.1")
    with Running(never, Kind.HANDLER, content_limit=10) as server:
        check(refusal(server.port, data), "content-too-large", 413)
        check(refusal(server.port, data + b"x" * 11, 1), "content-too-large", 413)
    check_logs(server, "content-too-large", 413, 2)


@pytest.mark.parametrize("size", [0, 1])
def test_content_is_refused_when_its_chunks_grow_too_large(size: int) -> None:
    chunks = b"6\r\nabcdef\r\n" * 2
    with Running(never, Kind.HANDLER, content_limit=10) as server:
        answered = refusal(server.port, CHUNKED + chunks, size)
    check(answered, "content-too-large", 413)
    assert "10 bytes" in answered.problem["detail"]
    check_logs(server, "content-too-large", 413, 1)


def test_content_up_to_the_limit_is_taken() -> None:
    with Running(length_of, Kind.HANDLER, content_limit=10) as server, connect(server.port) as client:
        client.send(request(b"Content-Length: 10", start=b"POST / HTTP/1.1") + b"x" * 10)
        assert client.read().content == b"10"
        client.send(CHUNKED + b"a\r\n" + b"x" * 10 + b"\r\n0\r\n\r\n")
        assert client.read().content == b"10"


def test_an_application_in_the_middle_of_too_much_content_sees_a_disconnect() -> None:
    seen: list[bytes | None] = []
    done = threading.Event()

    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(await read(receive))
        done.set()

    with Running(application, content_limit=10) as server:
        check(refusal(server.port, CHUNKED + b"6\r\nabcdef\r\n" * 2), "content-too-large", 413)
        assert done.wait(5)
    assert seen == [None]


def test_too_much_content_cuts_a_response_that_has_begun() -> None:
    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        await read(receive)

    with Running(application, content_limit=10) as server, connect(server.port) as client:
        client.send(CHUNKED + b"1\r\nx\r\n")
        assert client.until(b"begun\r\n")
        client.send(b"f\r\n" + b"x" * 15 + b"\r\n")
        assert client.is_cut()
    assert "content-too-large" in server.errors.getvalue()


def test_wsgi_reading_too_much_content_fails() -> None:
    failures: list[type[BaseException]] = []
    done = threading.Event()

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        try:
            environ["wsgi.input"].read()
        except OSError as error:
            failures.append(type(error))
            raise
        finally:
            done.set()
        return []

    size = 200_000
    with Running(application, Kind.WSGI, content_limit=size) as server:
        chunk = b"%x\r\n%b\r\n" % (size // 2, b"x" * (size // 2))
        check(refusal(server.port, CHUNKED + chunk * 3), "content-too-large", 413)
        assert done.wait(5)
    assert [kind.__name__ for kind in failures] == ["ClientDisconnected"]


def test_the_answer_to_too_many_connections_is_a_problem() -> None:
    with (
        Running(length_of, Kind.HANDLER, connection_limit=1) as server,
        connect(server.port) as first,
    ):
        first.send(request())
        assert first.read().content == b"0"
        answered = refusal(server.port, request())
        check(answered, "too-many-connections", 503)
        assert answered.fields["retry-after"]
        first.send(request())
        assert first.read().content == b"0"


@pytest.mark.parametrize("size", [0, 1])
def test_continue_comes_once_and_only_where_content_is_announced(size: int) -> None:
    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(send, await read(receive) or b"nothing")

    expecting = b"Expect: 100-Continue"
    with Running(application) as server, connect(server.port) as client:
        client.send(request(expecting), size)
        assert client.read().content == b"nothing"
        client.send(request(expecting, b"Content-Length: 2", start=b"PUT / HTTP/1.1"), size)
        assert client.read().status == 100
        client.send(b"ok", size)
        assert client.read().content == b"ok"
        client.send(b"PUT / HTTP/1.0\r\n%b\r\nContent-Length: 2\r\n\r\nok" % expecting, size)
        assert client.read().content == b"ok"
        assert client.rest() == b""


def test_refusals_are_json_lines_of_their_own() -> None:
    with Running(never, Kind.HANDLER, limits=SMALL) as server:
        refusal(server.port, b"GET /\x1b[31m\n HTTP/1.1\r\n\r\n")
    assert [entry["code"] for entry in server.refused] == ["target-character"] and "\x1b" not in str(server.refused)
