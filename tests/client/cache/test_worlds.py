"""The cache in a session: over real connections, blocking and asynchronous."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import antiphon
from antiphon.client.options import Options
from antiphon.client.session import AsyncSession

from ..clients import AsynchronousClient, Client
from ..conftest import NewClient
from ..peers import Link, Peer, Script, always, answering, by_path, redirect, response

FRESH = "Cache-Control: max-age=1000"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The time of day of sessions made after, in `now`."""
    passing = SimpleNamespace(now=1_800_000_000.0)
    monkeypatch.setattr("antiphon.client.session.time", SimpleNamespace(time=lambda: passing.now))
    return passing


def at_once(client: Client, url: str, count: int, **options: Any) -> list[Any]:
    """Return what `count` requests at the same time come to: responses or errors."""
    if isinstance(client, AsynchronousClient):

        async def together() -> list[Any]:
            return await asyncio.gather(
                *(client.session.get(url, **options) for _ in range(count)), return_exceptions=True
            )

        return list(client.run(together()))
    found: list[Any] = []

    def one() -> None:
        try:
            found.append(client.session.get(url, **options))
        except antiphon.RequestError as error:
            found.append(error)

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    return found


def gated(opened: threading.Event, answers: Callable[[int], bytes]) -> Script:
    """Return a script that answers each request of a connection once `opened` is set; `answers` gets its number."""

    def script(link: Link) -> None:
        while True:
            link.request()
            opened.wait(10)
            link.send(answers(len(link._peer.requests)))

    return script


# -- the setting ---------------------------------------------------------------------------------------------------


def test_a_second_request_does_not_reach_the_server(new_client: NewClient) -> None:
    client = new_client(cache=True)
    with Peer(answering(response(b"hello", FRESH))) as peer:
        first, second, third = (client.get(peer.url) for _ in range(3))
    assert [got.cache.status for got in (first, second, third)] == ["miss", "hit", "hit"]
    assert second.content == third.content == b"hello" and second.status_code == 200 and second.reason == "OK"
    assert second.headers["age"] == "0" and second.url == peer.url and len(peer.requests) == 1
    assert client.get(peer.url).text == "hello" and client.in_use == 0


def test_without_a_cache_there_is_no_decision(client: Client) -> None:
    with Peer(always(response(b"", FRESH))) as peer:
        assert client.get(peer.url).cache is None and client.get(peer.url).cache is None
    assert len(peer.requests) == 2 and client.session.cache is None


@pytest.mark.parametrize("off", [None, False])
def test_off_is_off(new_client: NewClient, off: Any) -> None:
    assert new_client(cache=off).session.cache is None


def test_a_cache_is_shared_by_sessions_and_outlives_them(new_client: NewClient) -> None:
    with antiphon.Cache() as cache:
        one, two = new_client(cache=cache), new_client(cache=cache)
        with Peer(answering(response(b"hello", FRESH))) as peer:
            one.get(peer.url)
            one.close()
            assert two.get(peer.url).cache.status == "hit" and len(cache) == 1
        two.close()
        assert len(cache) == 1 and cache.delete(f"{peer.url}#part") == 1 and len(cache) == 0
    assert bool(cache) and "0 responses" in repr(cache)


