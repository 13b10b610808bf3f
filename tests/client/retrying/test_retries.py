"""Retries: what is sent again, what never is, and what is told about it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest

import antiphon
from antiphon import Retries, Timeouts
from antiphon.client.retrying import Budget
from antiphon.net.scripted import Accept, Delay, ReadThrough, Refuse, Reset, Send

from ..clients import Client, ScriptedClient
from ..conftest import NewClient
from ..peers import OK, Link, Peer, Script, always, answering, redirect, response

AT_ONCE = Retries(backoff=0)
END_OF_HEAD = ReadThrough(b"\r\n\r\n")


def busy(status: int = 503, *fields: str) -> bytes:
    return response(b"busy", *fields, status=f"{status} Busy")


def in_turn(*answers: bytes) -> Script:
    """Return a script for all connections together: one answer to each request, the last one for ever."""
    left = list(answers)

    def script(link: Link) -> None:
        while True:
            link.request()
            link.send(left.pop(0) if len(left) > 1 else left[0])

    return script


# -- statuses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "QUERY", "POST", "PATCH"])
@pytest.mark.parametrize("status", [408, 421, 425, 429, 500, 502, 503, 504])
def test_which_status_is_tried_again_with_which_method(new_client: NewClient, method: str, status: int) -> None:
    client = new_client(retries=AT_ONCE)
    answer = busy(status)
    if method == "HEAD":
        answer = answer.removesuffix(b"busy")
    again = status != 500 and (method not in ("POST", "PATCH") or status in (421, 425))
    with Peer(in_turn(answer, OK.removesuffix(b"ok") if method == "HEAD" else OK)) as peer:
        got = client.request(method, peer.url, data=None if method in ("GET", "HEAD") else b"x")
        assert got.status_code == (200 if again else status) and len(peer.requests) == (2 if again else 1)
        assert len({seen.content for seen in peer.requests}) == 1
        assert [attempt.status for attempt in got.attempts] == ([status] if again else [])
    assert client.in_use == 0


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_request_with_an_idempotency_key_is_repeatable(new_client: NewClient, method: str) -> None:
    with Peer(in_turn(busy(), OK)) as peer:
        got = new_client(retries=AT_ONCE).request(method, peer.url, data=b"x", headers={"idempotency-KEY": '"1"'})
        assert got.ok and [seen.fields["idempotency-key"] for seen in peer.requests] == ['"1"', '"1"']


def test_there_is_an_end_to_it_and_the_last_answer_is_the_answer(new_client: NewClient) -> None:
    client = new_client(retries=Retries(most=2, backoff=0))
    with Peer(always(busy())) as peer:
        got = client.get(peer.url)
        assert got.status_code == 503 and got.content == b"busy" and len(peer.requests) == 3
    assert [(attempt.phase, attempt.what, attempt.waited) for attempt in got.attempts] == [
        ("status", "503 Busy", 0.0),
        ("status", "503 Busy", 0.0),
    ]


def test_a_misdirected_request_goes_over_another_connection_rfc_9110_15_5_20(new_client: NewClient) -> None:
    with Peer(in_turn(busy(421), OK)) as peer:
        assert new_client(retries=AT_ONCE).post(peer.url, data=b"x").ok and peer.connections == 2


def test_the_connection_of_an_answer_that_is_at_hand_is_kept(new_client: NewClient) -> None:
    with Peer(in_turn(busy(), busy(), OK)) as peer:
        assert new_client(retries=AT_ONCE).get(peer.url).ok and peer.connections == 1


def test_a_long_answer_in_whose_place_another_comes_is_not_read(new_client: NewClient) -> None:
    client = new_client(retries=AT_ONCE)
    endless = b"HTTP/1.1 503 Busy\r\nContent-Length: 1000000000\r\n\r\nbusy"
    with Peer(answering(endless), always(OK)) as peer:
        assert client.get(peer.url).ok and peer.connections == 2 and client.in_use == 0


def test_a_streamed_response_is_tried_again_until_its_head(new_client: NewClient) -> None:
    client = new_client(retries=AT_ONCE)
    with Peer(in_turn(busy(), OK)) as peer:
        got = client.get(peer.url, stream=True)
        assert got.status_code == 200 and len(got.attempts) == 1 and client.read(got) == b"ok"
    assert client.in_use == 0


def test_each_hop_of_a_redirect_has_its_own_attempts(new_client: NewClient) -> None:
    client = new_client(retries=Retries(most=1, backoff=0))
    with Peer(in_turn(busy(), redirect(302, "/next"), busy(), OK)) as peer:
        got = client.get(peer.url)
        assert got.ok and len(got.attempts) == len(got.history[0].attempts) == 1 and len(peer.requests) == 4


# -- failures ------------------------------------------------------------------------------------------------------


def hang_up(link: Link) -> None:
    link.request()


def cut(link: Link) -> None:
    link.request()
    link.send(OK[:-1])


def junk(link: Link) -> None:
    link.request()
    link.send(b"junk\r\n\r\n")


@pytest.mark.parametrize("failing", [hang_up, cut, junk])
@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
def test_what_broke_after_it_was_sent_goes_again_if_that_is_harmless(
    new_client: NewClient, failing: Script, method: str
) -> None:
    client = new_client(retries=AT_ONCE)
    with Peer(failing, always(OK)) as peer:
        if method == "POST":
            with pytest.raises(antiphon.ConnectionError) as caught:
                client.post(peer.url, data=b"x")
            assert caught.value.attempts == () and len(peer.requests) == 1
        else:
            got = client.request(method, peer.url, data=None if method == "GET" else b"x")
            (attempt,) = got.attempts
            assert got.content == b"ok" and attempt.phase == ("wait" if failing is hang_up else "receive")
            assert attempt.fault is not None
    assert client.in_use == 0


def test_an_error_tells_what_was_tried(new_client: NewClient) -> None:
    client = new_client(retries=Retries(most=2, backoff=0))
    with Peer(hang_up) as peer, pytest.raises(antiphon.ConnectionError) as caught:
        client.get(peer.url)
    assert [attempt.fault for attempt in caught.value.attempts] == [caught.value.fault] * 2
    assert caught.value.request.url.port == peer.port and client.in_use == 0


def test_a_silent_server_is_tried_again(new_client: NewClient) -> None:
    client = new_client(retries=AT_ONCE)
    with Peer(lambda link: link.wait(), always(OK)) as peer:
        (attempt,) = client.get(peer.url, timeout=Timeouts(read=0.05)).attempts
    assert attempt.fault is not None and attempt.fault.code == "read-timeout"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_was_not_sent_goes_again_with_any_method_and_content(method: str) -> None:
    """A refused connection has taken no byte, so even an iterator that can be read once is still whole."""
    client = ScriptedClient(retries=AT_ONCE)
    client.network.answer("192.0.2.1", 80, Refuse(), Refuse("ENETUNREACH"), Accept((END_OF_HEAD, Send(OK))))
    got = client.request(method, "http://192.0.2.1/", data=iter([b"once"]))
    assert got.ok and [attempt.phase for attempt in got.attempts] == ["connect", "connect"]
    assert b"once" in client.network.streams[0].written


def test_content_that_was_read_once_is_not_sent_again(new_client: NewClient) -> None:
    client = new_client(retries=AT_ONCE)
    with Peer(hang_up) as peer:
        with pytest.raises(antiphon.ConnectionError):
            client.put(peer.url, data=iter([b"once"]))
        assert len(peer.requests) == 1
    with Peer(in_turn(busy(), OK)) as peer:
        assert client.put(peer.url, data=iter([b"once"])).status_code == 503 and len(peer.requests) == 1


def test_a_file_is_sent_again_from_where_it_stood(new_client: NewClient) -> None:
    file = io.BytesIO(b"skipped content")
    file.seek(8)
    with Peer(hang_up, in_turn(busy(), OK)) as peer:
        assert new_client(retries=AT_ONCE).put(peer.url, data=file).ok
        assert [seen.content for seen in peer.requests] == [b"content"] * 3


def test_a_certificate_does_not_get_better(new_client: NewClient, secure: Any) -> None:
    client = new_client(retries=AT_ONCE)
    with Peer(always(OK), tls=secure.context) as peer:
        with pytest.raises(antiphon.TLSError):
            client.get(peer.at("a.test"))
        assert peer.connections == 1


def test_names_that_do_not_exist_are_asked_once() -> None:
    client = ScriptedClient(retries=AT_ONCE)
    client.network.host("a.test")
    with pytest.raises(antiphon.ResolveError) as caught:
        client.get("http://a.test/")
    assert caught.value.attempts == () and caught.value.unsent


def test_a_source_that_fails_is_not_the_networks_fault(new_client: NewClient) -> None:
    def source() -> Iterator[bytes]:
        yield b"x"
        raise ZeroDivisionError

    with Peer(always(OK)) as peer, pytest.raises(ZeroDivisionError):
        new_client(retries=AT_ONCE).put(peer.url, data=source())


# -- waiting -------------------------------------------------------------------------------------------------------


def scripted(*steps: Any, **settings: Any) -> ScriptedClient:
    client = ScriptedClient(**settings)
    client.network.answer("192.0.2.1", 80, Accept(steps))
    return client


def test_retry_after_is_kept_to_rfc_9110_10_2_3() -> None:
    client = scripted(
        END_OF_HEAD,
        Send(busy(503, "Retry-After: 7")),
        END_OF_HEAD,
        Send(busy(429, "Retry-After: 11")),
        END_OF_HEAD,
        Send(OK),
        retries=AT_ONCE,
    )
    got = client.get("http://192.0.2.1/")
    assert client.network.now() == 18 and [attempt.waited for attempt in got.attempts] == [7, 11]


@pytest.mark.parametrize("asked", ["100000000000000000000", "61", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_server_that_wants_to_be_left_alone_for_longer_has_answered(asked: str) -> None:
    client = scripted(END_OF_HEAD, Send(busy(503, f"Retry-After: {asked}")), retries=AT_ONCE)
    got = client.get("http://192.0.2.1/")
    assert got.status_code == 503 and got.content == b"busy" and client.network.now() == 0


@pytest.mark.parametrize("asked", ["-1", "soon", "Thu, 01 Jan 1970 00:00:00 GMT", "\xff", "1.5"])
def test_nonsense_and_the_past_ask_for_no_wait(asked: str) -> None:
    client = scripted(END_OF_HEAD, Send(busy(503, f"Retry-After: {asked}")), END_OF_HEAD, Send(OK), retries=AT_ONCE)
    assert client.get("http://192.0.2.1/").ok and client.network.now() == 0


def test_no_wait_goes_beyond_the_deadline() -> None:
    steps = (END_OF_HEAD, Delay(3), Send(busy(503, "Retry-After: 7")), END_OF_HEAD, Send(OK))
    got = scripted(*steps, retries=AT_ONCE).get("http://192.0.2.1/", timeout=Timeouts(total=10))
    assert got.status_code == 503
    client = scripted(*steps, retries=AT_ONCE)
    assert client.get("http://192.0.2.1/", timeout=Timeouts(total=10.1)).ok and client.network.now() == 10


def test_the_deadline_is_one_for_all_attempts() -> None:
    client = scripted(END_OF_HEAD, Delay(6), Send(busy()), END_OF_HEAD, Delay(6), Send(OK), retries=AT_ONCE)
    with pytest.raises(antiphon.TotalTimeout) as caught:
        client.get("http://192.0.2.1/", timeout=Timeouts(total=10))
    assert client.network.now() == 10 and [attempt.status for attempt in caught.value.attempts] == [503]


def test_the_wait_grows_and_is_random() -> None:
    client = ScriptedClient(retries=Retries(most=3, backoff=1))
    client.network.answer("192.0.2.1", 80, Refuse(), Refuse(), Refuse(), Accept((END_OF_HEAD, Reset())))
    with pytest.raises(antiphon.ConnectionError) as caught:
        client.get("http://192.0.2.1/")
    waits = [attempt.waited for attempt in caught.value.attempts]
    assert all(0 <= wait <= most for wait, most in zip(waits, (1, 2, 4), strict=True)) and len(set(waits)) == 3


# -- per request, and off ------------------------------------------------------------------------------------------


def test_a_request_may_say_otherwise(new_client: NewClient) -> None:
    with Peer(always(busy())) as peer:
        client = new_client(retries=AT_ONCE)
        for retries, attempts in ((None, 1), (0, 1), (Retries(most=1, backoff=0), 2)):
            before = len(peer.requests)
            client.get(peer.url, retries=retries)
            assert len(peer.requests) - before == attempts
        client = new_client()
        for retries, attempts in ((None, 1), (Retries(most=2, backoff=0), 3)):
            before = len(peer.requests)
            assert len(client.get(peer.url, retries=retries).attempts) == attempts - 1
            assert len(peer.requests) - before == attempts


def test_without_retries_nothing_stands_around_the_exchange(client: Client) -> None:
    engine = client.session._engine
    assert engine._layered is None
    with Peer(always(busy())) as peer:
        assert client.get(peer.url).attempts == () and len(peer.requests) == 1


@pytest.mark.parametrize("wrong", [-1, True, "3", 1.5], ids=str)
def test_what_is_no_policy_is_refused(client: Client, wrong: Any) -> None:
    with pytest.raises(antiphon.UsageError, match="retries is"):
        client.get("http://127.0.0.1:9/", retries=wrong)
    with pytest.raises(antiphon.UsageError, match="retries is"):
        antiphon.Session(retries=wrong)


def test_what_a_cache_keeps_is_what_came_in_the_end(new_client: NewClient) -> None:
    client = new_client(retries=AT_ONCE, cache=True)
    with Peer(in_turn(busy(), response(b"kept", "Cache-Control: max-age=60"))) as peer:
        assert client.get(peer.url).content == client.get(peer.url).content == b"kept"
        assert len(peer.requests) == 2


# -- the budget ----------------------------------------------------------------------------------------------------


def test_retries_cannot_multiply_the_load(new_client: NewClient) -> None:
    client = new_client(retries=Retries(most=3, backoff=0, budget=0.2))
    with Peer(always(busy())) as peer:
        for _ in range(100):
            client.get(peer.url)
        assert 100 + 20 <= len(peer.requests) <= 100 + 20 + 10


def test_without_a_budget_each_request_has_all_its_attempts(new_client: NewClient) -> None:
    client = new_client(retries=Retries(most=3, backoff=0, budget=None))
    with Peer(always(busy())) as peer:
        for _ in range(10):
            client.get(peer.url)
        assert len(peer.requests) == 40


def test_the_budget_is_one_for_a_session_however_it_is_said(new_client: NewClient) -> None:
    client = new_client()
    with Peer(always(busy())) as peer:
        for _ in range(30):
            client.get(peer.url, retries=Retries(most=3, backoff=0, budget=0))
        assert len(peer.requests) == 30 + 10


def test_the_budget_is_never_more_than_what_is_free() -> None:
    from contextlib import nullcontext

    budget = Budget(nullcontext())
    for _ in range(1000):
        budget.add(1)
    assert [budget.take() for _ in range(11)] == [True] * 10 + [False]
