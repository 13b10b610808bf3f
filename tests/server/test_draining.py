"""The end of a server: SIGTERM lets what is under way finish, a second one cuts it."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from antiphon.semantics.fields import Fields
from antiphon.server.asgi import Receive, Scope, Send
from antiphon.server.config import ServerConfig, Timeouts
from antiphon.server.handler import Request, Response
from antiphon.server.server import Server
from antiphon.server.target import Kind, Target

from ..wire.test_bad_requests import request
from .raw_client import connect
from .running import Running

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")

SERVER = """
import asyncio
from antiphon.server.config import ServerConfig
from antiphon.server.running import run
from antiphon.server.target import Kind, Target

async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        print("shutdown", flush=True)
        await send({"type": "lifespan.shutdown.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"begun", "more_body": True})
    message = await receive()
    while message["type"] == "http.request" and message["more_body"]:
        message = await receive()
    if scope["path"] == "/for-ever":
        await asyncio.Event().wait()
    await send({"type": "http.response.body", "body": b"done"})

def ready(urls):
    print(urls[0].rstrip("/").rpartition(":")[2], flush=True)

config = ServerConfig(host="127.0.0.1", port=0, tls=False, access_log=False)
run(Target(application, Kind.ASGI), config, ready)
print("ended", flush=True)
"""


@contextmanager
def serving() -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [sys.executable, "-c", SERVER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def test_the_first_signal_drains() -> None:
    with serving() as (process, port), connect(port) as busy, connect(port) as idle:
        idle.send(request())
        assert idle.read().content == b"begundone"
        busy.send(request(b"Content-Length: 5", start=b"POST / HTTP/1.1"))
        assert busy.until(b"begun")
        process.send_signal(signal.SIGTERM)
        assert idle.rest() == b""
        with pytest.raises(ConnectionRefusedError), connect(port):
            pass
        busy.send(b"whole")
        assert busy.rest() == b"\r\n4\r\ndone\r\n0\r\n\r\n"
        output, errors = process.communicate(timeout=10)
    assert process.returncode == 0 and output == "shutdown\nended\n" and errors == ""


def test_the_second_signal_cuts() -> None:
    with serving() as (process, port), connect(port) as busy, connect(port) as idle:
        idle.send(request())
        assert idle.read().content == b"begundone"
        busy.send(request(start=b"GET /for-ever HTTP/1.1"))
        assert busy.until(b"begun\r\n")
        process.send_signal(signal.SIGTERM)
        assert idle.rest() == b""
        process.send_signal(signal.SIGTERM)
        assert busy.is_cut()
        output, errors = process.communicate(timeout=10)
    assert process.returncode == 0 and output == "shutdown\nended\n" and "Traceback" not in errors


def test_a_request_that_has_begun_is_still_answered_and_is_the_last() -> None:
    seen: list[str] = []

    def handler(asked: Request) -> Response:
        seen.append(asked.target)
        return Response(content=b"last")

    with Running(handler, Kind.HANDLER) as server, connect(server.port) as client, connect(server.port) as idle:
        client.send(b"GET /1 HTTP/1.1\r\nHost:")
        idle.send(request(start=b"GET /0 HTTP/1.1"))
        assert idle.read().status == 200
        server.stop()
        assert idle.rest() == b""
        client.send(b" a\r\n\r\n" + request(start=b"GET /2 HTTP/1.1"))
        answered = client.read()
        assert answered.content == b"last" and answered.fields["connection"] == "close" and client.rest() == b""
    assert seen == ["/0", "/1"]


def test_a_client_that_does_not_read_delays_the_end_no_longer_than_the_drain() -> None:
    def handler(asked: Request) -> Response:
        return Response(content=b"x" * 20_000_000)

    limits = Timeouts(drain=0.2)
    with Running(handler, Kind.HANDLER, timeouts=limits) as server, connect(server.port, receive_buffer=4096) as client:
        client.send(request() * 3)
        assert client.until(b"\r\n\r\n")
        server.stop()
        assert client.is_cut(after=20_000_000)


async def events_for_ever() -> AsyncIterator[bytes]:
    yield b"data: 1\n\n"
    await asyncio.Event().wait()


def handled_events(asked: Request) -> Response:
    return Response(fields=Fields([("Content-Type", "text/event-stream")]), content=events_for_ever())


async def sent_events(scope: Scope, receive: Receive, send: Send) -> None:
    headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
    while (await receive())["type"] != "http.disconnect":
        pass
    with pytest.raises(OSError):
        await send({"type": "http.response.body", "body": b"data: 2\n\n", "more_body": True})


@pytest.mark.parametrize("application, kind", [(handled_events, Kind.HANDLER), (sent_events, Kind.ASGI)])
def test_a_stream_of_events_is_ended_as_it_would_go_on_for_ever(application: object, kind: Kind) -> None:
    with Running(application, kind) as server, connect(server.port) as client:
        client.send(request())
        assert client.until(b"data: 1\n\n\r\n")
        server.stop()
        assert client.rest() == b"0\r\n\r\n"
    assert server.errors.getvalue() == ""


def test_a_stream_of_events_that_begins_in_the_drain_is_ended_as_well() -> None:
    with Running(handled_events, Kind.HANDLER) as server, connect(server.port) as client, connect(server.port) as idle:
        client.send(b"GET / HTTP/1.1\r\nHost:")
        idle.send(request(b"Content-Length: 1", start=b"POST / HTTP/1.1") + b"x")
        assert idle.until(b"data: 1\n\n\r\n")
        server.stop()
        assert idle.rest() == b"0\r\n\r\n"
        client.send(b" a\r\n\r\n")
        assert client.rest().endswith(b"0\r\n\r\n")


def test_a_server_that_is_closed_without_a_drain_listens_no_more() -> None:
    async def start_and_close() -> int:
        config = ServerConfig(host="127.0.0.1", port=0, tls=False, access_log=False)
        server = Server(config, asyncio.get_running_loop(), None)
        (url,) = await server.start(Target(handled_events, Kind.HANDLER))
        await server.close()
        return int(url.rstrip("/").rpartition(":")[2])

    with pytest.raises(ConnectionRefusedError), connect(asyncio.run(start_and_close())):
        pass
