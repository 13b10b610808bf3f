"""What a session does, blocking and asynchronous alike, against the sample application."""

from __future__ import annotations

import asyncio
import pickle
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

import antiphon
from antiphon.demo import application

from ..server.running import Running
from .clients import Client
from .conftest import NewClient


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with Running(application, access_log=False) as running:
        yield running


@pytest.fixture
def session(new_client: NewClient, server: Running) -> Client:
    return new_client(base_url=server.url, timeout=10)


def test_each_method_says_its_name(session: Client) -> None:
    for method in ("get", "post", "put", "patch", "delete", "options", "query"):
        assert getattr(session, method)("/echo").json()["method"] == method.upper()
    assert session.head("/echo").content == b""
    assert session.request("PROPFIND", "/echo").json()["method"] == "PROPFIND"


def test_content_given_twice_or_unusable_is_refused(session: Client) -> None:
    for options in ({"json": 1, "data": b"x"}, {"data": "x", "files": {"f": b""}}, {"data": 5}, {"json": float("nan")}):
        with pytest.raises(antiphon.UsageError):
            session.post("/echo", **options)


def test_headers_overlay_the_sessions(session: Client) -> None:
    seen = session.get("/echo", headers={"Accept": None, "User-Agent": "me", "X-One": "1"}).json()
    fields = dict(seen["headers"])
    assert "accept" not in fields and fields["user-agent"] == "me" and fields["x-one"] == "1"
    assert dict(session.get("/echo").json()["headers"])["user-agent"].startswith("antiphon/")


def test_cookies_are_kept_and_sent(session: Client) -> None:
    assert session.get("/cookies/set?a=1").json() == {"a": "1"}
    assert session.cookies["a"] == "1" and "1" not in repr(session.cookies).replace("1 cookie", "")
    assert session.get("/cookies", cookies={"b": "2"}).json() == {"a": "1", "b": "2"}
    assert session.get("/cookies").json() == {"a": "1"}


@pytest.mark.parametrize(
    "auth", [("demo", "demo"), "demo", lambda request: request.headers.add("Authorization", "Bearer demo")]
)
def test_authentication(session: Client, auth: Any) -> None:
    assert session.get("/private").status_code == 401
    assert session.get("/private", auth=auth).json() == {"user": "demo"}


def test_userinfo_becomes_credentials_and_is_shown_nowhere(session: Client, server: Running) -> None:
    response = session.get(f"http://demo:demo@127.0.0.1:{server.port}/private")
    assert response.json() == {"user": "demo"}
    assert "demo:" not in response.url + repr(response.request) + repr(response.request.headers)


def test_the_response_in_the_shape_of_requests(session: Client) -> None:
    response = session.get("/hello")
    assert response.status_code == 200 and type(response.status_code) is int and response.reason == "OK"
    assert response.ok and response and response.http_version == "HTTP/1.1" and response.encoding == "utf-8"
    assert response.text == "Hello, world!\n" and type(response.content) is bytes
    assert response.headers["CONTENT-TYPE"] == response.headers["content-type"]
    assert response.elapsed.total_seconds() > 0 and response.timings.total >= response.timings.first_byte > 0
    assert [session.get(f"/status/{code}").ok for code in (200, 304, 404, 500)] == [True, True, False, False]
    assert response.raise_for_status() is response
    with pytest.raises(antiphon.HTTPError) as caught:
        session.get("/status/404").raise_for_status()
    assert caught.value.response.status_code == 404


def test_a_refused_connection_says_where(session: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(antiphon.ConnectionError, match=f"127.0.0.1:{port}") as caught:
        session.get(f"http://127.0.0.1:{port}/")
    assert caught.value.request.url.port == port
    assert pickle.loads(pickle.dumps(caught.value)).fault == caught.value.fault


def test_interim_responses_are_told(session: Client) -> None:
    seen: list[int] = []
    session.get("/early", on_interim=lambda response: seen.append(response.status))
    assert seen == [103]


def test_connections_are_used_again_and_a_closed_session_is_closed(session: Client) -> None:
    assert session.get("/hello").timings.connect is not None
    assert session.get("/hello").timings.connect is None
    assert "1 connections, 1 idle" in repr(session.session)
    session.session._engine.close()
    with pytest.raises(antiphon.UsageError, match="closed"):
        session.get("/hello")


# -- what only one of the two does ---------------------------------------------------------------------------------


def test_streaming_in_every_shape(server: Running) -> None:
    with antiphon.Session(base_url=server.url) as session:
        assert [len(piece) for piece in session.get("/bytes/100000", stream=True).iter_content(40_000)] == [
            40_000,
            40_000,
            20_000,
        ]
        assert list(session.get("/stream?n=3", stream=True).iter_lines()) == [b"0", b"1", b"2"]
        assert "".join(session.get("/hello?name=ü", stream=True).iter_text()) == "Hello, ü!\n"
        with session.get("/bytes/50000000", stream=True) as response:
            assert next(response.iter_bytes())
        with pytest.raises(antiphon.StreamConsumed):
            list(response.iter_bytes())
        assert session.get("/hello").ok


def test_asynchronous_streams_both_ways(server: Running) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    async def run() -> None:
        async with antiphon.AsyncSession(base_url=server.url) as session:
            assert (await session.post("/echo", data=pieces())).json()["content"] == "ab"
            response = await session.get("/stream?n=3", stream=True)
            assert [line async for line in response.iter_lines()] == [b"0", b"1", b"2"]
            async with await session.get("/bytes/50000000", stream=True) as response:
                async for piece in response.iter_bytes():
                    assert piece
                    break
            responses = await asyncio.gather(*[session.get("/hello") for _ in range(50)])
            assert {response.status_code for response in responses} == {200}

    asyncio.run(run())


def test_a_blocking_session_refuses_asynchronous_content(server: Running) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"a"

    with antiphon.Session(base_url=server.url) as session, pytest.raises(antiphon.UsageError):
        session.post("/echo", data=pieces())


def test_functions_need_no_session(server: Running) -> None:
    assert antiphon.get(server.url + "hello", {"name": "x"}).text == "Hello, x!\n"
    assert antiphon.post(server.url + "echo", json={"a": 1}).json()["content"] == '{"a":1}'


def test_importing_costs_little() -> None:
    heavy = ("asyncio", "ssl", "socket", "email", "http")
    code = f"import sys, antiphon; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
