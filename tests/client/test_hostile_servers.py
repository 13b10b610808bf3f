"""Servers that lie, cut, flood or mix: an error that says what, never a wrong answer, never a hang."""

from __future__ import annotations

import gzip
import io
import threading
import zlib
from collections.abc import Iterator
from itertools import repeat

import pytest

import antiphon

from .clients import Client
from .conftest import NewClient, Secure
from .peers import OK, Link, Peer, Script, always, answering, response


def saying(data: bytes) -> Script:
    """Return a script that answers one request with `data`, then ends."""

    def script(link: Link) -> None:
        link.request()
        link.send(data)

    return script


def flooding(start: bytes, again: bytes) -> Script:
    """Return a script that answers with `start`, then with `again` until the client has had enough."""

    def script(link: Link) -> None:
        link.request()
        link.send(start)
        for block in repeat(again * (1 + 4096 // len(again))):
            link.send(block)

    return script


def refused(client: Client, peer: Peer) -> antiphon.BrokenResponse:
    """Ask `peer` for what must fail; return the error, after a look at what is left behind."""
    with pytest.raises(antiphon.BrokenResponse) as caught:
        client.get(peer.url)
    assert client.pool.open_connections == 0, "the connection is closed, never used again"
    assert f"127.0.0.1:{peer.port}" in str(caught.value) and caught.value.request.url.port == peer.port
    return caught.value


# -- heads ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        b"<html>old web</html>",
        b"ok",
        b"\r\n\r\n",
        b"\r",
        b"\r\n",
        b"HTTP/0.9 200 OK\r\n\r\n",
        b"HTTP/2.0 200 OK\r\n\r\n",
        b"HTTP/1.1.1 200 OK\r\n\r\n",
        b"HTTP/01.1 200 OK\r\n\r\n",
        b"http/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1  200 OK\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1 ２００ OK\r\n\r\n".encode(),
        b"HTTP/1.1 200 O\0K\r\n\r\n",
        b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        b"HTTP/1.1 200 OK\r\n Content-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\nb: c\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX\xff: a\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    ],
)
def test_a_head_that_is_not_http_is_refused(client: Client, head: bytes) -> None:
    with Peer(saying(head)) as peer:
        refused(client, peer)


@pytest.mark.parametrize(
    "framing",
    [
        "Content-Length: 1\r\nContent-Length: 2",
        "Content-Length: 1, 2",
        "Content-Length: +5",
        "Content-Length: -1",
        "Content-Length: 0x5",
        "Content-Length: 1_0",
        "Content-Length: ５",
        "Content-Length:",
        "Content-Length: 5 5",
        "Content-Length: 18446744073709551617",
        "Content-Length: " + "9" * 400,
        "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        'Transfer-Encoding: "chunked"',
        "Transfer-Encoding: \x0bchunked",
        "Transfer-Encoding:",
    ],
)
def test_content_whose_length_is_not_certain_is_refused_rfc_9112_6_3(client: Client, framing: str) -> None:
    with Peer(saying(f"HTTP/1.1 200 OK\r\n{framing}\r\n\r\nok".encode())) as peer:
        refused(client, peer)


@pytest.mark.parametrize(
    ("start", "again", "code"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-Endless: 1\r\n", "head-too-large"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"x", "head-too-large"),
        (b"HTTP/1.1 200 ", b"O", ""),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", "too-many-interim"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", "too-many-interim"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0", ""),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", b"x", ""),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 200 + b"\r\nx\r\n", ""),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Trailer: 1\r\n", ""),
    ],
)
def test_what_never_ends_is_cut_off(client: Client, start: bytes, again: bytes, code: str) -> None:
    with Peer(flooding(start, again)) as peer:
        cause = refused(client, peer).__cause__
    assert isinstance(cause, antiphon.ProtocolError) and code in cause.fault.code


def test_a_thousand_fields_are_refused(client: Client) -> None:
    with Peer(saying(response(b"", *[f"X-{number}: 1" for number in range(1000)]))) as peer:
        refused(client, peer)


