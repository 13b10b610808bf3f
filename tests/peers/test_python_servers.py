"""Servers of Python under our client: uvicorn with each of its parsers, aiohttp, and http.server."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import HTTPServer, SimpleHTTPRequestHandler

import pytest
import uvicorn
from aiohttp import web
from starlette.types import Receive, Scope, Send

from ..client.clients import Client
from .application import application

pytestmark = pytest.mark.peer

BIG = b"0123456789abcdef" * 100_000


def pieces() -> Iterator[bytes]:
    """Content for a chunked request; as much as `BIG`."""
    return (BIG[start : start + 70_000] for start in range(0, len(BIG), 70_000))


# -- uvicorn ---------------------------------------------------------------------------------------------------------


async def mirror(scope: Scope, receive: Receive, send: Send) -> None:
    """Send back each piece as it comes; everything else is for the application of these tests."""
    if scope.get("path") != "/mirror":
        await application(scope, receive, send)
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    more = True
    while more:
        message = await receive()
        more = message.get("more_body", False)
        await send({"type": "http.response.body", "body": message.get("body", b""), "more_body": more})


@contextmanager
def listening() -> Iterator[tuple[socket.socket, str]]:
    """A socket that listens already, and the URL of it: whoever connects waits for the server."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener, f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def uvicorn_server(parser: str) -> Iterator[str]:
    config = uvicorn.Config(mirror, http=parser, ws="none", log_level="critical", timeout_keep_alive=60)
    server = uvicorn.Server(config)
    with listening() as (listener, url):
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield url
        finally:
            server.should_exit = True
            thread.join()


# -- aiohttp ---------------------------------------------------------------------------------------------------------


async def aiohttp_echo(request: web.Request) -> web.Response:
    content = await request.read()
    return web.json_response(
        {
            "method": request.method,
            "size": len(content),
            "digest": hashlib.sha256(content).hexdigest(),
            "port": request.transport.get_extra_info("peername")[1] if request.transport else None,
        }
    )


async def aiohttp_count(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    left = int(request.match_info["size"])
    while left:
        piece = BIG[:left]
        left -= len(piece)
        await response.write(piece)
    return response


async def aiohttp_mirror(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    async for piece in request.content.iter_any():
        await response.write(piece)
    return response


async def aiohttp_refuse(request: web.Request) -> web.Response:
    return web.Response(status=413, text="no room\n")


@contextmanager
def aiohttp_server() -> Iterator[str]:
    app = web.Application(client_max_size=0)
    app.router.add_route("*", "/echo", aiohttp_echo)
    app.router.add_route("*", "/mirror", aiohttp_mirror)
    app.router.add_route("*", "/refuse", aiohttp_refuse)
    app.router.add_get("/count/{size}", aiohttp_count)
    with asyncio.Runner() as runner, listening() as (listener, url):
        loop = runner.get_loop()
        stopping = asyncio.Event()

        async def serve() -> None:
            site = web.AppRunner(app, handle_signals=False)
            await site.setup()
            await web.SockSite(site, listener).start()
            await stopping.wait()
            await site.cleanup()

        thread = threading.Thread(target=runner.run, args=(serve(),))
        thread.start()
        try:
            yield url
        finally:
            loop.call_soon_threadsafe(stopping.set)
            thread.join()


@pytest.fixture(scope="module", params=["h11", "httptools", "aiohttp"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    made = aiohttp_server() if request.param == "aiohttp" else uvicorn_server(request.param)
    with made as url:
        yield url


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_each_method_arrives(client: Client, url: str, method: str) -> None:
    assert client.request(method, f"{url}/echo").json()["method"] == method


def test_content_with_a_length_and_in_chunks(client: Client, url: str) -> None:
    for data in (BIG, pieces()):
        echoed = client.post(f"{url}/echo", data=data).json()
        assert (echoed["size"], echoed["digest"]) == (len(BIG), hashlib.sha256(BIG).hexdigest())


def test_content_that_waits_for_100_rfc9110_10_1_1(client: Client, url: str) -> None:
    echoed = client.post(f"{url}/echo", data=BIG, headers={"Expect": "100-continue"}).json()
    assert echoed["size"] == len(BIG)


def test_content_in_chunks_is_read_to_its_end(client: Client, url: str) -> None:
    assert len(client.get(f"{url}/count/3000000").content) == 3_000_000
    assert sum(map(len, client.each(client.get(f"{url}/count/3000000", stream=True), "iter_bytes"))) == 3_000_000


def test_an_answer_that_comes_while_the_request_goes(client: Client, url: str) -> None:
    assert client.post(f"{url}/mirror", data=pieces()).content == BIG


def test_a_refusal_before_the_content_was_read(client: Client, url: str) -> None:
    for _ in range(3):
        assert client.post(f"{url}/refuse", data=pieces()).status_code == 413
        assert client.get(f"{url}/echo").ok


def test_one_connection_serves_all_requests_rfc9112_9_3(client: Client, url: str) -> None:
    ports = {client.post(f"{url}/echo", data=b"x" * size).json()["port"] for size in (0, 1, 100_000, 0)}
    assert len(ports) == 1


def test_a_download_that_is_dropped_does_no_harm(client: Client, url: str) -> None:
    response = client.get(f"{url}/count/30000000", stream=True)
    client.drop(response)
    assert client.get(f"{url}/echo").ok and client.in_use == 0


# -- http.server -----------------------------------------------------------------------------------------------------


class Quiet(SimpleHTTPRequestHandler):
    """Files in HTTP/1.0, and an answer without a length."""

    def do_GET(self) -> None:
        if self.path != "/endless":
            super().do_GET()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(BIG)

    def do_PUT(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, format: str, *arguments: object) -> None:
        return


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("files")
    (folder / "big").write_bytes(BIG)

    def handler(*arguments: object) -> Quiet:
        return Quiet(*arguments, directory=str(folder))  # type: ignore[arg-type]

    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_http_1_0_has_a_connection_for_each_answer_rfc9112_9_3(client: Client, files: str) -> None:
    for _ in range(3):
        response = client.get(f"{files}/big")
        assert response.content == BIG and response.http_version == "HTTP/1.0"
    assert client.pool.open_connections == 0


def test_content_ends_with_the_connection_rfc9112_6_3(client: Client, files: str) -> None:
    assert client.get(f"{files}/endless").content == BIG
    assert b"".join(client.each(client.get(f"{files}/endless", stream=True), "iter_bytes")) == BIG
    assert client.request("PUT", f"{files}/put", data=BIG[:100_000]).content == BIG[:100_000]


def test_errors_and_folders(client: Client, files: str) -> None:
    assert client.get(f"{files}/missing").status_code == 404
    assert client.request("DELETE", f"{files}/big").status_code == 501
    assert 'href="big"' in client.get(files).text
    assert client.head(f"{files}/big").headers["content-length"] == str(len(BIG))
