"""How connections end: nothing half is taken for whole, and the last answer arrives (RFC 9112 §8, §9.6)."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from antiphon.server.config import Timeouts
from antiphon.server.connection import Connection
from antiphon.server.handler import Request, Response
from antiphon.server.target import Kind
from antiphon.wire import h1

from ..wire.test_bad_requests import request
from .asgi_applications import Receive, Scope, Send, answer, http, read
from .raw_client import connect, connect_securely
from .running import Running

POST = b"POST / HTTP/1.1"
SHORT = {
    "length": request(b"Content-Length: 9", start=POST) + b"half",
    "no content at all": request(b"Content-Length: 9", start=POST),
    "no last chunk": request(b"Transfer-Encoding: chunked", start=POST) + b"4\r\nhalf\r\n",
    "no end of trailers": request(b"Transfer-Encoding: chunked", start=POST) + b"4\r\nhalf\r\n0\r\nX: y\r\n",
    "half a chunk": request(b"Transfer-Encoding: chunked", start=POST) + b"9\r\nhalf",
}
LONG = request(b"Content-Length: 300000", start=POST) + b"x" * 200_000


def code_of(data: bytes) -> str:
    """Return what half a request is refused as: with a length, it is known how much is missing (RFC 9112 §8)."""
    return "incomplete-content" if b"Content-Length" in data else "incomplete-message"


@pytest.mark.parametrize("size", [0, 1])
@pytest.mark.parametrize("data", SHORT.values(), ids=SHORT.keys())
def test_an_asgi_application_sees_that_the_content_is_not_whole(data: bytes, size: int) -> None:
    seen: list[str] = []
    done = threading.Event()

    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] == "http.request":
            assert message["more_body"], "half a request was taken for a whole one"
        seen.append(message["type"])
        done.set()
        await answer(send, b"too late")

    with Running(application) as server, connect(server.port) as client:
        client.send(data, size)
        client.finish()
        assert client.rest() == b"" and done.wait(5)
    assert seen == ["http.disconnect"]
    assert [entry["code"] for entry in server.refused] == [code_of(data)]


@pytest.mark.parametrize("kind", [Kind.WSGI, Kind.HANDLER])
@pytest.mark.parametrize("data", SHORT.values(), ids=SHORT.keys())
def test_applications_that_get_content_whole_never_run(kind: Kind, data: bytes) -> None:
    ran: list[object] = []

    def application(*arguments: Any) -> Any:
        ran.append(arguments)

    for size in (0, 1):
        with Running(application, kind) as server, connect(server.port) as client:
            client.send(data, size)
            client.finish()
            assert client.rest() == b""
        assert [entry["code"] for entry in server.refused] == [code_of(data)]
    assert ran == []


@pytest.mark.parametrize("rude", [False, True])
def test_a_wsgi_application_in_the_middle_of_reading_fails(rude: bool) -> None:
    failures: list[BaseException] = []
    reading, done = threading.Event(), threading.Event()

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        reading.set()
        try:
            return [environ["wsgi.input"].read()]
        except OSError as error:
            failures.append(error)
            raise
        finally:
            done.set()

    with Running(application, Kind.WSGI) as server:
        with connect(server.port) as client:
            client.send(LONG)
            assert reading.wait(5)
            if not rude:
                client.finish()
                assert client.rest() == b""
        assert done.wait(5)
    assert [str(failure) for failure in failures] == ["the client has disconnected"]
    assert [entry["code"] for entry in server.refused] == ["incomplete-content"]


@pytest.mark.parametrize("size", [0, 1])
def test_half_a_head_is_logged_and_not_answered(size: int) -> None:
    with Running(lambda asked: Response(), Kind.HANDLER) as server, connect(server.port) as client:
        client.send(b"GET / HTTP/1.1\r\nHost: a\r\n", size)
        client.finish()
        assert client.rest() == b""
    assert [entry["code"] for entry in server.refused] == ["incomplete-head"]


@pytest.mark.parametrize("kind", [Kind.ASGI, Kind.WSGI, Kind.HANDLER])
@pytest.mark.parametrize("size", [0, 1])
def test_a_client_that_has_said_all_still_reads_rfc_9112_9_6(kind: Kind, size: int) -> None:
    finished = threading.Event()

    @http
    async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
        content = await read(receive)
        assert (await receive())["type"] == "http.disconnect"
        await answer(send, content or b"")

    def wsgi(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        finished.wait(5)
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]

    async def handler(asked: Request) -> Response:
        return Response(content=asked.content)

    target = {Kind.ASGI: asgi, Kind.WSGI: wsgi, Kind.HANDLER: handler}[kind]
    with Running(target, kind) as server, connect(server.port) as client:
        client.send(request(b"Content-Length: 4", start=POST) + b"whol", size)
        client.finish()
        finished.set()
        assert client.read().content == b"whol" and client.rest() == b""


@pytest.mark.parametrize("length", [5, 1_000_000])
def test_all_pipelined_requests_before_the_end_are_answered(length: int) -> None:
    """Large answers, too: those that wait until the client has taken the ones before."""

    def handler(asked: Request) -> Response:
        return Response(content=b"x" * length)

    with Running(handler, Kind.HANDLER) as server, connect(server.port, receive_buffer=4096) as client:
        client.send(request() * 10)
        client.finish()
        assert [len(client.read().content) for _ in range(10)] == [length] * 10
        assert client.rest() == b""


def refusing(asked: Scope, receive: Receive, send: Send) -> Any:
    return answer(send, b"no, thanks", 403)


SMALL_REST = {
    "length": (request(b"Content-Length: 100000", start=POST), b"x" * 100_000),
    "chunks": (request(b"Transfer-Encoding: chunked", start=POST), b"400\r\n" + b"x" * 1024 + b"\r\n0\r\n\r\n"),
}


@pytest.mark.parametrize(("head", "rest"), SMALL_REST.values(), ids=SMALL_REST.keys())
def test_a_small_rest_is_read_away_and_the_connection_kept(head: bytes, rest: bytes) -> None:
    with Running(http(refusing)) as server, connect(server.port) as client:
        for _ in range(2):
            client.send(head)
            answered = client.read()
            assert answered.status == 403 and "connection" not in answered.fields
            client.send(rest)
        client.send(request(start=b"GET /next HTTP/1.1"))
        assert client.read().status == 403


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("framing", [b"Content-Length: 50000000", b"Transfer-Encoding: chunked"])
def test_a_big_rest_ends_the_connection_and_the_answer_arrives(
    framing: bytes, secure: bool, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("ANTIPHON_HOME", str(tmp_path_factory.getbasetemp() / "home"))
    piece = b"x" * 1_000_000
    with (
        Running(http(refusing), tls=secure) as server,
        (connect_securely if secure else connect)(server.port) as client,
    ):
        client.send(request(framing, start=POST))
        for _ in range(10):
            client.send(piece if framing.startswith(b"C") else b"f4240\r\n" + piece + b"\r\n")
        assert client.read().content == b"no, thanks" and client.rest() == b""


def test_a_client_that_will_not_stop_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antiphon.server.clock._PERIOD", 0.02)
    with (
        Running(http(refusing), timeouts=Timeouts(linger=0.1)) as server,
        connect(server.port) as client,
    ):
        client.send(request(b"Content-Length: 50000000", start=POST))
        assert client.read().content == b"no, thanks"
        assert client.rest() == b""
        assert client.keeps_taking(b"x" * 1000) is False


def test_an_expectation_that_was_not_met_ends_the_connection() -> None:
    """Nobody knows whether the content will come (RFC 9110 §10.1.1)."""
    with Running(http(refusing)) as server, connect(server.port) as client:
        client.send(request(b"Content-Length: 3", b"Expect: 100-continue", start=POST))
        assert client.read().status == 403 and client.rest() == b""


class Instant:
    """An application that has answered before the connection knows its exchange."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def open(self, connection: Connection, asked: h1.Request) -> Instant:
        connection.respond(200, h1.EMPTY_SECTION, asked.target, more=False)
        return self

    def receive_content(self, content: bytes) -> None:
        self.heard.append("content")

    def receive_end(self, trailers: h1.FieldSection) -> None:
        self.heard.append("end")

    def receive_close(self) -> None:
        self.heard.append("close")

    def disconnect(self) -> None:
        self.heard.append("disconnect")


@pytest.mark.parametrize("size", [0, 1])
def test_an_exchange_that_is_over_hears_nothing_more(size: int) -> None:
    application = Instant()
    with Running(lambda asked: Response(), Kind.HANDLER) as server, connect(server.port) as client:
        server.server.application = application
        for target in (b"/1", b"/2"):
            client.send(request(b"Content-Length: 9", start=b"POST %b HTTP/1.1" % target) + b"x" * 9, size)
            assert client.read().content == target
        client.finish()
        assert client.rest() == b""
    assert application.heard == []
