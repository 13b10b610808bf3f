"""Handlers that take the content as it comes, and the closing of what they send."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from threading import Event

import pytest

from antiphon.server.asgi import ClientDisconnected
from antiphon.server.handler import Handler, Request, Response, handler
from antiphon.server.target import Kind

from ..wire.test_bad_requests import request
from .raw_client import connect
from .running import Running

POST = b"POST / HTTP/1.1"


def streaming(answer: Handler) -> Handler:
    answer.streams = True  # type: ignore[attr-defined]
    return answer


@streaming
async def count(asked: Request) -> Response:
    assert asked.content == b"" and asked.stream is not None
    sizes = [len(piece) async for piece in asked.stream]
    return Response(content=b"%d" % sum(sizes))


@streaming
def refuse(asked: Request) -> Response:
    return Response(403, content=b"no")


@pytest.mark.parametrize("size", [0, 1, 1000])
def test_content_comes_piece_by_piece(size: int) -> None:
    length = b"Content-Length: %d" % size
    with Running(count, Kind.HANDLER) as server, connect(server.port) as client:
        for _ in range(3):
            client.send(request(length, start=POST) + b"x" * size, 7)
            assert client.read().content == b"%d" % size
        client.send(request(b"Transfer-Encoding: chunked", start=POST) + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", 5)
        assert client.read().content == b"5"
        client.send(request(start=b"GET / HTTP/1.1") * 3)
        assert [client.read().content for _ in range(3)] == [b"0"] * 3
    assert server.failed == []


def test_the_client_is_invited_when_the_handler_asks_first() -> None:
    fields = (b"Content-Length: 3", b"Expect: 100-continue")
    with Running(count, Kind.HANDLER) as server, connect(server.port) as client:
        client.send(request(*fields, start=POST))
        assert client.read().status == 100
        client.send(b"abc")
        assert client.read().content == b"3"
    with Running(refuse, Kind.HANDLER) as server, connect(server.port) as client:
        client.send(request(*fields, start=POST))
        answer = client.read()
        assert answer.status == 403 and client.rest() == b""


def test_an_answer_before_the_content_leaves_the_connection_usable() -> None:
    with Running(refuse, Kind.HANDLER) as server, connect(server.port) as client:
        for _ in range(2):
            client.send(request(b"Content-Length: 10", start=POST))
            assert client.read().content == b"no"
            client.send(b"x" * 10)
    assert [entry["status"] for entry in server.exchanges] == [403, 403]


def test_a_client_is_held_back_while_nobody_takes_its_content() -> None:
    asked, going = Event(), Event()
    taken: list[int] = []

    @streaming
    async def slow(request_: Request) -> Response:
        assert request_.stream is not None
        asked.set()
        await asyncio.to_thread(going.wait)
        taken.extend([len(piece) async for piece in request_.stream])
        return Response()

    size = 16 << 20
    with Running(slow, Kind.HANDLER) as server, connect(server.port) as client:
        sending = threading.Thread(
            target=client.send, args=(request(b"Content-Length: %d" % size, start=POST) + b"x" * size,)
        )
        sending.start()
        assert asked.wait(10)
        # Kernel buffers take some, the server at most what it announced, and the rest waits with the client.
        sending.join(0.3)
        assert sending.is_alive()
        going.set()
        assert client.read().status == 200
        sending.join()
    assert sum(taken) == size and max(taken) < 2 << 20


def test_a_client_that_goes_away_is_no_failure_of_the_handler() -> None:
    noticed = Event()

    @streaming
    async def read(asked: Request) -> Response:
        assert asked.stream is not None
        try:
            async for _ in asked.stream:
                pass
        except ClientDisconnected:
            noticed.set()
            raise
        return Response()

    with Running(read, Kind.HANDLER) as server:
        with connect(server.port) as client:
            client.send(request(b"Content-Length: 10", start=POST) + b"x")
        assert noticed.wait(10)
    assert server.failed == []


def test_too_much_content_ends_the_stream() -> None:
    with Running(count, Kind.HANDLER, content_limit=10) as server, connect(server.port) as client:
        client.send(request(b"Transfer-Encoding: chunked", start=POST) + b"6\r\nabcdef\r\n" * 2)
        assert client.read().status == 413
    assert server.failed == []


class Pieces(Iterator[bytes]):
    """Pieces without an end."""

    def __init__(self) -> None:
        self.closed = Event()

    def __next__(self) -> bytes:
        return b"x" * 100_000

    def close(self) -> None:
        self.closed.set()


class AsyncPieces(AsyncIterator[bytes]):
    """The same, asynchronous; `size` ends it."""

    def __init__(self, size: int = 1 << 60) -> None:
        self.closed = Event()
        self.left = size

    async def __anext__(self) -> bytes:
        if not self.left:
            raise StopAsyncIteration
        self.left -= 1
        return b"x"

    async def aclose(self) -> None:
        self.closed.set()


@pytest.mark.parametrize("make", [Pieces, AsyncPieces])
def test_content_is_closed_where_nobody_reads_on(make: type[Pieces] | type[AsyncPieces]) -> None:
    content = make()

    @handler
    def answer(asked: Request) -> Response:
        return Response(content=content)

    with Running(answer, Kind.HANDLER) as server:
        with connect(server.port) as client:
            client.send(request(start=b"GET / HTTP/1.1"))
            client.until(b"\r\n\r\n")
        assert content.closed.wait(10)


def test_content_is_closed_at_its_end() -> None:
    content = AsyncPieces(3)

    @handler
    def answer(asked: Request) -> Response:
        return Response(content=content)

    with Running(answer, Kind.HANDLER) as server, connect(server.port) as client:
        client.send(request(start=b"GET / HTTP/1.1"))
        assert client.read().content == b"xxx" and content.closed.wait(10)