# -- content -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "cut",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n0\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n0\r\nX: y\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nshort\r\n0\r\n\r\n",
    ],
)
def test_content_cut_short_is_never_a_short_content_rfc_9112_8(client: Client, cut: bytes, stream: bool) -> None:
    with Peer(saying(cut)) as peer, pytest.raises(antiphon.BrokenResponse, match="ended"):
        client.read(client.get(peer.url, stream=stream))
    assert client.pool.open_connections == 0


@pytest.mark.parametrize("method", ["iter_bytes", "iter_text", "iter_lines"])
def test_an_iterator_over_cut_content_raises_at_its_end(client: Client, method: str) -> None:
    with Peer(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\na\nb")) as peer:
        got = client.get(peer.url, stream=True)
        with pytest.raises(antiphon.BrokenResponse):
            list(client.each(got, method))
    assert client.pool.open_connections == 0


def test_a_reset_inside_content_is_an_error(client: Client) -> None:
    def script(link: Link) -> None:
        link.request()
        link.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort")
        link.reset()

    with Peer(script) as peer, pytest.raises(antiphon.ConnectionError):
        client.get(peer.url)
    assert client.pool.open_connections == 0


@pytest.mark.parametrize(
    "chunks",
    [
        b"5\r\nhelloXX0\r\n\r\n",
        b"5\nhello\r\n0\r\n\r\n",
        b" 5\r\nhello\r\n0\r\n\r\n",
        b"0x5\r\nhello\r\n0\r\n\r\n",
        b"+5\r\nhello\r\n0\r\n\r\n",
        b"-1\r\nhello\r\n0\r\n\r\n",
        b"\r\nhello\r\n0\r\n\r\n",
        b"fffffffffffffffff\r\nhello",
        b"5;a=\0\r\nhello\r\n0\r\n\r\n",
        b"5\r\nhello\r\n0\r\nContent-Length: 9\r\n\r\n",
        b"5\r\nhello\r\n0\r\nSet-Cookie: a=1\r\n\r\n",
        b"5\r\nhello\r\n0\r\nX: a\nb\r\n\r\n",
    ],
)
def test_a_chunk_that_breaks_its_grammar_is_refused_rfc_9112_7_1(client: Client, chunks: bytes) -> None:
    with Peer(saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)) as peer:
        refused(client, peer)
    assert not client.session.cookies


def test_bytes_behind_a_response_never_answer_the_next_request(client: Client) -> None:
    evil = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    late: Script = answering(OK + evil)
    bodiless: Script = answering(b"HTTP/1.1 204 No Content\r\n\r\n" + evil)
    with Peer(late, bodiless, always(OK)) as peer:
        answers = [client.get(peer.url).content for _ in range(3)]
    assert answers == [b"ok", b"", b"ok"] and peer.connections == 3


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_content_where_none_may_be_is_not_the_next_response(client: Client, status: str) -> None:
    with Peer(answering(response(b"HTTP/1.1 200 OK\r\n\r\n", status=status)), always(OK)) as peer:
        assert client.get(peer.url).content == b"" and client.get(peer.url).content == b"ok"
    assert peer.connections == 2


def test_content_that_answers_head_is_not_the_next_response(client: Client) -> None:
    with Peer(always(OK)) as peer:
        assert client.head(peer.url).content == b"" and client.get(peer.url).content == b"ok"
    assert peer.connections == 2


def test_a_response_before_its_request_is_not_taken_for_it(client: Client) -> None:
    answered = threading.Event()

    def script(link: Link) -> None:
        link.request()
        link.send(OK)
        answered.wait(10)
        link.send(response(b"planted"))
        link.wait()

    with Peer(script, always(OK)) as peer:
        assert client.get(peer.url).content == b"ok"
        answered.set()
        client.until(client.idle().stream.is_stale)
        assert client.get(peer.url).content == b"ok" and peer.connections == 2


