"""Cancelling by a token, from another thread, wherever the request is: nothing leaks, and the session serves on."""

from __future__ import annotations

import asyncio
import gc
import io
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

import antiphon
from antiphon import CancelToken, PoolLimits, Rate, Retries
from antiphon.net import Address
from antiphon.net.blocking import BlockingNetwork
from antiphon.net.scripted import Accept, ReadThrough, Send

from ...net.worlds import BlackHole, open_sockets
from ..clients import AsynchronousClient, BlockingClient, Client, ScriptedClient
from ..conftest import NewClient, Secure
from ..peers import OK, Link, Peer, always, answering, response

LONG = response(bytes(3_000_000))


@contextmanager
def soon(token: CancelToken) -> Iterator[None]:
    """Cancel `token` from another thread a moment after the block begins."""
    timer = threading.Timer(0.05, token.cancel)
    timer.start()
    try:
        yield
    finally:
        timer.join()


def cancelled(client: Client, url: str, **options: Any) -> antiphon.Cancelled:
    """Ask for `url`, which never answers; return the error of the cancellation."""
    token = CancelToken()
    began = time.monotonic()
    with soon(token), pytest.raises(antiphon.Cancelled) as caught:
        client.request(options.pop("method", "GET"), url, cancel=token, timeout=30, **options)
    assert time.monotonic() - began < 15 and client.in_use == 0 and not token._wakes
    return caught.value


def silent(link: Link) -> None:
    link.wait()


def mute_after(data: bytes) -> Callable[[Link], None]:
    def script(link: Link) -> None:
        link.request()
        link.send(data)
        link.wait()

    return script


def still_serves(client: Client) -> None:
    with Peer(always(OK)) as peer:
        assert client.get(peer.url).content == b"ok"


# -- each phase ----------------------------------------------------------------------------------------------------


def test_waiting_for_a_response(client: Client) -> None:
    with Peer(silent) as peer:
        error = cancelled(client, peer.url)
        assert error.fault.code == "cancelled" and str(error.request.url) == peer.url
    still_serves(client)


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 103 Early Hints\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 9\r\n\r\nshort",
    ],
)
def test_reading(client: Client, said: bytes) -> None:
    with Peer(mute_after(said)) as peer:
        cancelled(client, peer.url)
    still_serves(client)


def test_on_a_connection_that_was_kept(client: Client) -> None:
    def script(link: Link) -> None:
        link.request()
        link.send(OK)
        link.request()
        link.wait()

    with Peer(script) as peer:
        client.get(peer.url)
        cancelled(client, peer.url)
    still_serves(client)


def test_writing(client: Client) -> None:
    with Peer(silent) as peer:
        cancelled(client, peer.url, method="PUT", data=bytes(30_000_000))
        cancelled(client, peer.url, method="PUT", data=io.BytesIO(bytes(30_000_000)))


def test_connecting(client: Client) -> None:
    hole = BlackHole()
    try:
        cancelled(client, f"http://127.0.0.1:{hole.port}/")
    finally:
        hole.close()
    still_serves(client)


def test_the_tls_handshake(client: Client) -> None:
    with Peer(silent) as peer:
        cancelled(client, peer.url.replace("http:", "https:"), verify=False)
    still_serves(client)


