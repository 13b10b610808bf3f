"""What applications of each kind see and send (ASGI HTTP 2.5, PEP 3333, handlers)."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from typing import Any

import pytest

import antiphon
from antiphon.server.handler import Request, Response, handler
from antiphon.server.target import Kind

from .running import Running

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def http(application: Application) -> Application:
    """Return `application` with a lifespan that has no say."""

    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            raise NotImplementedError("no lifespan")
        await application(scope, receive, send)

    return whole


async def answer(send: Send, content: bytes, status: int = 200, *fields: tuple[bytes, bytes]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(fields)})
    await send({"type": "http.response.body", "body": content})


async def read(receive: Receive) -> bytes:
    content = b""
    while True:
        message = await receive()
        assert message["type"] == "http.request"
        content += bytes(message["body"])
        if not message["more_body"]:
            return content


@http
async def mirror(scope: Scope, receive: Receive, send: Send) -> None:
    content = await read(receive)
    shown = {
        **{name: scope[name] for name in ("method", "path", "scheme", "http_version", "root_path")},
        "raw_path": scope["raw_path"].decode(),
        "query": scope["query_string"].decode(),
        "headers": [[name.decode(), value.decode()] for name, value in scope["headers"]],
        "client": scope["client"][0],
        "content": content.decode(),
    }
    await answer(send, json.dumps(shown).encode(), 200, (b"content-type", b"application/json"))


def test_the_scope_has_what_was_sent() -> None:
    with Running(mirror, root_path="/api") as server, server.session() as session:
        seen = session.post("/caf%C3%A9//x?a=1&b=%20", data=b"abc", headers={"X-One": "1"}).json()
    assert seen["method"] == "POST" and seen["path"] == "/api/café//x" and seen["raw_path"] == "/api/caf%C3%A9//x"
    assert seen["query"] == "a=1&b=%20" and seen["scheme"] == "http" and seen["root_path"] == "/api"
    assert ["x-one", "1"] in seen["headers"] and seen["content"] == "abc" and seen["client"] == "127.0.0.1"


@pytest.mark.parametrize("uvloop", [True, False])
def test_many_requests_on_one_connection(uvloop: bool) -> None:
    with Running(mirror, uvloop=uvloop) as server, server.session() as session:
        for number in range(50):
            assert session.get(f"/{number}").json()["path"] == f"/{number}"
            assert session.post("/", data=b"x" * number * 1000).json()["content"] == "x" * number * 1000


def test_head_has_the_fields_of_get_and_no_content() -> None:
    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(send, b"content", 200, (b"content-length", b"7"))

    with Running(application) as server, server.session() as session:
        head, get = session.head("/"), session.get("/")
        assert head.content == b"" and get.content == b"content"
        assert head.headers["content-length"] == get.headers["content-length"] == "7"


def test_a_response_in_pieces_is_chunked_and_a_date_is_added() -> None:
    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for piece in (b"one", b"", b"two"):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"three"})

    with Running(application) as server, server.session() as session:
        response = session.get("/")
        assert response.content == b"onetwothree" and response.headers["transfer-encoding"] == "chunked"
        assert response.headers["date"].endswith(" GMT")


def test_early_hints_and_trailers() -> None:
    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        assert {"http.response.early_hint", "http.response.trailers"} <= set(scope["extensions"])
        await send({"type": "http.response.early_hint", "links": [b"</a.css>; rel=preload"]})
        await send({"type": "http.response.start", "status": 200, "headers": [], "trailers": True})
        await send({"type": "http.response.body", "body": b"content"})
        await send({"type": "http.response.trailers", "headers": [(b"x-sum", b"7")]})

    seen: list[int] = []
    with Running(application) as server, server.session() as session:
        response = session.get("/", on_interim=lambda interim: seen.append(interim.status))
    assert seen == [103] and response.content == b"content" and response.trailers["x-sum"] == "7"


def test_continue_is_sent_when_the_application_reads() -> None:
    reading = threading.Event()

    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        reading.set()
        await answer(send, await read(receive))

    with Running(application) as server, socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n" and reading.is_set()
        client.sendall(b"abc")
        assert client.recv(1000).endswith(b"\r\n\r\nabc")


def test_no_continue_where_the_application_answers_without_reading() -> None:
    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(send, b"no", 403)

    with Running(application) as server, socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
        received = b""
        while data := client.recv(1000):
            received += data
    assert received.startswith(b"HTTP/1.1 403 ")


def test_an_exception_becomes_a_problem_with_an_opaque_id() -> None:
    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("a secret detail")

    with Running(application) as server, server.session(headers={"Accept-Language": "es"}) as session:
        response = session.get("/")
        problem = response.json()
    assert response.status_code == 500 and response.headers["content-type"] == "application/problem+json"
    assert "secret" not in response.text and "aplicación" in problem["detail"]
    identifier = problem["instance"].removeprefix("urn:uuid:")
    assert identifier in server.errors.getvalue() and "a secret detail" in server.errors.getvalue()


def test_an_application_that_fails_in_the_middle_cuts_the_response() -> None:
    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"10")]})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise ValueError("too late")

    with Running(application) as server, server.session() as session, pytest.raises(antiphon.ConnectionError):
        session.get("/")


def test_the_client_leaving_is_a_disconnect() -> None:
    seen: list[str] = []
    gone = threading.Event()

    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await read(receive)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        seen.append((await receive())["type"])
        gone.set()

    with Running(application) as server, socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert client.recv(1000)
        client.close()
        assert gone.wait(5)
    assert seen == ["http.disconnect"]


def test_lifespan_state_reaches_requests_and_a_failed_startup_is_told() -> None:
    events: list[str] = []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await answer(send, scope["state"]["word"].encode())
            return
        scope["state"]["word"] = "kept"
        while True:
            message = await receive()
            events.append(message["type"])
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return

    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no database"})

    with Running(application) as server, server.session() as session:
        assert session.get("/").text == "kept"
    assert events == ["lifespan.startup", "lifespan.shutdown"]
    with pytest.raises(antiphon.AntiphonError, match="no database"), Running(failing):
        pass


def test_a_slow_reader_holds_the_application_back() -> None:
    sent = 0
    pieces = 200
    blocked = threading.Event()

    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal sent
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(pieces):
            await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})
            sent += 1
            blocked.set()
        await send({"type": "http.response.body", "body": b""})

    with Running(application) as server, server.session() as session, session.get("/", stream=True) as response:
        assert blocked.wait(5)
        first = next(response.iter_bytes())
        assert first and sent < pieces


def wsgi_mirror(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    content = environ["wsgi.input"].read()
    shown = {name: value for name, value in environ.items() if isinstance(value, str)}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({**shown, "content": len(content)}).encode()]


def test_wsgi_sees_the_environ_of_pep_3333() -> None:
    with Running(wsgi_mirror, Kind.WSGI) as server, server.session() as session:
        fields = {"X-One": "1", "X_Two": "2", "Content-Type": "text/plain"}
        seen = session.post("/a%20b?c=d", data=b"y" * 300_000, headers=fields).json()
        assert seen["content"] == 300_000 and seen["CONTENT_LENGTH"] == "300000"
        assert seen["PATH_INFO"] == "/a b" and seen["QUERY_STRING"] == "c=d" and seen["HTTP_X_ONE"] == "1"
        assert seen["CONTENT_TYPE"] == "text/plain" and "HTTP_X_TWO" not in seen
        assert session.get("/").json()["content"] == 0


def test_wsgi_streams_both_ways_and_closes_its_result() -> None:
    closed = threading.Event()

    class Result:
        def __iter__(self) -> Iterator[bytes]:
            yield from (b"z" * 70_000 for _ in range(20))

        def close(self) -> None:
            closed.set()

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        lines = sum(1 for _ in environ["wsgi.input"])
        start_response("200 OK", [("X-Lines", str(lines))])
        return Result()

    def lines() -> Iterator[bytes]:
        yield from (b"line %d\n" % number for number in range(20_000))

    with Running(application, Kind.WSGI) as server, server.session() as session:
        response = session.post("/", data=lines())
        assert response.headers["x-lines"] == "20000" and len(response.content) == 1_400_000
    assert closed.is_set()


def test_wsgi_requests_that_wait_run_side_by_side() -> None:
    meeting = threading.Barrier(8, timeout=10)

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        meeting.wait()
        start_response("204 No Content", [])
        return []

    with Running(application, Kind.WSGI) as server:
        threads = [threading.Thread(target=antiphon.get, args=(server.url,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not meeting.broken


def test_wsgi_failures_become_500() -> None:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/exit":
            raise SystemExit("no")
        if environ["PATH_INFO"] == "/bad":
            start_response("200 OK", [("X", "a\r\nb")])
        return [b"never started"]

    with Running(application, Kind.WSGI) as server, server.session() as session:
        for path in ("/exit", "/bad", "/silent"):
            assert session.get(path).status_code == 500


def test_handlers_of_every_shape() -> None:
    def plain(request: Request) -> Response:
        return Response(201, antiphon.Fields({"X-Method": request.method}), request.content[::-1])

    async def waiting(request: Request) -> Response:
        return Response(content=request.query.encode())

    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"a", b"b"):
            yield piece

    def streaming(request: Request) -> Response:
        return Response(content=pieces() if request.path == "/async" else iter([b"c", b"d"]))

    def wrong(request: Request) -> Response:
        return "text"  # type: ignore[return-value]

    with Running(handler(plain), Kind.HANDLER) as server, server.session() as session:
        response = session.put("/", data=b"abc")
        assert (response.status_code, response.headers["x-method"], response.content) == (201, "PUT", b"cba")
    with Running(waiting, Kind.HANDLER) as server, server.session() as session:
        assert session.get("/?q=1").text == "q=1"
    with Running(streaming, Kind.HANDLER) as server, server.session() as session:
        assert session.get("/async").text == "ab" and session.get("/plain").text == "cd"
    with Running(wrong, Kind.HANDLER) as server, server.session() as session:
        assert session.get("/").status_code == 500


def test_a_thousand_pipelined_requests_are_answered_in_order() -> None:
    def plain(request: Request) -> Response:
        return Response(content=request.path.encode())

    with Running(plain, Kind.HANDLER) as server, socket.create_connection(("127.0.0.1", server.port)) as client:
        requests = b"".join(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % number for number in range(1000))
        client.sendall(requests + b"GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        received = b""
        while data := client.recv(1 << 16):
            received += data
    contents = [part.partition(b"\r\n\r\n")[2] for part in received.split(b"HTTP/1.1 200 OK\r\n")[1:]]
    assert contents == [b"/%d" % number for number in range(1000)] + [b"/last"]


def test_a_chunked_request_without_content_is_complete() -> None:
    with Running(mirror) as server, socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.1 200 OK")