def test_a_switch_of_protocols_takes_the_connection_out_of_the_pool(client: Client) -> None:
    switch = b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n"
    with Peer(answering(switch), always(OK)) as peer:
        got = client.get(peer.url, headers={"Connection": "upgrade", "Upgrade": "other"})
        assert got.status_code == 101 and client.pool.open_connections == 0
        assert client.get(peer.url).content == b"ok"


# -- codings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stream", [False, True])
def test_a_bomb_is_defused_before_it_fills_memory(client: Client, stream: bool) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    with Peer(always(response(bomb, "Content-Encoding: gzip"))) as peer, pytest.raises(antiphon.ContentTooLarge):
        client.read(client.get(peer.url, stream=stream))
    assert client.pool.open_connections == 0


def test_a_bomb_in_a_redirect_is_defused(client: Client) -> None:
    fields = ("Content-Encoding: gzip", "Location: /next")
    bomb = response(gzip.compress(bytes(50_000_000)), *fields, status="302 Found")
    with Peer(always(bomb)) as peer, pytest.raises(antiphon.TooManyRedirects) as caught:
        client.get(peer.url)
    assert all(len(hop.content) <= 1024 * 1024 for hop in caught.value.response.history)
    assert client.pool.open_connections == 0


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_the_limit_for_content_counts_what_is_decoded(client: Client, coding: str) -> None:
    content = bytes(range(256)) * 40
    sent = gzip.compress(content) if coding == "gzip" else content
    with Peer(always(response(sent, f"Content-Encoding: {coding}"))) as peer:
        assert client.get(peer.url, max_content=len(content)).content == content
        with pytest.raises(antiphon.ContentTooLarge):
            client.get(peer.url, max_content=len(content) - 1)
    assert client.pool.open_connections == 0


