"""Many requests with bounds: in order or as they complete, in threads and in tasks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from typing import Any

import pytest

import antiphon
from antiphon import CancelToken, PoolLimits, Retries, Timeouts

from ...net.worlds import open_sockets
from ..clients import AsynchronousClient, BlockingClient, Client
from ..conftest import NewClient
from ..peers import OK, Link, Peer, always, response


def echo(link: Link) -> None:
    while True:
        seen = link.request()
        link.send(response(f"{seen.method} {seen.target}".encode() + seen.content))


class Crowd:
    """A server that notes how many requests are with it at once, for each of its ports alike."""

    def __init__(self, pause: float = 0.002) -> None:
        self.now = self.most = self.total = 0
        self._lock = threading.Lock()
        self._pause = pause

    def __call__(self, link: Link) -> None:
        while True:
            seen = link.request()
            with self._lock:
                self.now += 1
                self.total += 1
                self.most = max(self.most, self.now)
            link.pause(self._pause)
            with self._lock:
                self.now -= 1
            link.send(response(seen.target.encode()))


def texts(results: list[Any]) -> list[str]:
    return [got.text for got in results]


def each(client: Client, requests: Any, **options: Any) -> Iterator[Any]:
    """Yield what the session's `each` yields; leaving it closes it."""
    if isinstance(client, AsynchronousClient):
        results = client.session.each(requests, **options)
        end = object()

        async def following() -> Any:
            return await anext(results, end)

        try:
            while (result := client.run(following())) is not end:
                yield result
        finally:
            client.run(results.aclose())
    else:
        yield from client.session.each(requests, **options)


def check_quiet(client: Client) -> None:
    """Assert that nothing is under way any more."""
    assert client.in_use == 0 and not client.pool._queue
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("antiphon ")]


# -- gather --------------------------------------------------------------------------------------------------------


def test_results_are_in_the_order_of_the_requests(client: Client) -> None:
    def late(link: Link) -> None:
        while True:
            seen = link.request()
            link.pause(0.05 if seen.target == "/0" else 0)
            link.send(response(seen.target.encode()))

    with Peer(late) as peer:
        got = client.gather([f"{peer.url}{number}" for number in range(40)], at_once=8)
    assert texts(got) == [f"/{number}" for number in range(40)]
    check_quiet(client)


def test_or_as_they_complete(client: Client) -> None:
    def late(link: Link) -> None:
        while True:
            seen = link.request()
            link.pause(0.1 if seen.target == "/0" else 0)
            link.send(response(seen.target.encode()))

    with Peer(late) as peer:
        got = client.gather([f"{peer.url}{number}" for number in range(10)], at_once=4, ordered=False)
    assert got[0].text != "/0" and sorted(texts(got)) == [f"/{number}" for number in range(10)]


def test_the_ways_to_say_a_request(client: Client) -> None:
    with Peer(echo) as peer:
        prepared = client.get(f"{peer.url}again").request
        items = [
            f"{peer.url}text",
            antiphon.URL.parse(f"{peer.url}url"),
            ("PUT", f"{peer.url}put"),
            ("post", f"{peer.url}post", {"data": b"!", "headers": {"X-Own": "1"}}),
            prepared,
        ]
        got = client.gather(items, headers={"X-All": "1"}, timeout=5)
        assert texts(got) == ["GET /text", "GET /url", "PUT /put", "POST /post!", "GET /again"]
        seen = {request.target: request for request in peer.requests}
        assert "x-all" in seen["/text"].fields and "x-own" in seen["/post"].fields


def test_no_requests_are_no_results(client: Client) -> None:
    assert client.gather([]) == [] and client.gather(iter(())) == []
    check_quiet(client)


def test_no_more_than_the_bounds_at_once(client: Client) -> None:
    one, other = Crowd(), Crowd()
    with Peer(one) as first, Peer(other) as second:
        urls = [f"{peer.url}{number}" for number in range(40) for peer in (first, second)]
        assert len(client.gather(urls, at_once=6, per_origin=2)) == 80
    assert one.most <= 2 and other.most <= 2 and one.total == other.total == 40
    with Peer(crowd := Crowd()) as peer:
        client.gather([peer.url] * 40, at_once=5)
    assert 1 < crowd.most <= 5


