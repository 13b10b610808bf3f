"""The HTTP clients of Python against our server, over TLS with the local root."""

from __future__ import annotations

import asyncio
import hashlib
import http.client
import io
import json
import ssl
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

import aiohttp
import httpx
import pytest

import requests

from ..server.running import Running
from .application import FILE, LONG_TEXT

pytestmark = pytest.mark.peer

BIG = b"0123456789abcdef" * 100_000
PIECES = [BIG[start : start + 70_000] for start in range(0, len(BIG), 70_000)]


@dataclass(frozen=True)
class Answer:
    """What a client understood of a response."""

    status: int
    content: bytes

    @property
    def json(self) -> dict[str, Any]:
        return cast(dict[str, Any], json.loads(self.content))


class Client(Protocol):
    """One client with one connection or pool, which trusts the root."""

    def send(self, method: str, url: str, content: bytes | list[bytes] = b"") -> Answer:
        """Send a request, with pieces of content in chunks, and return the answer without content codings."""

    def close(self) -> None:
        """Close what is open."""


class Requests:
    """requests, over urllib3."""

    def __init__(self, root: Path) -> None:
        self._session = requests.Session()
        self._root = str(root)

    def send(self, method: str, url: str, content: bytes | list[bytes] = b"") -> Answer:
        data = iter(content) if isinstance(content, list) else content
        response = self._session.request(method, url, data=data, verify=self._root, timeout=20)
        return Answer(response.status_code, response.content)

    def close(self) -> None:
        self._session.close()


class Httpx:
    """httpx, over httpcore and h11."""

    def __init__(self, root: Path) -> None:
        self._client = httpx.Client(verify=ssl.create_default_context(cafile=root), follow_redirects=True, timeout=20)

    def send(self, method: str, url: str, content: bytes | list[bytes] = b"") -> Answer:
        data = iter(content) if isinstance(content, list) else content or None
        response = self._client.request(method, url, content=data)
        return Answer(response.status_code, response.content)

    def close(self) -> None:
        self._client.close()


class Aiohttp:
    """aiohttp, on a loop of its own."""

    def __init__(self, root: Path) -> None:
        self._runner = asyncio.Runner()
        self._session = self._runner.run(self._open(root))

    async def _open(self, root: Path) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=root))
        return aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(20))

    def send(self, method: str, url: str, content: bytes | list[bytes] = b"") -> Answer:
        return self._runner.run(self._send(method, url, content))

    async def _send(self, method: str, url: str, content: bytes | list[bytes]) -> Answer:
        data = _asynchronous(content) if isinstance(content, list) else io.BytesIO(content) if content else None
        async with self._session.request(method, url, data=data) as response:
            return Answer(response.status, await response.read())

    def close(self) -> None:
        self._runner.run(self._session.close())
        self._runner.close()


async def _asynchronous(pieces: list[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


class Standard:
    """http.client, which follows no redirects and undoes no codings."""

    def __init__(self, root: Path) -> None:
        self._context = ssl.create_default_context(cafile=root)
        self._connection: http.client.HTTPSConnection | None = None

    def send(self, method: str, url: str, content: bytes | list[bytes] = b"") -> Answer:
        target = urlsplit(url)
        if self._connection is None:
            self._connection = http.client.HTTPSConnection(target.netloc, context=self._context, timeout=20)
        data = iter(content) if isinstance(content, list) else content
        self._connection.request(method, target.path, data, encode_chunked=isinstance(content, list))
        with self._connection.getresponse() as response:
            return Answer(response.status, response.read())

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


@pytest.fixture(params=[Requests, Httpx, Aiohttp, Standard])
def client(request: pytest.FixtureRequest, root: Path) -> Iterator[Client]:
    made: Client = request.param(root)
    yield made
    made.close()


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_each_method_arrives(client: Client, server: Running, method: str) -> None:
    assert client.send(method, f"{server.url}echo").json["method"] == method


def test_head_leaves_the_connection_usable_rfc9110_9_3_2(client: Client, server: Running) -> None:
    assert client.send("HEAD", f"{server.url}files/{FILE.name}") == Answer(200, b"")
    assert client.send("GET", f"{server.url}files/{FILE.name}").content == FILE.read_bytes()


def test_content_with_a_length_and_in_chunks(client: Client, server: Running) -> None:
    for content in (BIG, PIECES):
        echoed = client.send("POST", f"{server.url}echo", content).json
        assert (echoed["size"], echoed["digest"]) == (len(BIG), hashlib.sha256(BIG).hexdigest())


def test_content_in_chunks_is_read_to_its_end(client: Client, server: Running) -> None:
    assert len(client.send("GET", f"{server.url}count/3000000").content) == 3_000_000


def test_compressed_content(client: Client, server: Running) -> None:
    assert client.send("GET", f"{server.url}text").content.decode() == LONG_TEXT


def test_one_connection_serves_all_requests_rfc9112_9_3(client: Client, server: Running) -> None:
    ports = {client.send("POST", f"{server.url}echo", b"x" * size).json["port"] for size in (0, 1, 100_000, 0)}
    assert len(ports) == 1


def test_a_refusal_reaches_a_client_that_still_sends(client: Client, server: Running) -> None:
    assert client.send("POST", f"{server.url}refuse", PIECES[:3]).status == 413
    assert client.send("GET", f"{server.url}echo").status == 200


@pytest.mark.parametrize("client", [Requests, Httpx, Aiohttp], indirect=True)
def test_a_redirect_keeps_method_and_content_rfc9110_15_4_8(client: Client, server: Running) -> None:
    echoed = client.send("POST", f"{server.url}moved", b"text").json
    assert (echoed["method"], echoed["content"]) == ("POST", "text")


def test_without_the_root_they_refuse(server: Running) -> None:
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(server.url, timeout=20)
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(server.url)
