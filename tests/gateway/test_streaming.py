"""Content and interim responses as they come: nothing waits for a whole, nothing piles up, nobody is asked in vain."""

from __future__ import annotations

import resource
import socket
from collections.abc import Iterator
from threading import Event

import pytest

from ..client.peers import OK, Link, always, response
from ..server.raw_client import connect
from .standing import before

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
PIECE = b"0123456789abcdef" * 4096
PIECES = 800
SIZE = PIECES * len(PIECE)
MOST_GROWTH = 24 * 1024 * 1024


def peak() -> int:
    """Return the most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


# -- one way ---------------------------------------------------------------------------------------------------------


def test_a_piece_is_passed_on_before_the_next_one_exists() -> None:
    going_on = Event()

    def script(link: Link) -> None:
        link.request()
        link.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        link.send(b"5\r\ndata:\r\n")
        assert going_on.wait(10)
        link.send(b"4\r\n 1\n\n\r\n0\r\n\r\n")

    with before(script) as (gateway, _), connect(gateway.port) as client:
        client.send(GET)
        assert client.until(b"data:")
        going_on.set()
        assert client.until(b"0\r\n\r\n").endswith(b" 1\n\n\r\n0\r\n\r\n")


def test_a_piece_of_an_upload_is_passed_on_before_the_next_one_exists() -> None:
    first = Event()

    def script(link: Link) -> None:
        link.head()
        assert link.some(3) == b"abc"
        first.set()
        link.some(3)
        link.send(OK)

    with before(script) as (gateway, _), connect(gateway.port) as client:
        client.send(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc")
        assert first.wait(10)
        client.send(b"def")
        assert client.read().content == b"ok"


@pytest.mark.parametrize("framing", [f"Content-Length: {SIZE}", "Transfer-Encoding: chunked"], ids=["length", "chunks"])
def test_fifty_megabytes_come_down_in_little_memory(framing: str) -> None:
    def script(link: Link) -> None:
        link.request()
        link.send(f"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n".encode())
        for _ in range(PIECES):
            link.send(PIECE if "Length" in framing else b"%x\r\n%b\r\n" % (len(PIECE), PIECE))
        link.send(b"" if "Length" in framing else b"0\r\n\r\n")
        link.wait()

    with before(script) as (gateway, _), gateway.session() as session:
        start = peak()
        got = session.get("/", stream=True)
        place = 0
        for piece in got.iter_bytes():
            begin = place % len(PIECE)
            assert piece == (PIECE * (len(piece) // len(PIECE) + 2))[begin : begin + len(piece)]
            place += len(piece)
        assert place == SIZE and peak() - start < MOST_GROWTH


def test_fifty_megabytes_go_up_in_little_memory() -> None:
    sizes: list[int] = []

    def script(link: Link) -> None:
        left = int(link.head().fields["content-length"])
        while left:
            left -= len(link.some(1 << 20))
        sizes.append(left)
        link.send(OK)

    def pieces() -> Iterator[bytes]:
        return (PIECE for _ in range(PIECES))

    with before(script) as (gateway, _), gateway.session() as session:
        start = peak()
        assert session.put("/", data=pieces(), headers={"Content-Length": str(SIZE)}).text == "ok"
        assert sizes == [0] and peak() - start < MOST_GROWTH


def test_an_origin_waits_for_a_client_that_does_not_read() -> None:
    sent = Event()

    def script(link: Link) -> None:
        link.request()
        link.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)
        link.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % SIZE)
        for _ in range(PIECES):
            link.send(PIECE)
        sent.set()
        link.wait()

    with before(script) as (gateway, _), connect(gateway.port, receive_buffer=1 << 16) as client:
        client.send(GET)
        client.until(b"\r\n\r\n")
        assert not sent.wait(0.3)
        taken = 0
        while taken < SIZE:
            taken += client.take(1 << 20)
        assert sent.wait(10)


# -- 100 and 103 -----------------------------------------------------------------------------------------------------

EXPECTING = b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"


def test_a_client_is_told_to_continue_when_the_origin_says_so_rfc9110_10_1_1() -> None:
    def script(link: Link) -> None:
        seen = link.head()
        assert seen.fields["expect"] == "100-continue" and not link.has_input()
        link.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        link.send(response(link.content(seen)))
        link.wait()

    with before(script) as (gateway, _), connect(gateway.port) as client:
        client.send(EXPECTING)
        assert client.read().status == 100
        client.send(b"data")
        assert client.read().content == b"data"


def test_an_origin_that_refuses_spares_the_client_its_content_rfc9110_10_1_1() -> None:
    def script(link: Link) -> None:
        link.head()
        link.send(response(b"no", status="413 Content Too Large"))
        link.rest()

    with before(script) as (gateway, origin), connect(gateway.port) as client:
        client.send(EXPECTING)
        answer = client.read()
        assert (answer.status, answer.content) == (413, b"no")
        assert origin.requests[0].content == b""


def test_an_origin_that_refuses_during_an_upload_is_heard() -> None:
    def script(link: Link) -> None:
        link.head()
        link.some(1)
        link.send(response(b"no", "Connection: close", status="413 Content Too Large"))
        link.end()
        link.rest()

    with before(script) as (gateway, _), connect(gateway.port) as client:
        client.send(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % SIZE)
        for _ in range(PIECES):
            if client.says_something(0):
                break
            client.send(PIECE)
        assert client.read().status == 413


def test_interim_responses_are_passed_on_rfc8297() -> None:
    hint = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nConnection: x-hop\r\nX-Hop: 1\r\n\r\n"
    with (
        before(always(hint + b"HTTP/1.1 102 Processing\r\n\r\n" + OK)) as (gateway, _),
        connect(gateway.port) as client,
    ):
        client.send(GET)
        early = client.read()
        assert (early.status, early.fields) == (103, {"link": "</a.css>; rel=preload"})
        assert [client.read().status, client.read().status] == [102, 200]
        client.send(b"GET / HTTP/1.0\r\n\r\n")
        assert client.read().status == 200


# -- clients that go -----------------------------------------------------------------------------------------------


def test_the_origin_is_left_when_the_client_is_gone() -> None:
    asked, left = Event(), Event()

    def script(link: Link) -> None:
        link.request()
        asked.set()
        link.rest()
        left.set()

    with before(script) as (gateway, _):
        with connect(gateway.port) as client:
            client.send(GET)
            assert asked.wait(10)
            client.reset()
        assert left.wait(10)
        assert gateway.failed == []


def test_the_origin_is_left_when_the_client_stops_reading_for_good() -> None:
    started, left = Event(), Event()

    def script(link: Link) -> None:
        link.request()
        link.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        started.set()
        link.rest()
        left.set()

    with before(script) as (gateway, _):
        with connect(gateway.port) as client:
            client.send(GET)
            client.until(b"abc")
            client.reset()
        assert left.wait(10)
        assert gateway.failed == [] and "note" not in gateway.errors.getvalue()


def test_a_client_that_only_ends_its_side_gets_the_answer_rfc9112_9_6() -> None:
    asked, go_on = Event(), Event()

    def script(link: Link) -> None:
        link.request()
        asked.set()
        assert go_on.wait(10)
        link.send(OK)

    with before(script) as (gateway, _), connect(gateway.port) as client:
        client.send(GET)
        assert asked.wait(10)
        client.finish()
        go_on.set()
        assert client.read().content == b"ok"


def test_a_gateway_that_ends_answers_what_is_under_way() -> None:
    asked, go_on = Event(), Event()

    def script(link: Link) -> None:
        link.request()
        asked.set()
        assert go_on.wait(10)
        link.send(OK)

    with before(script) as (gateway, _), connect(gateway.port) as client:
        client.send(GET)
        assert asked.wait(10)
        gateway.stop()
        go_on.set()
        assert client.read().content == b"ok"
