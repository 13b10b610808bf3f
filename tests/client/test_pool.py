"""Connections: kept, shared, replaced where that is safe, and closed where they could mix up two exchanges."""

from __future__ import annotations

import gc
import io
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

import antiphon
from antiphon import PoolLimits, Timeouts
from antiphon.faults.connection import CONNECTION_RESET
from antiphon.net.scripted import Accept, Expect, ReadThrough, Reset, Send

from .clients import AsynchronousClient, BlockingClient, Client, ScriptedClient
from .conftest import NewClient, Secure
from .peers import OK, Link, Peer, Script, always, answering, response

LONG = response(bytes(1_000_000))


def idempotent(method: str) -> bool:
    return method != "POST" and method != "PATCH"


# -- kept ----------------------------------------------------------------------------------------------------------


def test_one_connection_serves_one_request_after_another(client: Client) -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Trailer: 1\r\n\r\n"
    with Peer(answering(OK, chunked, response(b"", status="204 No Content"), OK)) as peer:
        for content in (b"ok", b"ok", b"", b"ok"):
            assert client.get(peer.url).content == content
        assert peer.connections == 1 and client.pool.idle_connections == 1


@pytest.mark.parametrize(
    "answer",
    [
        response(b"ok", "Connection: close"),
        response(b"ok", "Connection: keep-alive, Close"),
        OK.replace(b"1.1", b"1.0"),
        b"HTTP/1.0 200 OK\r\n\r\nok",
    ],
)
def test_a_connection_that_ends_is_not_kept_rfc_9112_9_3(client: Client, answer: bytes) -> None:
    with Peer(answering(answer)) as peer:
        for number in range(3):
            assert client.get(peer.url).content == b"ok" and client.pool.open_connections == 0
            assert peer.connections == number + 1


def test_http_1_0_may_ask_for_persistence(client: Client) -> None:
    answer = response(b"ok", "Connection: keep-alive").replace(b"1.1", b"1.0")
    with Peer(always(answer)) as peer:
        assert client.get(peer.url).ok and client.get(peer.url).ok and peer.connections == 1


def test_the_users_close_closes(client: Client) -> None:
    with Peer(always(OK)) as peer:
        client.get(peer.url, headers={"Connection": "close"})
        assert client.pool.open_connections == 0


def test_one_idle_too_long_is_not_used_again() -> None:
    client = ScriptedClient(limits=PoolLimits(idle_seconds=60))
    steps = (ReadThrough(b"\r\n\r\n"), Send(OK)) * 2
    client.network.answer("192.0.2.1", 80, Accept(steps), Accept(steps))
    for pause in (59, 61, 0):
        client.get("http://192.0.2.1/")
        client.network._clock.now += pause
    assert [stream.closed for stream in client.network.streams] == [True, False]


def test_origins_and_settings_do_not_share_connections(new_client: NewClient, secure: Secure) -> None:
    client = new_client()
    with Peer(always(OK), tls=secure.context) as peer:
        for verify in (secure.root, False, secure.root):
            assert client.get(peer.at("a.test"), verify=verify).ok
        assert peer.connections == 2
        assert client.get(peer.at("b.test"), verify=False).ok and peer.connections == 3
        with pytest.raises(antiphon.TLSError):
            client.get(peer.at("a.test"))
        assert client.pool.open_connections == 3 and client.in_use == 0


# -- limits --------------------------------------------------------------------------------------------------------


def test_a_connection_that_rests_makes_room_for_one_elsewhere(new_client: NewClient) -> None:
    client = new_client(limits=PoolLimits(connections=2))
    with ExitStack() as peers:
        for _ in range(4):
            peer = peers.enter_context(Peer(always(OK)))
            assert client.get(peer.url).ok and client.pool.open_connections <= 2


def test_no_more_than_the_limit_at_once() -> None:
    with (
        Peer(always(OK)) as peer,
        AsynchronousClient(limits=PoolLimits(connections=3), timeout=5) as client,
    ):
        most = 0

        async def ask() -> None:
            nonlocal most
            assert (await client.session.get(peer.url)).content == b"ok"
            most = max(most, client.pool.open_connections)

        async def ask_all() -> None:
            import asyncio

            await asyncio.gather(*[ask() for _ in range(60)])

        client.run(ask_all())
        assert most == 3 == peer.connections and client.in_use == 0


