"""Starlette in our server: streams, background tasks, middleware, and the end of a client."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import TypedDict

import pytest
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

import antiphon

from ..server.running import Running

pytestmark = pytest.mark.peer

WAIT = 10


class Noted(TypedDict):
    """What happened apart from responses."""

    background: threading.Event
    disconnected: threading.Event
    ended: threading.Event


@asynccontextmanager
async def lifespan(noted: Noted) -> AsyncIterator[Noted]:
    yield noted
    noted["ended"].set()


async def events(request: Request) -> Response:
    async def lines() -> AsyncIterator[str]:
        for number in range(3):
            yield f"data: {number}\n\n"
            await asyncio.sleep(0)

    return StreamingResponse(lines(), media_type="text/event-stream")


async def endless(request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"x" * 1000
                await asyncio.sleep(0)
        finally:
            request.state.disconnected.set()

    return StreamingResponse(pieces())


async def later(request: Request) -> Response:
    return PlainTextResponse("soon", background=BackgroundTask(request.state.background.set))


async def upload(request: Request) -> Response:
    try:
        size = sum([len(piece) async for piece in request.stream()])
    except ClientDisconnect:
        request.state.disconnected.set()
        raise
    return PlainTextResponse(str(size))


async def cookie(request: Request) -> Response:
    response = JSONResponse(request.cookies)
    response.set_cookie("seen", "yes", httponly=True)
    return response


async def mark(request: Request, call_next: RequestResponseEndpoint) -> Response:
    response = await call_next(request)
    response.headers["x-marked"] = "1"
    return response


def application(noted: Noted) -> Starlette:
    """Return an application that notes what happens after and beside its responses."""
    return Starlette(
        routes=[
            Route("/events", events),
            Route("/endless", endless),
            Route("/later", later),
            Route("/upload", upload, methods=["POST"]),
            Route("/cookie", cookie),
        ],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=mark), Middleware(GZipMiddleware, minimum_size=1)],
        lifespan=lambda _: lifespan(noted),
    )


@pytest.fixture
def noted() -> Noted:
    return Noted(background=threading.Event(), disconnected=threading.Event(), ended=threading.Event())


@pytest.fixture
def server(noted: Noted) -> Iterator[Running]:
    with Running(application(noted), access_log=False) as server:
        yield server


def test_events_are_streamed_through_middleware(session: antiphon.Session, server: Running) -> None:
    with session.get(f"{server.url}events", stream=True) as response:
        assert response.headers["x-marked"] == "1"
        assert list(response.iter_lines()) == [b"data: 0", b"", b"data: 1", b"", b"data: 2", b""]


def test_a_background_task_runs_after_the_answer(session: antiphon.Session, server: Running, noted: Noted) -> None:
    assert session.get(f"{server.url}later").text == "soon"
    assert noted["background"].wait(WAIT)


def test_a_client_that_leaves_ends_a_stream(session: antiphon.Session, server: Running, noted: Noted) -> None:
    with session.get(f"{server.url}endless", stream=True, headers={"Accept-Encoding": "identity"}) as response:
        assert next(iter(response.iter_bytes()))
    assert noted["disconnected"].wait(WAIT)


def test_an_upload_that_is_cut_is_a_disconnect(session: antiphon.Session, server: Running, noted: Noted) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x" * 100_000
        raise ValueError("the source failed")

    with pytest.raises(ValueError, match="the source failed"):
        session.post(f"{server.url}upload", data=pieces())
    assert noted["disconnected"].wait(WAIT)
    assert session.post(f"{server.url}upload", data=b"x" * 100_000).text == "100000"


def test_cookies_come_back(session: antiphon.Session, server: Running) -> None:
    assert session.get(f"{server.url}cookie").json() == {}
    assert session.get(f"{server.url}cookie").json() == {"seen": "yes"}


def test_the_lifespan_ends_with_the_server(noted: Noted) -> None:
    with Running(application(noted), access_log=False):
        assert not noted["ended"].is_set()
    assert noted["ended"].is_set()