@pytest.mark.parametrize(
    ("fields", "content"),
    [
        (["Content-Encoding: gzip, gzip, gzip, gzip, gzip, gzip"], b"x"),
        (["Content-Encoding: gzip"] * 6, b"x"),
        (["Content-Encoding: unheard-of"], b"x"),
        (["Content-Encoding: gzip"], b"not gzip at all"),
        (["Content-Encoding: gzip"], gzip.compress(b"content", mtime=0)[:-4]),
        (["Content-Encoding: gzip"], gzip.compress(b"content", mtime=0) + b"more"),
        (["Content-Encoding: deflate"], zlib.compress(b"content")[:-1]),
        (["Content-Encoding: br"], b"\xff\xff\xff\xff"),
        (["Content-Encoding: zstd"], b"\xff\xff\xff\xff"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_codings_that_cannot_be_undone_are_errors(
    client: Client, fields: list[str], content: bytes, stream: bool
) -> None:
    with Peer(always(response(content, *fields))) as peer:
        with pytest.raises(antiphon.DecodingError):
            client.read(client.get(peer.url, stream=stream))
        assert client.in_use == 0
        assert b"".join(client.each(client.get(peer.url, stream=True), "iter_bytes", decoded=False)) == content
    assert client.in_use == 0


def test_a_line_without_end_takes_linear_time() -> None:
    from antiphon.client.response import Lines

    lines = Lines()
    for _ in range(1000):
        assert lines.feed(b"x" * 65536) == []
    assert lines.feed(b"\n") == [b"x" * 65536 * 1000]


# -- the end of a connection (RFC 9112 §9.8) -----------------------------------------------------------------------

UNTIL_CLOSE = b"HTTP/1.1 200 OK\r\n\r\nall of it"


def test_content_may_end_with_the_connection(client: Client) -> None:
    with Peer(saying(UNTIL_CLOSE)) as peer:
        assert client.get(peer.url).content == b"all of it" and client.pool.open_connections == 0


def test_content_that_ends_without_a_tls_farewell_is_cut(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    with Peer(saying(UNTIL_CLOSE), tls=secure.context) as peer:
        refused(client, peer)


@pytest.mark.parametrize("answer", [OK, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"])
def test_content_that_is_complete_needs_no_farewell(new_client: NewClient, secure: Secure, answer: bytes) -> None:
    client = new_client(verify=secure.root)
    with Peer(saying(answer), tls=secure.context) as peer:
        assert client.get(peer.url).content == b"ok"


def test_a_farewell_ends_content_even_if_the_transport_stays_open(new_client: NewClient, secure: Secure) -> None:
    heard: list[str] = []

    def script(link: Link) -> None:
        link.request()
        link.send(UNTIL_CLOSE)
        link.farewell()
        heard.append("the client's farewell")

    client = new_client(verify=secure.root)
    with Peer(script, tls=secure.context) as peer:
        assert client.get(peer.url).content == b"all of it"
        client.close()
    assert heard


# -- cookies -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cookie",
    [
        "a=1; Domain=other.test",
        "a=1; Domain=test",
        "a=1; Domain=.test",
        "a=1; Domain=com",
        "a=1; Domain=sub.a.test",
        "a=1; Secure",
        "__Host-a=1; Path=/",
        "__Host-a=1; Secure; Path=/; Domain=a.test",
        "__Secure-a=1",
        "=__Host-a; Path=/",
        "a=" + "x" * 5000,
        "a=1; Path=/elsewhere",
        "a=1; Max-Age=0",
        "a=1; Max-Age=-99999999999999999999",
    ],
)
def test_cookies_that_a_server_may_not_set_are_ignored(client: Client, cookie: str) -> None:
    with Peer(always(response(b"", f"Set-Cookie: {cookie}"))) as peer:
        for host in ("a.test", "a.test", "b.test", "test.test"):
            client.get(peer.at(host))
    assert all("cookie" not in seen.fields for seen in peer.requests)


def test_a_cookie_of_a_parent_domain_goes_to_its_children_only(client: Client) -> None:
    with Peer(always(response(b"", "Set-Cookie: a=1; Domain=site.test"))) as peer:
        for host in ("www.site.test", "shop.site.test", "site.test", "mysite.test"):
            client.get(peer.at(host))
    assert [seen.fields.get("cookie") for seen in peer.requests] == [None, "a=1", "a=1", None]


def test_an_address_sets_cookies_for_itself_alone(client: Client) -> None:
    with Peer(always(response(b"", "Set-Cookie: a=1; Domain=0.0.1"))) as peer:
        client.get(peer.url)
        client.get(peer.url)
    assert "cookie" not in peer.requests[1].fields


def test_ten_thousand_cookies_are_a_few(client: Client) -> None:
    names: Iterator[int] = iter(range(10_000))
    fields = [f"Set-Cookie: n{number}=1" for number in names]

    def script(link: Link) -> None:
        for start in range(0, len(fields), 90):
            link.request()
            link.send(response(b"", *fields[start : start + 90]))

    with Peer(script) as peer:
        for _ in range(0, len(fields), 90):
            client.get(peer.url)
    assert len(client.session.cookies) <= 50


def test_control_bytes_in_a_cookie_cannot_reach_a_request(client: Client) -> None:
    with pytest.raises(antiphon.InvalidField):
        client.get("http://127.0.0.1:9/", cookies={"a": "1\r\nX: y"})
    with pytest.raises(antiphon.InvalidField):
        client.get("http://127.0.0.1:9/", cookies={"a": "1", "b; c": "2"})
    with pytest.raises(antiphon.InvalidField):
        client.get("http://127.0.0.1:9/", cookies={"a": "1; admin=yes"})


# -- while sending -------------------------------------------------------------------------------------------------


def test_an_answer_of_rubbish_stops_an_upload(client: Client) -> None:
    def script(link: Link) -> None:
        link.head()
        link.send(b"nonsense\r\n\r\n")
        link.rest()

    with Peer(script) as peer, pytest.raises(antiphon.BrokenResponse):
        client.post(peer.url, data=io.BytesIO(bytes(30_000_000)))
    assert client.pool.open_connections == 0