def test_reading_over_tls(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    with Peer(mute_after(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"), tls=secure.context) as peer:
        cancelled(client, peer.at("a.test"))


def test_resolving(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def hang(host: str, port: int) -> Sequence[Address]:
        over.wait(10)
        raise OSError

    try:
        with BlockingClient(network=BlockingNetwork(hang)) as client:
            cancelled(client, "http://a.test/")
        with AsynchronousClient() as asynchronous:
            monkeypatch.setattr(asynchronous.session._engine.network, "_resolver", hang)
            cancelled(asynchronous, "http://a.test/")
    finally:
        over.set()


def test_waiting_for_a_place_in_the_pool(new_client: NewClient) -> None:
    client = new_client(limits=PoolLimits(connections=1))
    with Peer(always(LONG)) as peer:
        held = client.get(peer.url, stream=True)
        token = CancelToken()
        with soon(token), pytest.raises(antiphon.Cancelled):
            client.get(peer.url, cancel=token, timeout=30)
        assert client.in_use == 1 and not client.pool._queue
        client.drop(held)
        assert len(client.get(peer.url).content) == 3_000_000


def test_waiting_for_the_next_attempt(new_client: NewClient) -> None:
    client = new_client(retries=Retries(most=1))
    with Peer(always(response(b"", "Retry-After: 30", status="503 Busy"))) as peer:
        cancelled(client, peer.url)
        assert len(peer.requests) == 1


def test_waiting_for_a_turn(new_client: NewClient) -> None:
    client = new_client(rate=Rate(0.04))
    with Peer(always(OK)) as peer:
        client.get(peer.url)
        cancelled(client, peer.url)
        assert len(peer.requests) == 1


# -- streams -------------------------------------------------------------------------------------------------------


def test_a_stream_that_is_being_read(client: Client) -> None:
    with Peer(mute_after(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort")) as peer:
        token = CancelToken()
        got = client.get(peer.url, stream=True, cancel=token)
        pieces = client.each(got, "iter_bytes")
        assert next(pieces) == b"short"
        with soon(token), pytest.raises(antiphon.Cancelled):
            next(pieces)
    assert client.in_use == 0 and not token._wakes


def test_a_stream_that_rests_fails_at_its_next_read(client: Client) -> None:
    with Peer(always(LONG)) as peer:
        token = CancelToken()
        got = client.get(peer.url, stream=True, cancel=token)
        token.cancel()
        with pytest.raises(antiphon.Cancelled):
            client.read(got)
        assert client.in_use == 0
    still_serves(client)


def test_a_stream_that_is_dropped_or_garbage_leaves_nothing_in_its_token(client: Client) -> None:
    with Peer(always(LONG)) as peer:
        token = CancelToken()
        client.drop(client.get(peer.url, stream=True, cancel=token))
        assert not token._wakes
        got = client.get(peer.url, stream=True, cancel=token)
        del got
        gc.collect()
        assert not token._wakes
        client.get(peer.url, cancel=token)
        assert not token._wakes


def test_a_token_does_not_touch_what_its_connection_does_next(client: Client) -> None:
    with Peer(always(OK)) as peer:
        token = CancelToken()
        client.get(peer.url, cancel=token)
        second = client.get(peer.url, stream=True)
        token.cancel()
        client.turn()
        assert client.read(second) == b"ok" and peer.connections == 1


# -- tokens --------------------------------------------------------------------------------------------------------


def test_one_that_is_cancelled_lets_nothing_start(client: Client) -> None:
    token = CancelToken()
    token.cancel()
    token.cancel()
    assert token.cancelled() and "cancelled" in repr(token)
    with Peer(always(OK)) as peer:
        with pytest.raises(antiphon.Cancelled):
            client.get(peer.url, cancel=token)
        assert peer.connections == 0 and client.get(peer.url, cancel=CancelToken()).ok


def test_one_token_for_many_threads() -> None:
    token = CancelToken()
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            client.get(peer.url, cancel=token, timeout=30)
        except BaseException as error:
            failures.append(error)

    before = open_sockets()
    with Peer(silent) as peer, BlockingClient() as client:
        threads = [threading.Thread(target=ask) for _ in range(20)]
        for thread in threads:
            thread.start()
        client.until(lambda: peer.connections == 20)
        token.cancel()
        for thread in threads:
            thread.join(10)
        assert [type(failure) for failure in failures] == [antiphon.Cancelled] * 20
        assert client.pool.open_connections == 0 and not token._wakes
    assert open_sockets() <= before


def test_what_comes_of_a_cancellation_at_any_moment_is_a_response_or_cancelled() -> None:
    with Peer(always(LONG)) as peer, BlockingClient(timeout=10) as client:
        for step in range(40):
            token = CancelToken()
            timer = threading.Timer(step * 0.0002, token.cancel)
            timer.start()
            try:
                assert len(client.get(peer.url, cancel=token).content) == 3_000_000
            except antiphon.Cancelled:
                pass
            timer.join()
            assert client.in_use == 0 and not token._wakes
        assert client.get(peer.url).ok


def test_cancelled_by_what_the_request_itself_calls() -> None:
    """A handler of a signal, or a callback, cancels in the very thread that waits."""
    token = CancelToken()
    with Peer(answering(b"HTTP/1.1 103 Early Hints\r\n\r\n" + OK)) as peer, BlockingClient() as client:
        with pytest.raises(antiphon.Cancelled):
            client.get(peer.url, cancel=token, on_interim=lambda _: token.cancel())
        assert client.in_use == 0
    scripted = ScriptedClient()
    scripted.network.answer("192.0.2.1", 80, Accept((ReadThrough(b"\r\n\r\n"), Send(LONG)), cut=1000))
    token = CancelToken()

    def stop_early(done: int, total: int | None) -> None:
        if done > 5000:
            token.cancel()

    with pytest.raises(antiphon.Cancelled):
        scripted.get("http://192.0.2.1/", cancel=token, on_download=stop_early)
    assert scripted.network.streams[0].aborted


# -- a task --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_the_task_goes_on(loop: str) -> None:
    """As with a timeout, it is the work that is cancelled, not the task around it."""
    factory = None if loop == "asyncio" else pytest.importorskip("uvloop").new_event_loop
    with Peer(silent) as peer, AsynchronousClient(loop_factory=factory) as client:

        async def ask() -> int:
            token = CancelToken()
            asyncio.get_running_loop().call_later(0.02, token.cancel)
            with pytest.raises(antiphon.Cancelled):
                await client.session.get(peer.url, cancel=token)
            await asyncio.sleep(0)
            task = asyncio.current_task()
            assert task is not None
            return task.cancelling()

        assert client.run(ask()) == 0


def test_a_task_that_is_cancelled_by_others_too_is_cancelled() -> None:
    with Peer(silent) as peer, AsynchronousClient() as client:

        async def ask() -> None:
            token = CancelToken()
            task = asyncio.ensure_future(client.session.get(peer.url, cancel=token))
            await asyncio.sleep(0.02)
            token.cancel()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert not token._wakes

        client.run(ask())
        assert client.in_use == 0


def test_a_loop_that_is_closed_is_left_alone() -> None:
    token = CancelToken()
    with Peer(always(LONG)) as peer:
        client = AsynchronousClient()
        got = client.get(peer.url, stream=True, cancel=token)
        client.drop(got)
        client.close()
        token.cancel()
