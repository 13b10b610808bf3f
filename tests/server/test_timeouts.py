"""Time: who is slow on purpose is answered 408 or cut, who is slow for good reason is served (RFC 9112 §9.5).

The server's clock ticks fifty times as fast here; nothing sleeps, every wait ends with what the server does.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from antiphon.server.config import Timeouts
from antiphon.server.handler import Request, Response
from antiphon.server.target import Kind

from ..wire.test_bad_requests import request
from .asgi_applications import Receive, Scope, Send, answer, http, read
from .raw_client import RawClient, connect
from .refusals import check, check_logs
from .running import Running

POST = b"POST / HTTP/1.1"
SHORT = 0.2
LONG = 30.0


@pytest.fixture(autouse=True)
def quick_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antiphon.server.clock._PERIOD", 0.02)


def timeouts(**short: float) -> Timeouts:
    """Return limits of which only the named ones can run out within a test."""
    names = ("handshake", "head", "content", "idle", "write", "drain")
    return Timeouts(**{**dict.fromkeys(names, LONG), "linger": SHORT, **short})


def length_of(asked: Request) -> Response:
    return Response(content=b"%d" % len(asked.content))


def check_late(client: RawClient) -> None:
    answered = client.read()
    check(answered, "request-timeout", 408)
    assert client.rest() == b""


def test_a_connection_without_a_request_is_closed_silently() -> None:
    with Running(length_of, Kind.HANDLER, timeouts=timeouts(head=SHORT)) as server, connect(server.port) as client:
        assert client.rest() == b""
    assert server.errors.getvalue() == server.accesses.getvalue() == ""


def test_a_kept_connection_without_a_request_is_closed_silently() -> None:
    with Running(length_of, Kind.HANDLER, timeouts=timeouts(idle=SHORT)) as server, connect(server.port) as client:
        client.send(request())
        assert client.read().status == 200 and client.rest() == b""
    assert server.errors.getvalue() == ""


@pytest.mark.parametrize("before", [b"", request()])
def test_a_dripped_head_is_late_at_an_absolute_time(before: bytes) -> None:
    """Each byte comes well within the limit, the head does not."""
    with Running(length_of, Kind.HANDLER, timeouts=timeouts(head=SHORT)) as server, connect(server.port) as client:
        if before:
            client.send(before)
            assert client.read().status == 200
        assert 1 < client.drip(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 1000) < 1000
        check_late(client)
    assert server.errors.getvalue().count("request-timeout") == 1


def test_a_head_that_stops_is_late() -> None:
    with Running(length_of, Kind.HANDLER, timeouts=timeouts(head=SHORT)) as server, connect(server.port) as client:
        client.send(b"GET / HTTP/1.1\r\nHost: a\r\n")
        check_late(client)
    check_logs(server, "request-timeout", 408, 1)


def test_a_pipelined_head_that_stops_is_late() -> None:
    with Running(length_of, Kind.HANDLER, timeouts=timeouts(head=SHORT)) as server, connect(server.port) as client:
        client.send(request() + b"GET / HT")
        assert client.read().status == 200
        check_late(client)


@pytest.mark.parametrize("framing", [b"Content-Length: 100000", b"Transfer-Encoding: chunked"])
def test_content_that_stops_is_late(framing: bytes) -> None:
    seen: list[bytes | None] = []

    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(await read(receive))

    with Running(application, timeouts=timeouts(content=SHORT)) as server, connect(server.port) as client:
        client.send(request(framing, start=POST) + b"5\r\nhello\r\n")
        check_late(client)
    assert seen == [None] and "request-timeout" in server.errors.getvalue()


def test_content_that_was_invited_and_never_came_is_late() -> None:
    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await read(receive)

    with Running(application, timeouts=timeouts(content=SHORT)) as server, connect(server.port) as client:
        client.send(request(b"Expect: 100-continue", b"Content-Length: 5", start=POST))
        assert client.read().status == 100
        check_late(client)


@pytest.mark.parametrize("framing", [b"Content-Length: 100000", b"Transfer-Encoding: chunked"])
def test_content_below_the_least_rate_is_late(framing: bytes) -> None:
    """Each byte extends the pause that is allowed, but the rate counts as a whole."""
    content = b"x" * 1000 if framing.startswith(b"C") else b"1\r\nx\r\n" * 1000
    limits = timeouts(content=SHORT)
    with Running(length_of, Kind.HANDLER, timeouts=limits) as server, connect(server.port) as client:
        client.send(request(framing, start=POST))
        assert 1 < client.drip(content) < 1000
        check_late(client)
    check_logs(server, "request-timeout", 408, 1)


def test_chunk_lines_and_trailers_are_no_progress() -> None:
    limits = timeouts(content=SHORT, content_rate=1.0)
    with Running(length_of, Kind.HANDLER, timeouts=limits) as server, connect(server.port) as client:
        client.send(request(b"Transfer-Encoding: chunked", start=POST) + b"1\r\nx\r\n0\r\n")
        assert client.drip(b"X: " + b"y" * 1000) < 1000
        check_late(client)


def test_content_above_the_least_rate_takes_as_long_as_it_takes() -> None:
    limits = timeouts(content=SHORT, content_rate=10.0)
    with Running(length_of, Kind.HANDLER, timeouts=limits) as server, connect(server.port) as client:
        started = time.monotonic()
        client.send(request(b"Content-Length: 25", start=POST))
        assert client.drip(b"x" * 25) == 25
        assert client.read().content == b"25" and time.monotonic() - started > 2 * SHORT


def test_an_application_has_all_the_time_it_wants() -> None:
    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(2 * SHORT)
        await answer(send, await read(receive) or b"nothing")

    limits = Timeouts(SHORT, SHORT, SHORT, 500.0, SHORT, SHORT, SHORT, LONG)
    with Running(application, timeouts=limits) as server, connect(server.port) as client:
        client.send(request())
        assert client.read().content == b"nothing"
        # More than is kept for an application that does not read: the client has to wait, and is not blamed for it.
        client.send(request(b"Content-Length: 300000", start=POST) + b"x" * 300_000)
        assert len(client.read().content) == 300_000


class Endless:
    """An application that sends for ever, and notes how it ended."""

    def __init__(self) -> None:
        self.sent = 0
        self.ended = threading.Event()
        self.why: BaseException | None = None
        self.application = http(self._answer)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            while True:
                await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})
                self.sent += 1
        except OSError as error:
            self.why = error
        finally:
            self.ended.set()


def test_a_client_that_takes_nothing_is_cut_and_costs_little() -> None:
    """A window of zero: neither memory nor the application's task is held for longer than the limit."""
    endless = Endless()
    limits = timeouts(write=SHORT)
    with Running(endless.application, timeouts=limits) as server, connect(server.port, receive_buffer=4096) as client:
        client.send(request())
        assert endless.ended.wait(10) and isinstance(endless.why, OSError)
        assert endless.sent * 100_000 < 10_000_000
        with pytest.raises((ConnectionResetError, EOFError)):
            client.read()
    assert [entry["status"] for entry in server.exchanges] == [200]


