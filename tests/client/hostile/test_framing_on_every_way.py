"""Answers that lie about where they end, flood, or are not HTTP: refused through proxies and TLS as on a plain way."""

from __future__ import annotations

import gzip
import zlib
from itertools import repeat

import pytest

import antiphon

from ..conftest import NewClient, Secure
from ..peers import OK, Link, Peer, Script, always, response
from .ways import WAYS, way_to

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
LIES = {
    "two-lengths": HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nok",
    "length-and-chunked": HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "signed-length": HEAD + b"Content-Length: +2\r\n\r\nok",
    "length-beyond-63-bits": HEAD + b"Content-Length: 9223372036854775808\r\n\r\n",
    "too-long": HEAD + b"Content-Length: 9\r\n\r\nok",
    "chunked-then-gzip": HEAD + b"Transfer-Encoding: chunked, gzip\r\n\r\n",
    "nul": HEAD + b"X: a\0b\r\nContent-Length: 0\r\n\r\n",
    "bare-lf": b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
    "http-0.9": b"<html>",
    "http-2": b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64\0\x04\0\x10\0\0\0\x06\0\x01\0\0",
    "chunk-overflow": CHUNKED + b"10000000000000000\r\nx",
    "chunk-underscore": CHUNKED + b"1_0\r\nx",
    "chunk-without-end": CHUNKED + b"2\r\nokay\r\n0\r\n\r\n",
    "no-last-chunk": CHUNKED + b"2\r\nok\r\n",
    "trailer-of-framing": CHUNKED + b"2\r\nok\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n",
    "trailer-of-cookies": CHUNKED + b"2\r\nok\r\n0\r\nSet-Cookie: a=1\r\n\r\n",
    "switch-unasked": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
}


def saying(data: bytes) -> Script:
    """Return a script that answers one request so, then ends."""

    def script(link: Link) -> None:
        link.request()
        link.send(data)

    return script


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("way", WAYS[1:])
def test_a_lie_is_refused_and_the_next_answer_is_right(
    new_client: NewClient, secure: Secure, way: str, lie: str
) -> None:
    with way_to(way, secure, saying(LIES[lie]), always(OK)) as there:
        client = new_client(**there.settings)
        with pytest.raises(antiphon.BrokenResponse):
            client.get(there.url)
        assert client.pool.open_connections == 0 and not client.session.cookies
        assert client.get(there.url).content == b"ok"


