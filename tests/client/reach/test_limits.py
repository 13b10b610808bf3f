"""How much a session will hear: content as it decodes, and heads."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import pytest

import antiphon

from ..conftest import NewClient
from ..peers import OK, Peer, always, by_path, response

MEGABYTE = 1024 * 1024
BOMB = response(gzip.compress(bytes(20 * MEGABYTE)), "Content-Encoding: gzip")


@pytest.mark.parametrize("stream", [False, True])
def test_a_session_has_a_limit_for_content_which_a_request_may_change(new_client: NewClient, stream: bool) -> None:
    client = new_client(max_content=1000)
    with Peer(always(response(bytes(1001)))) as peer:
        with pytest.raises(antiphon.ContentTooLarge) as caught:
            client.read(client.get(peer.url, stream=stream))
        assert caught.value.details["limit"] == 1000 and client.in_use == 0
        assert len(client.read(client.get(peer.url, stream=stream, max_content=1001))) == 1001
        assert len(client.read(client.get(peer.url, stream=stream, max_content=None))) == 1001


@pytest.mark.parametrize("stream", [False, True])
def test_a_bomb_is_refused_by_its_ratio(new_client: NewClient, stream: bool) -> None:
    with Peer(always(BOMB)) as peer:
        client = new_client()
        with pytest.raises(antiphon.ContentTooLarge) as caught:
            client.read(client.get(peer.url, stream=stream))
        assert caught.value.details["ratio"] == 500 and client.pool.open_connections == 0
        assert len(client.read(client.get(peer.url, stream=stream, max_ratio=None))) == 20 * MEGABYTE
        assert len(new_client(max_ratio=1200).get(peer.url).content) == 20 * MEGABYTE
        with pytest.raises(antiphon.ContentTooLarge):
            new_client(max_ratio=10).get(peer.url)


def test_a_bomb_inside_a_bomb_is_refused_at_the_ratio_of_both(new_client: NewClient) -> None:
    nested = gzip.compress(gzip.compress(bytes(100 * MEGABYTE), mtime=0), mtime=0)
    with (
        Peer(always(response(nested, "Content-Encoding: gzip, gzip"))) as peer,
        pytest.raises(antiphon.ContentTooLarge),
    ):
        new_client().get(peer.url)


def test_the_bytes_as_they_came_are_no_bomb(new_client: NewClient) -> None:
    client = new_client()
    with Peer(always(BOMB)) as peer:
        raw = b"".join(client.each(client.get(peer.url, stream=True), "iter_bytes", decoded=False))
    assert len(gzip.decompress(raw)) == 20 * MEGABYTE


def test_many_empty_members_take_time_in_proportion_rfc_1952_2_2(new_client: NewClient) -> None:
    members = gzip.compress(b"", mtime=0) * 100_000 + gzip.compress(b"end", mtime=0)
    with Peer(always(response(members, "Content-Encoding: gzip"))) as peer:
        assert new_client().get(peer.url).content == b"end"


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_where_there_is_no_content_there_is_nothing_to_decode(new_client: NewClient, method: str) -> None:
    status = "200 OK" if method == "HEAD" else "204 No Content"
    answer = f"HTTP/1.1 {status}\r\nContent-Encoding: gzip\r\n\r\n".encode()
    client = new_client(max_content=10)
    with Peer(always(answer)) as peer:
        assert client.request(method, peer.url).content == b""
        assert client.request(method, peer.url).content == b"" and peer.connections == 1


@pytest.mark.parametrize("rest", [b"\0\0", b"junk", zlib.compress(b"x")], ids=["zeros", "junk", "zlib"])
def test_what_comes_behind_a_member_is_no_content(new_client: NewClient, rest: bytes) -> None:
    with Peer(always(response(gzip.compress(b"content") + rest, "Content-Encoding: gzip"))) as peer:
        client = new_client()
        if rest == b"\0\0":
            assert client.get(peer.url).content == b"content"
        else:
            with pytest.raises(antiphon.DecodingError) as caught:
                client.get(peer.url)
            assert caught.value.fault.code == "coding-trailing-data"


def test_a_window_that_takes_too_much_memory_is_refused_rfc_9659(new_client: NewClient) -> None:
    huge = b"\x28\xb5\x2f\xfd" + bytes([0x00, (31 - 10) << 3]) + b"\x01\x00\x00"
    with (
        Peer(always(response(huge, "Content-Encoding: zstd"))) as peer,
        pytest.raises(antiphon.DecodingError) as caught,
    ):
        new_client().get(peer.url)
    assert caught.value.fault.code == "coding-window-too-large"


def test_heads_have_limits_that_a_session_may_change(new_client: NewClient) -> None:
    long, many = response(b"", "X-Long: " + "a" * 70_000), response(b"", *[f"X-{n}: 1" for n in range(150)])
    with Peer(by_path({"/long": long, "/many": many, "/": OK}), by_path({"/long": long, "/many": many})) as peer:
        wide = new_client(message_limits=antiphon.MessageLimits(head=100_000, fields=200))
        assert len(wide.get(peer.url + "long").headers["X-Long"]) == 70_000
        assert len(wide.get(peer.url + "many").headers) == 151
        usual = new_client()
        for path in ("long", "many"):
            with pytest.raises(antiphon.BrokenResponse):
                usual.get(peer.url + path)
    with Peer(always(OK)) as peer, pytest.raises(antiphon.BrokenResponse):
        new_client(message_limits=antiphon.MessageLimits(head=20)).get(peer.url)


@pytest.mark.parametrize(
    "make",
    [
        lambda: antiphon.Session(max_content=-1),
        lambda: antiphon.Session(max_content="5"),  # type: ignore[arg-type]
        lambda: antiphon.Session(max_ratio=0),
        lambda: antiphon.Session(max_ratio=1.5),  # type: ignore[arg-type]
        lambda: antiphon.MessageLimits(head=0),
        lambda: antiphon.MessageLimits(fields="many"),  # type: ignore[arg-type]
    ],
    ids=range(6),
)
def test_limits_are_positive_numbers(make: Any) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        make()
    assert caught.value.fault.code == "policy-unusable"