def test_an_origin_that_is_full_does_not_hold_up_the_others(client: Client) -> None:
    slow = Crowd(0.05)
    with Peer(slow) as first, Peer(echo) as second:
        urls = [first.url] * 4 + [second.url] * 4
        got = client.gather(urls, at_once=4, per_origin=1, ordered=False)
    assert [result.request.url.port for result in got].index(second.port) == 0


def test_progress_is_told(client: Client) -> None:
    told: list[tuple[int, int | None]] = []
    with Peer(echo) as peer:
        client.gather([peer.url] * 3, progress=lambda done, total: told.append((done, total)))
        client.gather((peer.url for _ in range(2)), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3), (1, None), (2, None)]


# -- failures ------------------------------------------------------------------------------------------------------


def by_target(link: Link) -> None:
    while True:
        seen = link.request()
        if seen.target == "/broken":
            return
        if seen.target == "/silent":
            link.wait()
        link.send(OK)


def test_the_first_failure_ends_them_all(client: Client) -> None:
    before = open_sockets()
    with Peer(by_target) as peer:
        urls = [f"{peer.url}silent"] * 3 + [f"{peer.url}broken"] + [f"{peer.url}silent"] * 30
        with pytest.raises(antiphon.ConnectionError) as caught:
            client.gather(urls, at_once=6, timeout=30)
        assert caught.value.request.url.path == "/broken" and len(peer.requests) <= 7
        check_quiet(client)
        assert client.get(peer.url).ok
    client.close()
    client.until(lambda: open_sockets() <= before) if isinstance(client, BlockingClient) else None


def test_or_stands_in_its_place(client: Client) -> None:
    with Peer(by_target) as peer:
        items: list[Any] = [
            peer.url,
            f"{peer.url}broken",
            "ftp://x/",
            ("GET", "http://"),
            5,
            ("GET",),
            b"x",
            f"{peer.url}silent",
        ]
        got = client.gather(items, fail="return", timeout=Timeouts(read=0.1))
    kinds = [
        200,
        antiphon.ConnectionError,
        *[antiphon.InvalidURL] * 2,
        *[antiphon.UsageError] * 3,
        antiphon.ReadTimeout,
    ]
    assert [result.status_code if isinstance(result, antiphon.Response) else type(result) for result in got] == kinds
    assert [result.fault.code for result in got[4:7]] == ["item-unusable"] * 3
    check_quiet(client)


def test_what_is_no_request_is_an_error_at_once(client: Client) -> None:
    with Peer(echo) as peer:
        with pytest.raises(antiphon.UsageError, match="not a request"):
            client.gather([peer.url, None])
        check_quiet(client)


@pytest.mark.parametrize(
    "wrong",
    [{"at_once": 0}, {"at_once": 1.5}, {"at_once": True}, {"per_origin": 0}, {"fail": "ignore"}],
    ids=str,
)
def test_bounds_that_let_nothing_run_are_refused(client: Client, wrong: dict[str, Any]) -> None:
    with pytest.raises(antiphon.UsageError, match=f"{next(iter(wrong))} is"):
        client.gather(["http://127.0.0.1:9/"], **wrong)


def test_a_source_that_fails_ends_them_all_with_its_own_error(client: Client) -> None:
    def source() -> Iterator[str]:
        yield f"{peer.url}silent"
        yield peer.url
        raise ZeroDivisionError

    with Peer(by_target) as peer:
        with pytest.raises(ZeroDivisionError):
            client.gather(source(), timeout=30)
        check_quiet(client)


def test_a_progress_that_fails_ends_them_all(client: Client) -> None:
    def progress(done: int, total: int | None) -> None:
        raise ZeroDivisionError

    with Peer(by_target) as peer:
        with pytest.raises(ZeroDivisionError):
            client.gather([peer.url, f"{peer.url}silent"], progress=progress, timeout=30)
        check_quiet(client)


def test_requests_have_their_retries_and_tokens(client: Client) -> None:
    token = CancelToken()
    token.cancel()
    with Peer(lambda link: link.request(), always(OK)) as peer:
        items = [("GET", peer.url, {"retries": Retries(backoff=0)}), ("GET", peer.url, {"cancel": token})]
        retried, cancelled = client.gather(items, at_once=1, fail="return")
    assert retried.ok and len(retried.attempts) == 1 and isinstance(cancelled, antiphon.Cancelled)


