"""What the client gets: the response of the origin, told for the place where the gateway is (RFC 9110 §7.7)."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from ..client.peers import always, response
from ..server.raw_client import Answer, connect
from .standing import NAME, before

GET = b"GET /x HTTP/1.1\r\nHost: shop.example:8443\r\n\r\n"


def answer(raw: bytes, request: bytes = GET, **settings: Any) -> Answer:
    """Return what a client gets for `request` where the origin answers `raw`."""
    with before(always(raw), **settings) as (gateway, _), connect(gateway.port) as client:
        client.send(request)
        return client.read(request.split(b" ")[0].decode())


def test_a_response_passes_as_it_is() -> None:
    raw = response(
        b"\x1f\x8b gzip", "Content-Encoding: gzip", 'ETag: W/"1"', "Date: Mon, 01 Jan 2024 00:00:00 GMT", "Server: old"
    )
    got = answer(raw)
    assert (got.status, got.content) == (200, b"\x1f\x8b gzip")
    assert got.fields == {
        "content-encoding": "gzip",
        "etag": 'W/"1"',
        "date": "Mon, 01 Jan 2024 00:00:00 GMT",
        "server": "old",
        "content-length": "7",
        "via": f"1.1 {NAME}",
    }


def test_lines_of_one_name_stay_lines() -> None:
    with (
        before(always(response(b"", "Set-Cookie: a=1", "Set-Cookie: b=2, c"))) as (gateway, _),
        gateway.session() as session,
    ):
        got = session.get("/")
        assert got.headers.get_all("set-cookie") == ["a=1", "b=2, c"]


@pytest.mark.parametrize("status", [200, 203, 301, 302, 307, 308, 401, 404, 418, 429, 500, 503, 599])
def test_any_status_passes_and_no_redirect_is_followed(status: int) -> None:
    got = answer(response(b"as is", "Location: https://else.example/", status=f"{status} Own Words"))
    assert (got.status, got.content, got.fields["location"]) == (status, b"as is", "https://else.example/")


def test_fields_of_the_connection_go_no_further_rfc9110_7_6_1() -> None:
    got = answer(
        response(
            b"ok",
            "Connection: keep-alive, X-Hop, Set-Cookie, Content-Length",
            "Keep-Alive: timeout=5",
            "X-Hop: 1",
            "Set-Cookie: a=b",
            "Proxy-Authenticate: Basic",
            "Upgrade: h2c",
        )
    )
    assert got.content == b"ok" and got.fields["set-cookie"] == "a=b"
    assert not got.fields.keys() & {"keep-alive", "x-hop", "proxy-authenticate", "upgrade", "connection"}


def test_via_is_added_with_the_version_that_the_origin_speaks_rfc9110_7_6_3() -> None:
    got = answer(b"HTTP/1.0 200 OK\r\nVia: 1.1 cdn\r\nContent-Length: 3\r\n\r\nold")
    assert (got.fields["via"], got.content) == (f"1.1 cdn, 1.0 {NAME}", b"old")


def test_a_response_without_date_gets_one_rfc9110_6_6_1() -> None:
    assert "date" in answer(response(b"")).fields


# -- framing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000, 1000\r\n\r\n",
    ],
)
def test_head_tells_the_length_that_get_would_have_rfc9110_8_6(raw: bytes) -> None:
    got = answer(raw, b"HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n")
    assert (got.fields["content-length"], got.content) == ("1000", b"")


def test_head_of_chunks_tells_no_length() -> None:
    got = answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n")
    assert not got.fields.keys() & {"content-length", "transfer-encoding"}


@pytest.mark.parametrize("lines", [b"", b"Content-Length: 0\r\n", b"Content-Length: 7\r\n"])
def test_204_has_neither_content_nor_length_rfc9110_8_6(lines: bytes) -> None:
    got = answer(b"HTTP/1.1 204 No Content\r\n" + lines + b"\r\n")
    assert (got.status, got.content, "content-length" in got.fields) == (204, b"", False)


def test_304_passes_with_its_validators() -> None:
    got = answer(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nContent-Length: 9\r\n\r\n')
    assert (got.status, got.fields["etag"], got.fields["content-length"]) == (304, '"1"', "9")


@pytest.mark.parametrize("status", [200, 404])
def test_content_that_the_end_delimits_arrives(status: int) -> None:
    def script(link: Any) -> None:
        link.request()
        link.send(b"HTTP/1.1 %d X\r\n\r\nuntil " % status)
        link.send(b"the end")

    with before(script) as (gateway, _), connect(gateway.port) as client:
        client.send(GET)
        assert client.read().content == b"until the end"


def test_trailers_follow_chunked_content_rfc9110_6_5() -> None:
    raw = b"HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n"
    with before(always(raw)) as (gateway, _), gateway.session() as session:
        got = session.get("/")
        assert (got.content, dict(got.trailers), got.headers["trailer"]) == (b"abc", {"X-Sum": "1"}, "X-Sum")


def test_trailers_that_come_late_follow_too() -> None:
    def script(link: Any) -> None:
        link.request()
        link.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        going_on.wait(10)
        link.send(b"0\r\nX-Sum: 1\r\n\r\n")
        link.wait()

    going_on = threading.Event()
    with before(script) as (gateway, _), gateway.session() as session:
        got = session.get("/", stream=True)
        pieces = got.iter_bytes()
        assert next(pieces) == b"abc"
        going_on.set()
        assert list(pieces) == [] and got.trailers == {"X-Sum": "1"}


def test_an_old_client_gets_content_until_the_end_rfc9112_7_1() -> None:
    raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    got = answer(raw, b"GET / HTTP/1.0\r\n\r\n")
    assert (got.content, "transfer-encoding" in got.fields) == (b"abc", False)


# -- places ------------------------------------------------------------------------------------------------------


def moved(location: str, request: bytes = GET, **settings: Any) -> str:
    """Return where a client is led by a Location in which ORIGIN stands for the origin's authority."""

    def script(link: Any) -> None:
        link.request()
        authority = f"127.0.0.1:{link.sock.getsockname()[1]}"
        link.send(response(b"", f"Location: {location.replace('ORIGIN', authority)}", status="302 Found"))
        link.wait()

    with before(script, **settings) as (gateway, origin), connect(gateway.port) as client:
        client.send(request)
        return client.read().fields["location"].replace(f"127.0.0.1:{origin.port}", "ORIGIN")