FLOODS: dict[str, tuple[bytes, bytes]] = {
    "fields": (HEAD, b"X: 1\r\n"),
    "one-field": (HEAD + b"X: ", b"x"),
    "reason": (b"HTTP/1.1 200 ", b"x"),
    "empty-lines": (b"", b"\r\n"),
    "early-hints": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "processing": (b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    "trailers": (CHUNKED + b"0\r\n", b"X: 1\r\n"),
    "one-trailer": (CHUNKED + b"0\r\nX: ", b"x"),
    "extension": (CHUNKED + b"1;a=", b"x"),
    "extensions": (CHUNKED, b"1;" + b"x" * 250 + b"\r\nx\r\n"),
    "size-line": (CHUNKED, b"0"),
}


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("flood", FLOODS)
@pytest.mark.parametrize("way", ["tls", "forward", "connect", "socks5"])
def test_a_flood_is_cut_off(new_client: NewClient, secure: Secure, way: str, flood: str, stream: bool) -> None:
    start, again = FLOODS[flood]
    sent = 0

    def script(link: Link) -> None:
        nonlocal sent
        link.request()
        link.send(start)
        for block in repeat(again * (1 + 4096 // len(again)), 4000):
            link.send(block)
            sent += len(block)

    with way_to(way, secure, script) as there:
        client = new_client(**there.settings)
        with pytest.raises(antiphon.BrokenResponse):
            client.read(client.get(there.url, stream=stream))
        assert client.pool.open_connections == 0
    # What is in flight lies in the buffers of the system, of both ends and of the proxy between.
    assert sent < 16_000_000


SIZE = 30_000_000
BOMBS: dict[str, tuple[bytes, str]] = {
    "gzip": (gzip.compress(bytes(SIZE), mtime=0), "gzip"),
    "deflate": (zlib.compress(bytes(SIZE)), "deflate"),
    "nested": (gzip.compress(gzip.compress(bytes(SIZE), mtime=0), mtime=0), "gzip, gzip"),
    "members": (gzip.compress(b"", mtime=0) * 100_000, "gzip"),
}


def answer(kind: str, *fields: str, status: str = "200 OK") -> bytes:
    content, coding = BOMBS[kind]
    return response(content, f"Content-Encoding: {coding}", *fields, status=status)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("kind", ["gzip", "deflate", "nested"])
@pytest.mark.parametrize("way", ["direct", "forward", "connect"])
def test_a_bomb_is_defused(new_client: NewClient, secure: Secure, way: str, kind: str, stream: bool) -> None:
    with way_to(way, secure, saying(answer(kind)), always(OK)) as there:
        client = new_client(**there.settings)
        with pytest.raises(antiphon.ContentTooLarge):
            client.read(client.get(there.url, stream=stream))
        assert client.pool.open_connections == 0 and client.get(there.url).content == b"ok"


def test_a_hundred_thousand_empty_members_take_linear_time(new_client: NewClient, secure: Secure) -> None:
    with way_to("direct", secure, always(answer("members"))) as there:
        client = new_client(**there.settings)
        try:
            assert client.get(there.url).content == b""
        except antiphon.DecodingError:
            assert client.pool.open_connections == 0


@pytest.mark.parametrize("status", ["200 OK", "304 Not Modified", "204 No Content"])
def test_a_coding_without_content_decodes_nothing(new_client: NewClient, secure: Secure, status: str) -> None:
    bare = f"HTTP/1.1 {status}\r\nContent-Encoding: gzip\r\nContent-Length: 500\r\n\r\n".encode()
    if status.startswith("204"):
        bare = bare.replace(b"Content-Length: 500\r\n", b"")
    for way in WAYS:
        with way_to(way, secure, always(bare)) as there:
            client = new_client(**there.settings)
            for _ in range(2):
                got = client.head(there.url) if status.startswith("200") else client.get(there.url)
                assert got.content == b"" and client.in_use == 0
            assert there.peer.connections == 1 or way == "forward"


@pytest.mark.parametrize("leave", ["drop", "one-piece", "raw"])
def test_leaving_a_bomb_decodes_no_more_of_it(new_client: NewClient, secure: Secure, leave: str) -> None:
    with way_to("direct", secure, saying(answer("gzip")), always(OK)) as there:
        client = new_client()
        got = client.get(there.url, stream=True)
        match leave:
            case "drop":
                client.drop(got)
            case "one-piece":
                assert next(client.each(got, "iter_bytes"))
            case _:
                raw = b"".join(client.each(got, "iter_bytes", decoded=False))
                assert raw == BOMBS["gzip"][0]
        assert client.in_use == 0 and client.get(there.url).content == b"ok"


@pytest.mark.parametrize("status", ["302 Found", "401 Unauthorized"])
def test_a_bomb_on_the_way_to_another_answer(new_client: NewClient, secure: Secure, status: str) -> None:
    challenge = 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"'
    bomb = answer("gzip", "Location: /next", challenge, status=status)
    with way_to("direct", secure, saying(bomb), always(OK)) as there:
        client = new_client()
        got = client.get(there.url, auth=antiphon.DigestAuth("me", "secret"))
        assert got.content == b"ok" and client.in_use == 0
        assert all(len(hop.content) <= 1 << 20 for hop in got.history)


def test_a_bomb_is_not_kept_in_a_cache(new_client: NewClient, secure: Secure) -> None:
    bomb = answer("gzip", "Cache-Control: max-age=60")
    with way_to("direct", secure, always(bomb)) as there:
        client = new_client(cache=True)
        for _ in range(2):
            with pytest.raises(antiphon.ContentTooLarge):
                client.get(there.url)
        assert len(there.peer.requests) == 2 and client.pool.open_connections == 0


@pytest.mark.parametrize("code", [407, 502, 200])
def test_a_proxy_that_answers_connect_with_a_flood(new_client: NewClient, secure: Secure, code: int) -> None:
    def script(link: Link) -> None:
        link.head()
        link.send(b"HTTP/1.1 %d X\r\n" % code)
        for block in repeat(b"X-Flood: 1\r\n" * 300, 4000):
            link.send(block)

    with Peer(script) as proxy:
        client = new_client(proxies=proxy.url)
        with pytest.raises(antiphon.ProxyError):
            client.get("https://a.test/")
        assert client.pool.open_connections == 0