def test_a_token_for_all_of_them(client: Client) -> None:
    token = CancelToken()
    timer = threading.Timer(0.1, token.cancel)
    with Peer(by_target) as peer:
        timer.start()
        with pytest.raises(antiphon.Cancelled):
            client.gather([f"{peer.url}silent"] * 20, at_once=5, cancel=token, timeout=30)
        timer.join()
        check_quiet(client)
        assert not token._wakes


# -- each ----------------------------------------------------------------------------------------------------------


def test_an_endless_source_is_read_as_it_is_used(client: Client) -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield f"{peer.url}{taken}"

    with Peer(echo) as peer:
        results = each(client, endless(), at_once=4, ordered=True)
        assert [next(results).text for _ in range(50)] == [f"GET /{number}" for number in range(1, 51)]
        results.close()  # type: ignore[attr-defined]
        assert taken <= 50 + 8
        check_quiet(client)


def test_leaving_early_breaks_off_what_is_under_way(client: Client) -> None:
    with Peer(by_target) as peer:
        results = each(client, [peer.url, *[f"{peer.url}silent"] * 20], at_once=4, timeout=30)
        assert next(results).ok
        results.close()  # type: ignore[attr-defined]
        check_quiet(client)
        assert len(peer.requests) <= 6 and client.get(peer.url).ok


def test_leaving_before_the_first_result_is_leaving_nothing(client: Client) -> None:
    results = each(client, ["http://127.0.0.1:9/"])
    results.close()  # type: ignore[attr-defined]
    check_quiet(client)


def test_streams_that_nobody_took_are_dropped(client: Client) -> None:
    with Peer(always(response(bytes(1_000_000)))) as peer:
        results = each(client, [peer.url] * 12, at_once=4, stream=True)
        first = next(results)
        assert len(client.read(first)) == 1_000_000
        results.close()  # type: ignore[attr-defined]
        check_quiet(client)


def test_a_slow_first_one_does_not_let_the_others_run_far_ahead(client: Client) -> None:
    asked = threading.Event()

    def script(link: Link) -> None:
        while True:
            seen = link.request()
            if seen.target == "/0":
                asked.wait(0.2)
            link.send(response(seen.target.encode()))

    with Peer(script) as peer:
        got = list(each(client, (f"{peer.url}{number}" for number in range(30)), at_once=3, ordered=True))
        order = [seen.target for seen in peer.requests]
    assert texts(got) == [f"/{number}" for number in range(30)] and "/6" not in order[:6]


def test_many_requests_wait_for_few_connections(new_client: NewClient) -> None:
    client = new_client(limits=PoolLimits(connections=3))
    with Peer(echo) as peer, Peer(echo) as other:
        urls = [f"{(peer, other)[number % 2].url}{number}" for number in range(60)]
        assert texts(client.gather(urls, at_once=20)) == [f"GET /{number}" for number in range(60)]
        assert client.pool.open_connections <= 3
    check_quiet(client)


def test_an_asynchronous_source_is_waited_for_while_results_come() -> None:
    async def source(url: str, first: asyncio.Event) -> AsyncIterator[str]:
        yield url
        await first.wait()
        yield url

    async def ask(url: str) -> list[int]:
        first = asyncio.Event()
        found = []
        async with aclosing(client.session.each(source(url, first))) as results:
            async for got in results:
                found.append(got.status_code)
                first.set()
        return found

    with Peer(echo) as peer, AsynchronousClient(timeout=5) as client:
        assert client.run(ask(peer.url)) == [200, 200]


def test_an_asynchronous_source_that_fails_ends_them_all() -> None:
    async def source() -> AsyncIterator[str]:
        yield f"{peer.url}silent"
        raise ZeroDivisionError

    with Peer(by_target) as peer, AsynchronousClient(timeout=30) as client:
        with pytest.raises(ZeroDivisionError):
            client.gather(source())
        check_quiet(client)


def test_a_task_that_is_cancelled_takes_its_requests_with_it() -> None:
    async def ask() -> None:
        task = asyncio.ensure_future(client.session.gather([f"{peer.url}silent"] * 5))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with Peer(by_target) as peer, AsynchronousClient(timeout=30) as client:
        client.run(ask())
        check_quiet(client)


def test_threads_are_no_more_than_needed() -> None:
    with Peer(echo) as peer, BlockingClient(timeout=5) as client:
        most = 0
        for _ in client.session.each([peer.url] * 50, at_once=20, per_origin=3):
            most = max(most, sum(thread.name.startswith("antiphon ") for thread in threading.enumerate()))
        assert most <= 3
        check_quiet(client)