def test_a_location_at_the_origin_leads_to_the_gateway() -> None:
    assert moved("http://ORIGIN/a?b#c") == "http://shop.example:8443/a?b#c"
    assert moved("/a") == "/a" and moved("a") == "a"
    assert moved("https://ORIGIN/a") == "https://ORIGIN/a"


def test_a_location_leads_to_where_a_trusted_proxy_is() -> None:
    request = b"GET / HTTP/1.1\r\nHost: in\r\nX-Forwarded-Host: out.example\r\nX-Forwarded-Proto: https\r\n\r\n"
    assert moved("http://ORIGIN/a", request, trust_forwarded=True) == "https://out.example/a"
    assert moved("http://ORIGIN/a", request) == "http://in/a"


def test_promises_of_the_origins_host_stay_with_it() -> None:
    raw = response(b"", "Strict-Transport-Security: max-age=9", 'Alt-Svc: h3=":443"')
    assert not answer(raw).fields.keys() & {"strict-transport-security", "alt-svc"}
    assert answer(raw, keep_host=True).fields.keys() >= {"strict-transport-security", "alt-svc"}


def test_no_cookie_is_kept_for_the_next_request() -> None:
    with before(always(response(b"", "Set-Cookie: a=1"))) as (gateway, origin), connect(gateway.port) as client:
        for _ in range(2):
            client.send(GET)
            client.read()
        assert ["cookie" in seen.fields for seen in origin.requests] == [False, False]
