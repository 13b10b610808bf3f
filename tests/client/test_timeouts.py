"""Limits of time: each phase has its own, and the deadline covers them all, content and redirects included."""

from __future__ import annotations

import time
from typing import Any

import pytest

import antiphon
from antiphon import Timeouts
from antiphon.client.timeouts import DEFAULT_TIMEOUTS, for_stream, timeouts_of
from antiphon.net.scripted import Accept, Delay, ReadThrough, ScriptedNetwork, Send
from antiphon.net.scripted import Ignore as NoAnswer

from ..net.worlds import BlackHole
from .clients import Client, ScriptedClient
from .conftest import NewClient
from .peers import OK, Link, Peer, always, redirect

SHORT = 0.05
END_OF_HEAD = ReadThrough(b"\r\n\r\n")


def expire(client: Client, kind: type[antiphon.Timeout], url: str, timeouts: Timeouts, **options: Any) -> Any:
    """Ask for `url`, which must run into the limit of `kind` soon; return the error."""
    started = time.monotonic()
    with pytest.raises(kind) as caught:
        client.request(options.pop("method", "GET"), url, timeout=timeouts, **options)
    assert time.monotonic() - started < 10 and type(caught.value) is kind
    assert client.in_use == 0 and str(caught.value.request.url) == url
    return caught.value


def silent(link: Link) -> None:
    link.wait()


def mute_after(data: bytes) -> Any:
    def script(link: Link) -> None:
        link.request()
        link.send(data)
        link.wait()

    return script


# -- each phase, in the real worlds --------------------------------------------------------------------------------


def test_connecting(client: Client) -> None:
    hole = BlackHole()
    try:
        address = f"127.0.0.1:{hole.port}"
        error = expire(client, antiphon.ConnectTimeout, f"http://{address}/", Timeouts(connect=SHORT))
    finally:
        hole.close()
    assert f"{address} accepted no connection within 0.05 s" in str(error) and "ETIMEDOUT" in str(error)
    assert error.details["tried"][0].seconds >= SHORT


def test_the_tls_handshake(client: Client) -> None:
    with Peer(silent) as peer:
        url = peer.url.replace("http:", "https:")
        error = expire(client, antiphon.TLSTimeout, url, Timeouts(tls=SHORT), verify=False)
    assert f"127.0.0.1:{peer.port} did not finish the TLS handshake within 0.05 s" in str(error)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 103 Early Hints\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nshort",
        b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 9\r\n\r\nshort",
    ],
)
def test_reading(client: Client, said: bytes) -> None:
    with Peer(mute_after(said)) as peer:
        error = expire(client, antiphon.ReadTimeout, peer.url, Timeouts(read=SHORT))
    assert f"No byte came from 127.0.0.1:{peer.port} within 0.05 s" in str(error)


