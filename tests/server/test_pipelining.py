"""Requests sent without waiting for the answers: in order, one at a time, within bounds (RFC 9112 §9.3.2)."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest

from antiphon.server.handler import Request, Response
from antiphon.server.target import Kind
from antiphon.wire import h1

from ..wire.test_bad_requests import request
from .asgi_applications import Receive, Scope, Send, answer, http
from .raw_client import RawClient, connect
from .running import Running

LAST = b"GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


class Gate:
    """An application whose first request waits until the test lets it go."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()
        self.seen: list[str] = []
        self.application = http(self._answer)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.seen.append(scope["path"])
        if len(self.seen) == 1:
            self.entered.set()
            await asyncio.get_running_loop().run_in_executor(None, self.opened.wait, 10)
        await answer(send, scope["path"].encode())


def fill(connection: socket.socket, data: bytes) -> int:
    """Send `data` again and again until the server takes no more; return how many bytes it took."""
    connection.settimeout(0.2)
    sent = 0
    try:
        while sent < 1 << 28:
            sent += connection.send(data)
    except TimeoutError:
        pass
    connection.settimeout(10)
    return sent


@pytest.mark.parametrize("size", [0, 1])
def test_requests_behind_a_slow_one_wait_and_are_answered_in_order(size: int) -> None:
    gate = Gate()
    count = 1000 if not size else 50
    pipelined = b"".join(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % number for number in range(count))
    with Running(gate.application) as server, connect(server.port) as client:
        client.send(pipelined + LAST, size)
        assert gate.entered.wait(5) and gate.seen == ["/0"]
        gate.opened.set()
        assert [client.read().content for _ in range(count)] == [b"/%d" % number for number in range(count)]
        assert client.read().content == b"/last" and client.rest() == b""


def test_reading_stops_while_a_slow_request_is_under_way() -> None:
    gate = Gate()
    one = b"GET /x HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 5000 + b"\r\n\r\n"
    with Running(gate.application) as server, socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)
        connection.sendall(one)
        assert gate.entered.wait(5)
        sent = fill(connection, one * 20)
        assert sent < 1 << 28, "the server reads without bound"
        (held,) = [held_by(server)]
        assert held <= server.config.limits.head + (1 << 18)
        gate.opened.set()


def held_by(server: Running) -> int:
    (connection,) = server.server._connections
    return connection.h1.held  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("size", [0, 1])
def test_a_request_behind_a_broken_one_never_runs(size: int) -> None:
    seen: list[str] = []

    def handler(asked: Request) -> Response:
        seen.append(asked.target)
        return Response()

    with Running(handler, Kind.HANDLER) as server, connect(server.port) as client:
        client.send(request(start=b"GET /1 HTTP/1.1") + request(b"no colon") + request(start=b"GET /3 HTTP/1.1"), size)
        assert client.read().status == 200 and client.read().status == 400 and client.rest() == b""
    assert seen == ["/1"]


@pytest.mark.parametrize("option", [b"Connection: close", b"Connection: x, Close"])
def test_a_request_behind_the_last_one_never_runs_rfc_9112_9_6(option: bytes) -> None:
    gate = Gate()
    gate.opened.set()
    with Running(gate.application) as server, connect(server.port) as client:
        client.send(request(option) + request())
        assert client.read().fields["connection"] == "close" and client.rest() == b""
    assert len(gate.seen) == 1


def test_a_request_behind_a_failed_application_runs() -> None:
    """The failure is the application's: where the next request starts is as clear as ever."""

    def handler(asked: Request) -> Response:
        if asked.target == "/1":
            raise ValueError("wrong")
        return Response(content=b"well")

    with Running(handler, Kind.HANDLER) as server, connect(server.port) as client:
        client.send(request(start=b"GET /1 HTTP/1.1") + request())
        assert client.read().status == 500 and client.read().content == b"well"


@pytest.mark.parametrize("kind", [Kind.HANDLER, Kind.ASGI, Kind.WSGI])
def test_a_client_that_asks_but_never_reads_is_not_read_either(kind: Kind) -> None:
    """Otherwise short requests would fill the memory with long answers."""
    size = 1 << 20

    def handler(asked: Request) -> Response:
        return Response(content=b"x" * size)

    @http
    async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(send, b"x" * size)

    def wsgi(environ: object, start_response: object) -> list[bytes]:
        start_response("200 OK", [])  # type: ignore[operator]
        return [b"x" * size]

    target = {Kind.HANDLER: handler, Kind.ASGI: asgi, Kind.WSGI: wsgi}[kind]
    with Running(target, kind) as server, connect(server.port, receive_buffer=4096) as client:
        client.send(request() * 500)
        first = client.read()
        assert len(first.content) == size
        assert written_but_not_taken(server) <= 3 * size
        read_all(client, 499, size)


def written_but_not_taken(server: Running) -> int:
    (connection,) = server.server._connections
    return connection.transport.get_write_buffer_size()  # type: ignore[attr-defined, no-any-return]


def read_all(client: RawClient, count: int, size: int) -> None:
    for _ in range(min(count, 20)):
        assert len(client.read().content) == size


@pytest.mark.parametrize("kind", [Kind.ASGI, Kind.HANDLER])
def test_content_that_nobody_reads_does_not_hold_the_next_request_back(kind: Kind) -> None:
    """The last byte of the content is the one at which the client is paused."""
    high_water = {Kind.ASGI: 64 * 1024, Kind.HANDLER: 256 * 1024}[kind]

    async def until_all_has_come() -> None:
        while not any(each.h1.theirs is h1.DONE for each in running.server._connections):  # type: ignore[attr-defined]
            await asyncio.sleep(0)

    async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
        await until_all_has_come()
        await answer(send, b"unread")

    class Streaming:
        streams = True

        async def __call__(self, asked: Request) -> Response:
            await until_all_has_come()
            return Response(content=b"unread")

    application = http(asgi) if kind is Kind.ASGI else Streaming()
    with Running(application, kind) as running, connect(running.port) as client:
        for _ in range(2):
            client.send(request(b"Content-Length: %d" % (high_water + 1), start=b"POST / HTTP/1.1"))
            client.send(bytes(high_water + 1))
            assert client.read().content == b"unread"