def test_who_waits_is_not_handed_a_connection_that_the_server_has_closed() -> None:
    """A server that closes after an answer without saying so: a POST would be lost on such a connection."""
    asked = threading.Event()

    def script(link: Link) -> None:
        link.request()
        link.send(OK[:-1])
        asked.wait(10)
        link.send(OK[-1:])

    with Peer(script, always(OK)) as peer, BlockingClient(limits=PoolLimits(connections=1), timeout=5) as client:
        first = client.post(peer.url, data=b"1", stream=True)
        answers: list[bytes] = []
        waiting = threading.Thread(target=lambda: answers.append(client.post(peer.url, data=b"2").content))
        waiting.start()
        client.until(lambda: bool(client.pool._queue))
        asked.set()
        peer.join()
        assert client.read(first) == b"ok"
        waiting.join(10)
        assert answers == [b"ok"] and peer.connections == 2 and client.in_use == 0


# -- stale connections ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "QUERY", "POST", "PATCH"])
def test_one_closed_while_it_rested_is_replaced_unseen(client: Client, method: str) -> None:
    with Peer(answering(OK)) as peer:
        client.get(peer.url)
        client.until(client.idle().stream.is_stale)
        assert client.request(method, peer.url, data=b"x").ok and peer.connections == 2


def dropping(link: Link) -> None:
    """Answer the first request, read the second and drop it."""
    link.request()
    link.send(OK)
    link.request()


def resetting(link: Link) -> None:
    dropping(link)
    link.reset()


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "QUERY", "POST", "PATCH"])
@pytest.mark.parametrize("script", [dropping, resetting])
def test_a_request_that_may_have_been_done_is_sent_again_only_if_idempotent(
    client: Client, method: str, script: Script
) -> None:
    content = None if method in ("GET", "HEAD") else b"x"
    with Peer(script, always(OK)) as peer:
        client.get(peer.url)
        if idempotent(method):
            assert client.request(method, peer.url, data=content).ok
        else:
            with pytest.raises(antiphon.ConnectionError) as caught:
                client.request(method, peer.url, data=content)
            assert method in str(caught.value) or "dropped" in str(caught.value)
    assert len(peer.requests) == (3 if idempotent(method) else 2) and client.in_use == 0


def test_a_new_connection_that_fails_is_not_tried_again(client: Client) -> None:
    with Peer(answering()) as peer, pytest.raises(antiphon.ConnectionError):
        client.get(peer.url)
    assert peer.connections == 1 and client.pool.open_connections == 0


def test_a_replay_happens_once(client: Client) -> None:
    with Peer(dropping, answering()) as peer:
        client.get(peer.url)
        with pytest.raises(antiphon.ConnectionError):
            client.get(peer.url)
    assert peer.connections == 2


def test_no_replay_once_the_response_has_begun(client: Client) -> None:
    def script(link: Link) -> None:
        dropping(link)
        link.send(b"HTTP/1.1 200 O")

    with Peer(script, always(OK)) as peer:
        client.get(peer.url)
        with pytest.raises(antiphon.BrokenResponse):
            client.get(peer.url)
    assert peer.connections == 1


def test_no_replay_of_a_stream_that_has_been_read(client: Client) -> None:
    with Peer(dropping, always(OK)) as peer:
        client.get(peer.url)
        with pytest.raises(antiphon.ConnectionError):
            client.put(peer.url, data=iter([b"once"]))
        assert peer.connections == 1
        assert client.put(peer.url, data=io.BytesIO(b"again")).ok


def test_a_file_is_replayed_from_its_start(client: Client) -> None:
    with Peer(dropping, always(OK)) as peer:
        client.get(peer.url)
        assert client.put(peer.url, data=io.BytesIO(b"whole")).ok
    assert [seen.content for seen in peer.requests] == [b"", b"whole", b"whole"]


def test_a_write_that_fails_on_a_kept_connection_is_replayed() -> None:
    client = ScriptedClient()
    kept = (ReadThrough(b"\r\n\r\n"), Send(OK), Expect(b"P"), Reset())
    client.network.answer("192.0.2.1", 80, Accept(kept), Accept((ReadThrough(b"\r\n\r\n"), Send(OK))))
    client.get("http://192.0.2.1/")
    assert client.put("http://192.0.2.1/", data=bytes(200_000)).ok


# -- TLS while a connection rests ----------------------------------------------------------------------------------


def test_messages_of_tls_do_not_make_a_resting_connection_stale_rfc_8446_4_6(
    new_client: NewClient, secure: Secure
) -> None:
    """Session tickets come when the server likes. A request for a certificate is one that Python can send, too."""
    answered, sent = threading.Event(), threading.Event()

    def script(link: Link) -> None:
        link.request()
        link.send(OK)
        answered.wait(10)
        assert isinstance(link.sock, ssl.SSLSocket)
        link.sock.verify_client_post_handshake()
        link.sock.do_handshake()
        sent.set()
        link.request()
        link.send(OK)

    client = new_client(verify=secure.root, cert=secure.pair)
    with Peer(script, tls=secure.asking) as peer:
        client.get(peer.at("a.test"))
        answered.set()
        assert sent.wait(10)
        client.until(client.idle().stream.is_stale)
        assert client.post(peer.at("a.test"), data=b"x").content == b"ok" and peer.connections == 1