@pytest.mark.parametrize("kind", [Kind.WSGI, Kind.HANDLER])
def test_a_client_that_takes_nothing_frees_every_kind_of_application(kind: Kind) -> None:
    ended = threading.Event()

    def wsgi(environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [])
        try:
            while True:
                yield b"x" * 100_000
        finally:
            ended.set()

    async def pieces() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"x" * 100_000
        finally:
            ended.set()

    target = wsgi if kind is Kind.WSGI else lambda asked: Response(content=pieces())
    limits = timeouts(write=SHORT)
    with Running(target, kind, timeouts=limits) as server, connect(server.port, receive_buffer=4096) as client:
        client.send(request())
        assert ended.wait(10)


@pytest.mark.parametrize("option", [b"Connection: close", b"Connection: keep-alive"])
def test_a_client_that_takes_slowly_gets_everything(option: bytes) -> None:
    """Neither the idle limit nor that for closing may cut an answer that is still being taken."""
    size = 12_000_000

    def large(asked: Request) -> Response:
        return Response(content=b"x" * size)

    # Long enough for a client whose machine is busy, and several times shorter than all that it takes.
    limit = 5 * SHORT
    limits = timeouts(write=limit, idle=limit, linger=limit)
    with Running(large, Kind.HANDLER, timeouts=limits) as server, connect(server.port, receive_buffer=65536) as client:
        client.send(request(option))
        started, taken = time.monotonic(), 0
        while taken < size and (piece := client.take(300_000, 0.06)):
            taken += piece
        assert taken >= size and time.monotonic() - started > 2 * limit
    assert server.errors.getvalue() == ""


def test_a_slow_reader_does_not_free_a_slow_writer_of_its_limit() -> None:
    """A response that had to wait for the client does not stop the clock of the request's content."""

    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x" * 5_000_000, "more_body": True})
        await read(receive)

    limits = timeouts(content=SHORT)
    with Running(application, timeouts=limits) as server, connect(server.port, receive_buffer=4096) as client:
        client.send(request(b"Content-Length: 100000", start=POST) + b"begun")
        assert client.until(b"\r\n\r\n")
        assert client.is_cut(6_000_000)
    assert "request-timeout" in server.errors.getvalue()
