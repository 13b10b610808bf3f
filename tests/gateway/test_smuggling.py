"""One request in is one request out, or none: what two readers could read differently (RFC 9112 §11.2)."""

from __future__ import annotations

from threading import Event

import pytest

from ..client.peers import OK, Link, always, by_path, response
from ..server.raw_client import connect
from .standing import asked, before

INNER = b"GET /inner HTTP/1.1\r\nHost: a\r\n\r\n"
CHUNKS = b"0\r\n\r\n"


@pytest.mark.parametrize(
    "lines",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: 5, 5\r\n",
        b"Content-Length: +5\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Transfer-Encoding:\x0bchunked\r\n",
        b"Content-Length: 5\n",
        b"X: a\rContent-Length: 5\r\n",
        b" Content-Length: 5\r\n",
        b"Host: b\r\n",
    ],
)
def test_a_request_of_uncertain_extent_reaches_no_origin(lines: bytes) -> None:
    with before(always(OK)) as (gateway, origin), connect(gateway.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\n" + lines + b"\r\n" + CHUNKS + INNER)
        assert client.read().status in (400, 501)
        assert client.rest() == b"" and origin.requests == []


@pytest.mark.parametrize("name", ["Content-Length", "Transfer-Encoding", "content-length, close", "Host", "Expect"])
def test_connection_takes_no_framing_out_rfc9110_7_6_1(name: str) -> None:
    sent = f"POST /a HTTP/1.1\r\nHost: a\r\nConnection: {name}\r\nContent-Length: {len(INNER)}\r\n\r\n".encode() + INNER
    seen = asked(sent)
    assert (seen.target, seen.content, seen.fields["content-length"]) == ("/a", INNER, str(len(INNER)))


def test_chunks_that_connection_names_are_chunks() -> None:
    head = b"POST /a HTTP/1.1\r\nHost: a\r\nConnection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n\r\n"
    seen = asked(head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(INNER), INNER))
    assert (seen.content, seen.fields["transfer-encoding"]) == (INNER, "chunked")


def test_an_extension_or_a_trailer_of_chunks_goes_no_further() -> None:
    with before(always(OK)) as (gateway, origin), connect(gateway.port) as client:
        client.send(
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"3;name=value\r\nabc\r\n0\r\nX-Late: 1\r\n\r\n" + INNER
        )
        assert [client.read().status, client.read().status] == [200, 200]
        assert [(seen.target, seen.content) for seen in origin.requests] == [("/", b"abc"), ("/inner", b"")]
        assert "x-late" not in origin.requests[0].head.decode().lower()


def test_pipelined_requests_are_answered_in_order_one_by_one() -> None:
    script = by_path({f"/{number}": response(str(number).encode()) for number in range(20)})
    with before(script) as (gateway, origin), connect(gateway.port) as client:
        client.send(b"".join(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % number for number in range(20)))
        assert [client.read().content for _ in range(20)] == [str(number).encode() for number in range(20)]
        assert origin.connections == 1


def test_content_cut_by_the_client_is_never_whole_for_the_origin_rfc9112_8() -> None:
    ends: list[bytes] = []

    asked = Event()

    def script(link: Link) -> None:
        link.head()
        asked.set()
        ends.append(link.rest())

    with before(script) as (gateway, origin):
        with connect(gateway.port) as client:
            client.send(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            assert asked.wait(10)
            client.finish()
            client.rest()
        origin.join()
    assert ends and not ends[0].endswith(b"0\r\n\r\n")