def test_reading_a_stream(client: Client) -> None:
    with Peer(mute_after(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort")) as peer:
        got = client.get(peer.url, stream=True, timeout=Timeouts(read=SHORT))
        pieces = client.each(got, "iter_bytes")
        assert next(pieces) == b"short"
        with pytest.raises(antiphon.ReadTimeout):
            next(pieces)
    assert client.in_use == 0


def test_writing(client: Client) -> None:
    with Peer(silent) as peer:
        options = {"method": "PUT", "data": bytes(30_000_000)}
        error = expire(client, antiphon.WriteTimeout, peer.url, Timeouts(write=SHORT), **options)
    assert f"127.0.0.1:{peer.port} accepted no byte within 0.05 s" in str(error)


def test_waiting_for_a_place_in_the_pool(new_client: NewClient) -> None:
    client = new_client(limits=antiphon.PoolLimits(connections=1))
    with Peer(mute_after(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort")) as peer:
        got = client.get(peer.url, stream=True)
        with pytest.raises(antiphon.PoolTimeout, match=rf"127.0.0.1:{peer.port} became free within 0.05 s"):
            client.get(peer.url, timeout=Timeouts(pool=SHORT))
        with pytest.raises(antiphon.TotalTimeout) as caught:
            client.get(peer.url, timeout=Timeouts(total=SHORT))
        assert caught.value.phase == "pool" and caught.value.limit == SHORT
        client.drop(got)
    assert client.pool.open_connections == 0


# -- the deadline --------------------------------------------------------------------------------------------------


def drip(link: Link) -> None:
    """Answer one byte at a time, so that no pause is long."""
    link.request()
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + bytes(100_000):
        link.send(bytes([byte]))
        link.pause(0.005)


def test_no_drip_outlives_the_deadline(client: Client) -> None:
    with Peer(drip) as peer:
        error = expire(client, antiphon.TotalTimeout, peer.url, Timeouts(read=1, total=0.4))
    assert f"127.0.0.1:{peer.port}" in str(error) and error.phase == "receive"


def test_a_deadline_covers_a_stream_that_is_read_slowly(client: Client) -> None:
    with Peer(drip) as peer:
        got = client.get(peer.url, stream=True, timeout=Timeouts(read=5, total=1.0))
        with pytest.raises(antiphon.TotalTimeout):
            client.read(got)
    assert client.in_use == 0


def test_the_deadline_names_the_handshake(client: Client) -> None:
    with Peer(silent) as peer:
        url = peer.url.replace("http:", "https:")
        error = expire(client, antiphon.TotalTimeout, url, Timeouts(total=SHORT), verify=False)
    assert error.phase == "tls"


def test_a_timeout_leaves_the_session_in_order(client: Client) -> None:
    with Peer(silent, always(OK)) as peer:
        expire(client, antiphon.ReadTimeout, peer.url, Timeouts(read=SHORT))
        assert client.get(peer.url).content == b"ok" and peer.connections == 2


# -- long times, in the scripted world -----------------------------------------------------------------------------


def scripted(*steps: Any, **settings: Any) -> tuple[ScriptedClient, ScriptedNetwork]:
    client = ScriptedClient(**settings)
    client.network.host("a.test", "192.0.2.1")
    client.network.answer("192.0.2.1", 80, Accept(steps))
    return client, client.network


def test_the_deadline_covers_redirects() -> None:
    steps = [END_OF_HEAD, Delay(4), Send(redirect(302, "/")), END_OF_HEAD, Delay(4), Send(OK)]
    client, network = scripted(*steps)
    assert client.get("http://a.test/", timeout=Timeouts(total=9)).ok and network.now() == 8
    client, network = scripted(*steps)
    with pytest.raises(antiphon.TotalTimeout):
        client.get("http://a.test/", timeout=Timeouts(total=7))
    assert network.now() == 7 and network.streams[0].closed


def test_the_default_is_a_deadline_of_five_minutes() -> None:
    head = Send(b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n")
    steps = [END_OF_HEAD, head, *[step for _ in range(30) for step in (Delay(20), Send(b"x"))]]
    client, network = scripted(*steps)
    with pytest.raises(antiphon.TotalTimeout):
        client.get("http://a.test/")
    assert network.now() == 300
    for options in ({}, {"timeout": 25}, {"timeout": (5, 25)}):
        client, network = scripted(*steps)
        assert client.read(client.get("http://a.test/", stream=True, **options)) == b"x" * 30, (
            "its reader sets the pace"
        )
        assert network.now() == 600


def test_a_phase_that_may_last_longer_than_the_default_deadline_may_do_so() -> None:
    for timeout in (1000, (5, 1000), (5, None), None):
        client, network = scripted(END_OF_HEAD, Delay(900), Send(OK))
        assert client.get("http://a.test/", timeout=timeout).ok and network.now() == 900


def test_a_name_that_nobody_resolves_runs_into_the_connect_limit() -> None:
    client = ScriptedClient()
    client.network.host("a.test", after=None)
    with pytest.raises(antiphon.ConnectTimeout, match=r"a\.test"):
        client.get("http://a.test/")
    assert client.network.now() == DEFAULT_TIMEOUTS.connect and client.in_use == 0


def test_every_address_is_tried_and_named() -> None:
    client = ScriptedClient()
    client.network.host("a.test", "2001:db8::1", "192.0.2.1")
    client.network.answer("2001:db8::1", 80, NoAnswer())
    client.network.answer("192.0.2.1", 80, NoAnswer())
    with pytest.raises(antiphon.ConnectTimeout) as caught:
        client.get("http://a.test/")
    assert "[2001:db8::1]:80 (ETIMEDOUT, 10.000 s), 192.0.2.1:80 (ETIMEDOUT, 9.750 s)" in str(caught.value)


# -- what a timeout can be -----------------------------------------------------------------------------------------


def test_the_ways_to_say_it() -> None:
    assert timeouts_of(2) == Timeouts(2, 2, 2, 2, 2, 300)
    assert timeouts_of((1, 2)) == Timeouts(connect=1, tls=1, read=2, write=2)
    assert timeouts_of((1, None)) == Timeouts(connect=1, tls=1, read=None, write=None, total=None)
    assert timeouts_of(None) == Timeouts(None, None, None, None, None, None)
    assert timeouts_of(Timeouts(total=1)) == Timeouts(total=1)
    assert for_stream(Timeouts(total=1)).total == 1 and for_stream(timeouts_of(5)).total is None


@pytest.mark.parametrize("wrong", [0, -1, "1", (1, 2, 3), (0, 1), (1, "2"), True, float("nan"), [1, 2]])
def test_what_is_no_timeout_is_refused(client: Client, wrong: Any) -> None:
    with pytest.raises(antiphon.UsageError, match="not a timeout"):
        client.get("http://127.0.0.1:9/", timeout=wrong)