def test_a_file_serves_one_session_after_the_other(new_client: NewClient, tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    with Peer(answering(response(b"hello", FRESH, "X-Kept: 1"))) as peer:
        one = new_client(cache=str(path))
        one.get(peer.url)
        one.close()
        two = new_client(cache=path)
        got = two.get(peer.url)
        two.close()
    assert got.cache.status == "hit" and got.content == b"hello" and got.headers["x-kept"] == "1"
    assert repr(two.session.cache).startswith(f"<Cache in '{path}'")


@pytest.mark.parametrize("wrong", [1, 2.5, b"path", object()])
def test_what_is_no_cache_is_refused(new_client: NewClient, wrong: Any) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        new_client(cache=wrong)
    assert caught.value.fault.code == "cache-unusable"


@pytest.mark.parametrize(
    "limits", [{"max_bytes": 0}, {"max_bytes": "1"}, {"max_content": -1}, {"stale_if_error": float("nan")}]
)
def test_what_is_no_limit_is_refused(limits: dict[str, Any]) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        antiphon.Cache(**limits)
    assert caught.value.fault.code == "cache-limit-unusable" and next(iter(limits)) in str(caught.value)


def test_an_unknown_mode_is_refused(new_client: NewClient) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        new_client(cache=True).get("http://127.0.0.1/", cache="sometimes")
    assert caught.value.fault.code == "cache-mode-unknown" and "force-cache" in str(caught.value)


def test_only_if_cached_needs_a_cache_and_other_modes_do_not(client: Client) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        client.get("http://127.0.0.1/", cache="only-if-cached")
    assert caught.value.fault.code == "cache-missing"
    with Peer(always(response())) as peer:
        assert client.get(peer.url, cache="no-store").ok


def test_modes_of_a_request(new_client: NewClient) -> None:
    client = new_client(cache=True)
    with Peer(always(response(b"hello", FRESH))) as peer:
        modes = ["default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached"]
        found = [str(client.get(peer.url, cache=mode).cache.status) for mode in modes]
        assert found == ["miss", "bypass", "miss", "miss", "hit", "hit"]
        assert client.get(f"{peer.url}else", cache="only-if-cached").status_code == 504


# -- time ----------------------------------------------------------------------------------------------------------


def test_a_stale_response_is_confirmed(new_client: NewClient, clock: SimpleNamespace) -> None:
    client = new_client(cache=True)
    answers = response(b"hello", "Cache-Control: max-age=9", 'ETag: "1"'), b"HTTP/1.1 304 Not Modified\r\n\r\n"
    with Peer(answering(*answers)) as peer:
        client.get(peer.url)
        clock.now += 4.0
        assert client.get(peer.url).headers["age"] == "4"
        clock.now += 6.0
        confirmed = client.get(peer.url)
        assert confirmed.cache.status == "revalidated" and confirmed.content == b"hello"
        assert peer.requests[1].fields["if-none-match"] == '"1"' and client.in_use == 0
        clock.now += 5.0
        assert client.get(peer.url).cache.status == "hit" and peer.connections == 1


def test_a_stale_response_answers_at_once_and_is_fetched_beside(new_client: NewClient, clock: SimpleNamespace) -> None:
    client = new_client(cache=True)
    opened = threading.Event()
    fields = "Cache-Control: max-age=1, stale-while-revalidate=60"
    with Peer(gated(opened, lambda number: response(b"%d" % number, fields))) as peer:
        opened.set()
        client.get(peer.url)
        opened.clear()
        clock.now += 5.0
        # The server does not answer now, and nobody has to wait for it.
        assert [client.get(peer.url).content for _ in range(5)] == [b"1"] * 5
        client.until(lambda: len(peer.requests) == 2)
        opened.set()
        client.until(lambda: client.session.cache.stats.stored == 2)
        assert client.get(peer.url).content == b"2" and len(peer.requests) == 2
        client.until(lambda: client.in_use == 0)


def test_a_failure_beside_is_nobodys_error(new_client: NewClient, clock: SimpleNamespace) -> None:
    client = new_client(cache=True)
    once = answering(response(b"1", "Cache-Control: max-age=1, stale-while-revalidate=60"))
    with Peer(once, lambda link: link.reset()) as peer:
        client.get(peer.url)
        peer.join()
        clock.now += 5.0
        assert client.get(peer.url).cache.status == "stale"
        client.until(lambda: client.in_use == 0)
        assert client.get(peer.url).cache.status == "stale"
        client.until(lambda: client.in_use == 0)


def test_a_server_that_is_gone_is_outlived(new_client: NewClient, clock: SimpleNamespace) -> None:
    client = new_client(cache=antiphon.Cache(stale_if_error=60))
    with Peer(answering(response(b"1", "Cache-Control: max-age=1"))) as peer:
        client.get(peer.url)
    clock.now += 5.0
    got = client.get(peer.url)
    assert got.content == b"1" and got.cache.status == "stale" and "RFC 5861" in got.cache.rule
    clock.now += 60.0
    with pytest.raises(antiphon.ConnectionError):
        client.get(peer.url)


# -- single flight -------------------------------------------------------------------------------------------------


def test_one_of_many_asks_and_the_others_have_its_answer(new_client: NewClient) -> None:
    client = new_client(cache=True)
    opened = threading.Event()
    with Peer(gated(opened, lambda number: response(b"%d" % number, FRESH))) as peer:
        threading.Timer(0.1, opened.set).start()
        found = at_once(client, peer.url, 12)
    assert [got.content for got in found] == [b"1"] * 12 and len(peer.requests) == 1
    assert sorted(str(got.cache.status) for got in found) == ["hit"] * 11 + ["miss"]


def test_an_answer_for_one_alone_holds_up_nobody_twice(new_client: NewClient) -> None:
    client = new_client(cache=True)
    with Peer(always(response(b"mine", "Cache-Control: no-store"))) as peer:
        for _ in range(2):
            assert [got.content for got in at_once(client, peer.url, 4)] == [b"mine"] * 4
        assert len(peer.requests) == 8


def test_a_failure_of_the_one_is_not_the_others_failure(new_client: NewClient) -> None:
    client = new_client(cache=True)

    def hang_up(link: Link) -> None:
        link.request()
        link.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")
        time.sleep(0.05)

    with Peer(hang_up, always(response(b"hello", FRESH))) as peer:
        found = at_once(client, peer.url, 5)
        errors = [got for got in found if isinstance(got, antiphon.RequestError)]
        assert len(errors) == 1 and all(got.content == b"hello" for got in found if got not in errors)
        assert client.in_use == 0


def test_nobody_waits_for_another_longer_than_for_a_server(new_client: NewClient) -> None:
    client = new_client(cache=True, timeout=(5, 0.2))
    with Peer(lambda link: link.wait()) as peer:
        started = time.monotonic()
        found = at_once(client, peer.url, 3)
        assert all(isinstance(got, antiphon.ReadTimeout) for got in found) and time.monotonic() - started < 10


def test_cancelling_the_one_lets_the_others_go_on(new_client: NewClient) -> None:
    client = new_client(cache=True)
    if not isinstance(client, AsynchronousClient):
        pytest.skip("only tasks are cancelled")
    session: AsyncSession = client.session
    with Peer(lambda link: link.wait(), always(response(b"hello", FRESH))) as peer:

        async def scenario() -> bytes:
            leader = asyncio.create_task(session.get(peer.url))
            while not peer.requests and not peer.connections:
                await asyncio.sleep(0.001)
            follower = asyncio.create_task(session.get(peer.url))
            await asyncio.sleep(0.01)
            leader.cancel()
            return (await follower).content

        assert client.run(scenario()) == b"hello" and client.in_use == 0


def test_threads_and_tasks_share_a_cache_without_harm(new_client: NewClient) -> None:
    client = new_client(cache=antiphon.Cache(max_bytes=6000))
    with Peer(always(response(b"x" * 500, FRESH))) as peer:
        for number in range(20):
            found = at_once(client, f"{peer.url}{number % 7}", 4)
            assert all(got.content == b"x" * 500 for got in found)
    stats = client.session.cache.stats
    assert stats.bytes <= 6000 and stats.hits + stats.misses == 80 and client.in_use == 0


def test_what_came_before_an_unsafe_request_is_not_stored_after_it(new_client: NewClient) -> None:
    client = new_client(cache=True)
    if isinstance(client, AsynchronousClient):
        pytest.skip("needs a request that another overtakes")
    opened = threading.Event()

    def slow(link: Link) -> None:
        link.request()
        opened.wait(10)
        link.send(response(b"old", FRESH))

    with Peer(slow, always(response(b"new", FRESH))) as peer:
        reading = threading.Thread(target=client.session.get, args=(peer.url,))
        reading.start()
        client.until(lambda: len(peer.requests) == 1)
        client.session.put(peer.url, b"new")
        opened.set()
        reading.join()
        assert len(client.session.cache) == 0 and client.get(peer.url).content == b"new"


# -- streams -------------------------------------------------------------------------------------------------------


def test_a_stream_is_stored_when_it_has_been_read(new_client: NewClient) -> None:
    client = new_client(cache=True)
    with Peer(always(response(b"x" * 100_000, FRESH))) as peer:
        got = client.get(peer.url, stream=True)
        assert got.cache.storing.code == "kept" and len(client.session.cache) == 0
        assert sum(len(piece) for piece in client.each(got, "iter_bytes")) == 100_000
        again = client.get(peer.url, stream=True)
        assert again.cache.status == "hit" and b"".join(client.each(again, "iter_bytes", 7)) == b"x" * 100_000
        assert client.read(client.get(peer.url, stream=True)) == b"x" * 100_000 and len(peer.requests) == 1


def test_a_stream_that_is_left_is_not_stored(new_client: NewClient) -> None:
    client = new_client(cache=True)
    with Peer(always(response(b"x" * 1_000_000, FRESH))) as peer:
        got = client.get(peer.url, stream=True)
        for _ in client.each(got, "iter_bytes"):
            break
        client.drop(got)
        client.drop(client.get(peer.url, stream=True))
        assert len(client.session.cache) == 0 and client.in_use == 0


def test_a_stream_beyond_the_limit_is_not_gathered(new_client: NewClient) -> None:
    client = new_client(cache=antiphon.Cache(max_content=1000))
    chunk = b"3e8\r\n" + b"x" * 1000 + b"\r\n"
    long = f"HTTP/1.1 200 OK\r\n{FRESH}\r\nTransfer-Encoding: chunked\r\n\r\n".encode() + chunk * 9 + b"0\r\n\r\n"
    with Peer(always(long)) as peer:
        got = client.get(peer.url, stream=True)
        assert sum(len(piece) for piece in client.each(got, "iter_bytes")) == 9000
        assert len(client.get(peer.url).content) == 9000 and len(client.session.cache) == 0


def test_coded_content_is_stored_decoded_with_its_fields(new_client: NewClient) -> None:
    client = new_client(cache=True)
    coded = response(gzip.compress(b"hello" * 100), FRESH, "Content-Encoding: gzip")
    with Peer(always(coded)) as peer:
        raw = client.get(peer.url, stream=True)
        assert b"".join(client.each(raw, "iter_bytes", decoded=False)) != b"hello" * 100
        assert len(client.session.cache) == 0
        assert client.get(peer.url).content == b"hello" * 100
        hit = client.get(peer.url)
        assert hit.cache.status == "hit" and hit.content == b"hello" * 100
        assert hit.headers["content-encoding"] == "gzip" and client.in_use == 0


def test_a_limit_of_the_request_holds_for_a_hit(new_client: NewClient) -> None:
    client = new_client(cache=True)
    with Peer(always(response(b"x" * 100, FRESH))) as peer:
        client.get(peer.url)
        with pytest.raises(antiphon.ContentTooLarge):
            client.get(peer.url, max_content=99)
        assert client.get(peer.url, max_content=100).cache.status == "hit"


def test_chunked_content_and_trailers_are_stored(new_client: NewClient) -> None:
    client = new_client(cache=True)
    chunked = f"HTTP/1.1 200 OK\r\n{FRESH}\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nSum: 1\r\n\r\n"
    with Peer(answering(chunked.encode())) as peer:
        client.get(peer.url)
        hit = client.get(peer.url)
    assert hit.content == b"ok" and hit.trailers["sum"] == "1" and "transfer-encoding" not in hit.headers


# -- beside other parts of the client ------------------------------------------------------------------------------


def test_cookies_of_a_stored_response_are_not_kept_again(new_client: NewClient) -> None:
    client = new_client(cache=True)
    with Peer(answering(response(b"", FRESH, "Set-Cookie: a=1"))) as peer:
        client.get(peer.url)
        client.session.cookies.clear()
        hit = client.get(peer.url)
    assert hit.cache.status == "hit" and len(client.session.cookies) == 0
    assert hit.headers["set-cookie"] == "a=1" and dict(hit.cookies) == {"a": "1"}


def test_cookies_of_a_304_are_kept(new_client: NewClient) -> None:
    client = new_client(cache=True)
    answers = (
        response(b"", "Cache-Control: no-cache", 'ETag: "1"', "Set-Cookie: a=1"),
        (b"HTTP/1.1 304 Not Modified\r\nSet-Cookie: b=2\r\n\r\n"),
    )
    with Peer(answering(*answers)) as peer:
        client.get(peer.url)
        client.session.cookies.clear()
        assert client.get(peer.url).cache.status == "revalidated"
    assert dict(client.session.cookies) == {"b": "2"}


def test_a_stored_redirect_is_followed(new_client: NewClient) -> None:
    client = new_client(cache=True)
    moved = redirect(301, "/new").replace(b"\r\n", b"\r\nCache-Control: max-age=1000\r\n", 1)
    with Peer(by_path({"/": moved, "/new": response(b"here", FRESH)})) as peer:
        first, second = client.get(peer.url), client.get(peer.url)
        assert len(peer.requests) == 2 and first.content == second.content == b"here"
        assert [hop.cache.status for hop in (*second.history, second)] == ["hit", "hit"]
        assert second.history[0].status_code == 301 and client.in_use == 0
        assert client.get(peer.url, allow_redirects=False).content == b"gone"


def test_credentials_of_two_users_do_not_mix(new_client: NewClient) -> None:
    client = new_client(cache=True)

    def script(link: Link) -> None:
        while True:
            link.send(response(link.request().fields["authorization"].encode(), FRESH))

    with Peer(script) as peer:
        contents = {client.get(peer.url, auth=(user, "secret")).content for user in ("alice", "bob") for _ in "12"}
        assert len(contents) == 2 and len(peer.requests) == 2
    assert "secret" not in repr(client.session.cache)


def test_query_bodies_are_in_the_key(new_client: NewClient) -> None:
    client = new_client(cache=True)

    def script(link: Link) -> None:
        while True:
            link.send(response(link.request().content, FRESH))

    with Peer(script) as peer:
        found = [client.query(peer.url, json={"q": number}).json()["q"] for number in (1, 2, 1, 2)]
        assert found == [1, 2, 1, 2] and len(peer.requests) == 2


def test_a_megabyte_of_cache_control_is_not_a_problem_of_the_cache(new_client: NewClient) -> None:
    client = new_client(cache=True)
    huge = f"HTTP/1.1 200 OK\r\nCache-Control: {'x,' * 500_000}\r\nContent-Length: 0\r\n\r\n"
    with Peer(answering(huge.encode(), huge.encode())) as peer, pytest.raises(antiphon.BrokenResponse):
        client.get(peer.url)
    with Peer(answering(response(b"", f"Cache-Control: {'x,' * 30_000} max-age=9"))) as peer:
        client.get(peer.url)
        assert client.get(peer.url).cache.status == "hit"


def test_changed_headers_of_the_session_count(new_client: NewClient) -> None:
    client = new_client(cache=True)
    with Peer(always(response(b"", FRESH, "Vary: X"))) as peer:
        client.get(peer.url)
        assert client.get(peer.url).cache.status == "hit"
        client.session.headers["X"] = "1"
        assert client.get(peer.url).cache.status == "miss" and client.get(peer.url).cache.status == "hit"
        client.session.headers["X"] = "2"
        assert client.get(peer.url).cache.ground.code == "other-variant"


def test_what_was_remembered_ends_with_what_was_stored(new_client: NewClient) -> None:
    client = new_client(cache=True)
    with Peer(always(response(b"", FRESH))) as peer:
        for end in (client.session.cache.clear, lambda: client.session.cache.delete(peer.url)):
            assert [client.get(peer.url).cache.status for _ in range(3)] == ["miss", "hit", "hit"]
            end()
        client.get(peer.url)
        client.post(peer.url)
        assert client.get(peer.url).cache.status == "miss" and client.head(peer.url).cache.status == "hit"


def test_what_had_to_go_is_not_held_anywhere(new_client: NewClient) -> None:
    client = new_client(cache=antiphon.Cache(max_bytes=20_000, max_content=20_000))
    with Peer(always(response(b"x" * 10_000, FRESH))) as peer:
        for number in range(4):
            client.get(f"{peer.url}{number}")
            assert client.get(f"{peer.url}{number}").cache.status == "hit"
        remembered = [known[3].entry() for known in layer_of(client)._memory._known.values()]
        assert len(remembered) == 4 and [entry is not None for entry in remembered] == [False] * 3 + [True]
        assert client.get(f"{peer.url}0").cache.status == "miss"


def layer_of(client: Client) -> Any:
    """Return what sends by way of the cache."""
    return client.session._engine._layered.__self__


def test_the_option_is_one_of_the_documented() -> None:
    assert "cache" in Options.__annotations__
