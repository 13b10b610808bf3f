"""Handlers of the server's, answering in the client's process."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import antiphon
from antiphon.rest import application
from antiphon.semantics.fields import Fields
from antiphon.server.handler import Request, Response

from ..conftest import NewClient

URL = "https://app.test/a%20b?q=1"


def test_a_handler_sees_the_request_and_answers(new_client: NewClient) -> None:
    seen: list[Request] = []

    def handler(request: Request) -> Response:
        seen.append(request)
        return Response(201, Fields({"X-A": "1"}), b"made")

    got = new_client(transport=antiphon.InProcess(handler)).post(URL, data=b"content", headers={"X-B": "2"})
    (request,) = seen
    assert (request.method, request.path, request.target, request.query) == ("POST", "/a b", "/a%20b?q=1", "q=1")
    assert (request.content, request.fields["x-b"], request.scheme) == (b"content", "2", "https")
    assert got.status_code == 201 and got.content == b"made"
    assert got.headers["x-a"] == "1" and got.headers["content-length"] == "4"


def test_handlers_may_wait_and_stream(new_client: NewClient) -> None:
    closed: list[str] = []

    class Streaming:
        streams = True

        async def __call__(self, request: Request) -> Response:
            return Response(content=self._pieces(request))

        async def _pieces(self, request: Request) -> AsyncIterator[bytes]:
            assert request.stream is not None
            async for piece in request.stream:
                yield piece.upper()

        async def close(self) -> None:
            closed.append("closed")

    client = new_client(transport=antiphon.InProcess(Streaming()))
    assert client.post(URL, data=iter([b"a", b"b"])).content == b"AB"
    client.close()
    assert closed == ["closed"]


def test_an_iterator_is_closed_when_nobody_reads_on(new_client: NewClient) -> None:
    closed: list[str] = []

    def pieces() -> Iterator[bytes]:
        try:
            while True:
                yield bytes(10_000)
        finally:
            closed.append("closed")

    client = new_client(transport=antiphon.InProcess(lambda request: Response(content=pieces())))
    client.drop(client.get(URL, stream=True))
    client.until(lambda: closed == ["closed"])
    assert client.head(URL).content == b""


def test_what_is_no_response_is_named(new_client: NewClient) -> None:
    handler: Any = lambda request: "text"  # noqa: E731
    with pytest.raises(antiphon.AntiphonError) as caught:
        new_client(transport=antiphon.InProcess(handler)).get(URL)
    assert caught.value.fault.code == "application-answer"


def test_the_rest_backend_answers_in_process(new_client: NewClient, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.db")) as database:
        database.execute("CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
    backend = application(f"sqlite:///{tmp_path / 'shop.db'}")
    client = new_client(mounts={"https://app.test/": antiphon.ASGI(backend)})
    made = client.post("https://app.test/product", json={"name": "tea"})
    assert made.status_code == 201
    assert client.get(f"https://app.test{made.headers['location']}").json()["name"] == "tea"