def test_tickets_that_come_with_the_first_answer_are_read_with_it(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    with Peer(always(OK), tls=secure.context) as peer:
        for _ in range(3):
            client.post(peer.at("a.test"), data=iter([b"x" * 100_000] * 5))
            client.post(peer.at("a.test"), data=b"")
        assert peer.connections == 1


@pytest.mark.parametrize("at_once", [True, False])
def test_the_farewell_of_a_resting_connection_makes_it_stale(
    new_client: NewClient, secure: Secure, at_once: bool
) -> None:
    answered = threading.Event()

    def script(link: Link) -> None:
        link.request()
        link.send(OK)
        if not at_once:
            answered.wait(10)
        link.farewell()

    client = new_client(verify=secure.root)
    with Peer(script, tls=secure.context) as peer:
        client.get(peer.at("a.test"))
        answered.set()
        client.until(client.idle().is_stale)
        assert client.post(peer.at("a.test"), data=b"x").ok and peer.connections == 2


def test_a_client_says_farewell_before_it_closes_rfc_9112_9_8(new_client: NewClient, secure: Secure) -> None:
    heard: list[bytes] = []

    def script(link: Link) -> None:
        link.request()
        link.send(OK)
        heard.append(link.sock.recv(1))

    client = new_client(verify=secure.root)
    with Peer(script, tls=secure.context) as peer:
        client.get(peer.at("a.test"))
        client.close()
        peer.join()
    assert heard == [b""], "an end without farewell would have been an error"


# -- responses that are not read to their end ----------------------------------------------------------------------


def test_leaving_a_response_closes_its_connection(client: Client) -> None:
    with Peer(always(LONG)) as peer:
        got = client.get(peer.url, stream=True)
        assert client.in_use == 1
        client.drop(got)
        client.drop(got)
        assert client.pool.open_connections == 0
        with pytest.raises(antiphon.StreamConsumed):
            client.read(got)


def test_leaving_an_iteration_closes_the_connection(client: Client) -> None:
    with Peer(always(LONG)) as peer:
        pieces = client.each(client.get(peer.url, stream=True), "iter_bytes", 1000)
        assert len(next(pieces)) == 1000
        pieces.close()  # type: ignore[attr-defined]
        assert client.pool.open_connections == 0


def test_reading_to_the_end_gives_the_connection_back(client: Client) -> None:
    with Peer(always(LONG)) as peer:
        for _ in range(3):
            got = client.get(peer.url, stream=True)
            assert client.read(got) == client.read(got) == got.content and len(got.content) == 1_000_000
        assert sum(map(len, client.each(client.get(peer.url, stream=True), "iter_bytes"))) == 1_000_000
        assert peer.connections == 1 and client.in_use == 0


def test_a_with_block_closes_what_was_not_read(client: Client) -> None:
    with Peer(always(LONG)) as peer:
        got = client.get(peer.url, stream=True)
        if isinstance(client, AsynchronousClient):
            client.run(got.__aenter__())
            client.run(got.__aexit__(None, None, None))
        else:
            with got:
                pass
        assert client.pool.open_connections == 0


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.parametrize("in_a_cycle", [False, True])
def test_a_response_that_is_garbage_frees_its_place(new_client: NewClient, in_a_cycle: bool) -> None:
    client = new_client(limits=PoolLimits(connections=1))
    with Peer(always(LONG)) as peer:
        for _ in range(3):
            kept: list[Any] = [client.get(peer.url, stream=True, timeout=Timeouts(pool=1))]
            if in_a_cycle:
                kept.append(kept)
            del kept
            gc.collect()
        assert len(client.get(peer.url).content) == 1_000_000 and client.pool.open_connections == 1


def test_an_iteration_that_is_garbage_frees_its_place(new_client: NewClient) -> None:
    client = new_client(limits=PoolLimits(connections=1))
    with Peer(always(LONG)) as peer:
        for _ in range(3):
            pieces: Iterator[bytes] = client.each(client.get(peer.url, stream=True), "iter_bytes")
            next(pieces)
            del pieces
        assert len(client.get(peer.url).content) == 1_000_000


def test_closing_the_session_ends_streams_only_when_they_end(client: Client) -> None:
    with Peer(always(LONG)) as peer:
        got = client.get(peer.url, stream=True)
        client.session._engine.close()
        assert len(client.read(got)) == 1_000_000 and client.pool.open_connections == 0
        with pytest.raises(antiphon.UsageError, match="closed"):
            client.get(peer.url)


def test_a_stream_outlives_the_function_that_made_it() -> None:
    with Peer(always(LONG)) as peer:
        assert len(antiphon.get(peer.url, stream=True).content) == 1_000_000


# -- answers before the request is complete ------------------------------------------------------------------------


@pytest.mark.parametrize("secured", [False, True])
@pytest.mark.parametrize("kept", [False, True])
def test_an_early_refusal_of_content_is_the_answer(
    new_client: NewClient, secure: Secure, secured: bool, kept: bool
) -> None:
    def script(link: Link) -> None:
        if kept:
            link.request()
            link.send(OK)
        link.head()
        link.send(response(b"no", "Connection: close", status="413 Content Too Large"))
        link.rest()

    client = new_client(verify=secure.root)
    with Peer(script, tls=secure.context if secured else None) as peer:
        if kept:
            client.get(peer.url)
        got = client.put(peer.url, data=iter([b"x" * 100_000] * 400))
        assert got.status_code == 413 and got.content == b"no" and client.pool.open_connections == 0


def test_the_answer_of_a_server_that_stops_reading_is_the_answer(client: Client) -> None:
    def script(link: Link) -> None:
        link.head()
        link.send(response(b"no", status="413 Content Too Large"))
        link.wait()

    with Peer(script) as peer:
        got = client.put(peer.url, data=bytes(30_000_000), timeout=Timeouts(write=0.1))
        assert got.status_code == 413 and client.pool.open_connections == 0


def test_an_answer_to_the_whole_request_keeps_the_connection(client: Client) -> None:
    with Peer(always(OK)) as peer:
        for _ in range(5):
            client.put(peer.url, data=io.BytesIO(b"x" * 600_000))
            client.put(peer.url, data=iter([b"a", b"b"]))
        assert peer.connections == 1


def test_a_source_that_fails_ends_the_request_with_its_own_error(client: Client) -> None:
    def source() -> Iterator[bytes]:
        yield b"x" * 100
        raise failure

    for failure in (
        ZeroDivisionError("mine"),
        antiphon.ConnectionError(CONNECTION_RESET, peer="elsewhere", reason="X"),
    ):
        with Peer(always(OK)) as peer, pytest.raises(type(failure)) as caught:
            client.put(peer.url, data=source())
        assert caught.value is failure and client.pool.open_connections == 0


# -- interim responses ---------------------------------------------------------------------------------------------


def test_interim_responses_are_told_and_passed_over(client: Client) -> None:
    told: list[tuple[int, list[tuple[bytes, bytes]]]] = []
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    with Peer(always(b"HTTP/1.1 102 Processing\r\n\r\n" + hints * 2 + OK)) as peer:
        got = client.get(peer.url, on_interim=lambda seen: told.append((seen.status, seen.section.pairs)))
        assert got.content == b"ok" and [status for status, _ in told] == [102, 103, 103]
        assert told[1][1] == [(b"Link", b"</a>")]
        assert client.get(peer.url).ok and peer.connections == 1


EXPECT = {"Expect": "100-continue"}


def test_content_waits_for_100_rfc_9110_10_1_1(client: Client) -> None:
    told: list[int] = []

    def script(link: Link) -> None:
        seen = link.head()
        link.pause(0.05)
        assert not link.has_input(), "content came before it was asked for"
        link.send(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        link.pause(0.05)
        assert not link.has_input(), "103 asks for no content"
        link.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        seen.content = link.content(seen)
        link.send(OK)

    with Peer(script) as peer:
        got = client.put(peer.url, data=b"content", headers=EXPECT, on_interim=lambda seen: told.append(seen.status))
        assert got.ok and peer.requests[0].content == b"content" and told == [103, 100]
        assert client.pool.idle_connections == 1


def test_content_that_is_refused_is_not_sent(client: Client) -> None:
    rest: list[bytes] = []

    def script(link: Link) -> None:
        link.head()
        link.send(response(b"", status="417 Expectation Failed"))
        rest.append(link.rest())

    with Peer(script) as peer:
        assert client.put(peer.url, data=b"content", headers=EXPECT).status_code == 417
        peer.join()
    assert rest == [b""] and client.pool.open_connections == 0


def test_content_is_sent_after_a_while_to_a_server_that_knows_no_100(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("antiphon.client.connection._CONTINUE_WAIT", 0.05)
    with Peer(always(OK)) as peer:
        assert client.put(peer.url, data=b"content", headers=EXPECT).ok and peer.requests[0].content == b"content"


def test_a_server_that_closes_instead_of_100_is_an_error(client: Client) -> None:
    with Peer(lambda link: link.head()) as peer, pytest.raises(antiphon.ConnectionError):
        client.post(peer.url, data=b"content", headers=EXPECT)
    assert client.pool.open_connections == 0
