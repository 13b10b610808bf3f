"""Handlers whose content comes from another server: trailers, a source that breaks off, a client that leaves."""

from __future__ import annotations

import asyncio
from threading import Event

import pytest

from antiphon.faults import BrokenResponse
from antiphon.faults.exchange import STREAM_CONSUMED
from antiphon.semantics.fields import Fields
from antiphon.server.handler import Handler, Request, Response
from antiphon.server.target import Kind

from ..wire.test_bad_requests import request
from .raw_client import connect
from .running import Running

GET = request(start=b"GET / HTTP/1.1")


class Passing:
    """Two pieces; then trailers, or `error`."""

    def __init__(self, error: Exception | None = None) -> None:
        self.left = 2
        self.error = error
        self.trailers = Fields()

    def __aiter__(self) -> Passing:
        return self

    async def __anext__(self) -> bytes:
        if self.left:
            self.left -= 1
            return b"piece"
        if self.error is not None:
            raise self.error
        self.trailers["X-Sum"] = "10"
        raise StopAsyncIteration


def giving(error: Exception | None = None, fields: Fields | None = None) -> Handler:
    def answer(asked: Request) -> Response:
        return Response(fields=fields or Fields(), content=Passing(error))

    return answer


def test_trailers_follow_content_of_unknown_length_rfc9112_7_1_2() -> None:
    with Running(giving(), Kind.HANDLER) as server, connect(server.port) as client:
        client.send(GET)
        assert client.until(b"0\r\nX-Sum: 10\r\n\r\n")


def test_trailers_have_no_place_behind_a_declared_length() -> None:
    fields = Fields({"Content-Length": "10"})
    with Running(giving(fields=fields), Kind.HANDLER) as server, connect(server.port) as client:
        for _ in range(2):
            client.send(GET)
            assert client.read().content == b"piecepiece"


def test_a_source_that_breaks_off_cuts_the_response_and_is_no_failure_rfc9112_8() -> None:
    with Running(giving(BrokenResponse(STREAM_CONSUMED)), Kind.HANDLER) as server, connect(server.port) as client:
        client.send(GET)
        try:
            assert not client.rest().endswith(b"0\r\n\r\n")
        except ConnectionResetError:
            pass
        assert server.failed == [] and '"event": "note"' in server.errors.getvalue()


@pytest.mark.parametrize("cancellable", [True, False])
def test_a_handler_that_may_be_is_cancelled_with_its_client(cancellable: bool) -> None:
    asked, cancelled, go_on = Event(), Event(), Event()

    async def answer(request: Request) -> Response:
        asked.set()
        try:
            while not go_on.is_set():
                await asyncio.sleep(0.001)
        except asyncio.CancelledError:
            cancelled.set()
            raise
        return Response()

    answer.streams = True  # type: ignore[attr-defined]
    answer.cancellable = cancellable  # type: ignore[attr-defined]
    with Running(answer, Kind.HANDLER) as server:
        with connect(server.port) as client:
            client.send(GET)
            assert asked.wait(10)
            client.reset()
        with connect(server.port) as other:
            # Once it is served, the server has heard of the other's end.
            other.send(request(start=b"OPTIONS * HTTP/1.1"))
            assert other.read().status == 204
        if cancellable:
            assert cancelled.wait(10)
        else:
            assert not cancelled.is_set()
        go_on.set()
