"""Twenty threads, one session."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator

import pytest

import antiphon
from antiphon import PoolLimits, Timeouts

from .clients import BlockingClient, Client
from .peers import Link, Peer, redirect, response

THREADS = 20


@pytest.fixture(autouse=True)
def _switch_often() -> Iterator[None]:
    """Let threads take turns far more often than they would, so that races show."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


def serve(link: Link) -> None:
    """Echo the target; some targets redirect, set a cookie, close, or answer at length."""
    while True:
        seen = link.request()
        path, _, value = seen.target.partition("?")
        match path:
            case "/hop":
                link.send(redirect(307, f"/echo?{value}"))
            case "/cookie":
                link.send(response(value.encode(), f"Set-Cookie: n{value}=1; Path=/"))
            case "/close":
                link.send(response(value.encode(), "Connection: close"))
                return
            case "/hang-up":
                link.send(response(value.encode()))
                return
            case "/long":
                link.send(response(bytes(200_000)))
            case "/silent":
                link.wait()
            case _:
                link.send(response(seen.content or value.encode()))


def in_threads(work: Callable[[int], None]) -> None:
    """Run `work` in every thread at once; raise what the first to fail raised."""
    failures: list[BaseException] = []
    together = threading.Barrier(THREADS)

    def run(number: int) -> None:
        try:
            together.wait(10)
            work(number)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive(), "a thread hangs"
    if failures:
        raise failures[0]


@pytest.mark.parametrize("connections", [1, 4, 100])
def test_every_thread_gets_its_own_answers(connections: int) -> None:
    def work(number: int) -> None:
        for turn in range(12):
            value = f"{number}-{turn}"
            path = ("echo", "hop", "cookie", "close", "hang-up")[turn % 5]
            assert client.get(f"{peer.url}{path}?{value}").text == value
            assert client.put(f"{peer.url}echo", data=value).text == value

    with Peer(serve) as peer, BlockingClient(limits=PoolLimits(connections=connections), timeout=10) as client:
        in_threads(work)
        assert client.in_use == 0 and client.pool.open_connections <= connections
        assert len(client.session.cookies) <= 50


def test_the_first_request_of_all_is_a_race_that_everybody_wins() -> None:
    with Peer(serve) as peer:
        for _ in range(5):
            with BlockingClient(timeout=10) as client:
                in_threads(lambda number, client=client: client.get(f"{peer.url}echo?{number}"))  # type: ignore[misc]


def test_settings_may_change_while_threads_ask() -> None:
    def work(number: int) -> None:
        for turn in range(10):
            if number == 0:
                client.session.headers[f"X-{turn}"] = "1"
                client.session.timeout = 5 + turn
                client.session.cookies.set(f"c{turn}", "1")
                client.session.cookies.clear()
            assert client.get(f"{peer.url}echo?{number}").text == str(number)

    with Peer(serve) as peer, BlockingClient(timeout=10) as client:
        in_threads(work)


def test_streams_left_and_timeouts_among_others_lose_no_place() -> None:
    def work(number: int) -> None:
        for turn in range(6):
            match (number + turn) % 4:
                case 0:
                    client.get(f"{peer.url}long", stream=True).close()
                case 1:
                    with client.get(f"{peer.url}long", stream=True) as got:
                        assert next(got.iter_bytes())
                case 2:
                    with pytest.raises(antiphon.ReadTimeout):
                        client.get(f"{peer.url}silent", timeout=Timeouts(read=0.02))
                case _:
                    assert len(client.get(f"{peer.url}long").content) == 200_000

    with Peer(serve) as peer, BlockingClient(limits=PoolLimits(connections=3), timeout=10) as client:
        in_threads(work)
        assert client.in_use == 0 and client.get(f"{peer.url}echo?x").text == "x"


def test_who_waits_too_long_gives_up_its_turn_to_others() -> None:
    gave_up = 0

    def work(number: int) -> None:
        nonlocal gave_up
        for _ in range(5):
            try:
                client.get(f"{peer.url}long", timeout=Timeouts(pool=0.002))
            except antiphon.PoolTimeout:
                gave_up += 1

    with Peer(serve) as peer, BlockingClient(limits=PoolLimits(connections=1), timeout=10) as client:
        in_threads(work)
        check_in_order(client, peer)


def check_in_order(client: Client, peer: Peer) -> None:
    assert client.in_use == 0 and not client.pool._queue and client.pool.open_connections <= 1
    assert client.get(f"{peer.url}echo?x").text == "x"


def test_closing_the_session_while_threads_ask_ends_cleanly() -> None:
    def work(number: int) -> None:
        try:
            for turn in range(10):
                client.get(f"{peer.url}echo?{turn}")
                if number == 0 and turn == 5:
                    client.session.close()
        except antiphon.UsageError as error:
            assert error.fault.code == "session-closed"

    with Peer(serve) as peer, BlockingClient(limits=PoolLimits(connections=5), timeout=10) as client:
        in_threads(work)
        assert client.pool.open_connections == 0
