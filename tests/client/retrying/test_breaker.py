"""Circuit breakers around the exchange."""

from __future__ import annotations

import pytest

import antiphon
from antiphon import Breaker, Retries
from antiphon.net.scripted import Accept, ReadThrough, Refuse, Send

from ..clients import BlockingClient, ScriptedClient
from ..conftest import NewClient
from ..peers import OK, Link, Peer, always, redirect, response
from ..test_threads import in_threads

BREAKER = Breaker(failures=3, window=100, reset=20)
END_OF_HEAD = ReadThrough(b"\r\n\r\n")
BUSY = response(b"busy", status="503 Busy")
URL = "http://192.0.2.1/"


def refused(client: ScriptedClient, times: int) -> None:
    client.network.answer("192.0.2.1", 80, *[Refuse()] * times)
    for _ in range(times):
        with pytest.raises(antiphon.ConnectionError):
            client.get(URL)


def test_failures_open_it_and_a_trial_closes_it() -> None:
    client = ScriptedClient(breaker=BREAKER)
    refused(client, 3)
    with pytest.raises(antiphon.CircuitOpen) as caught:
        client.get(URL)
    assert caught.value.fault.code == "circuit-open" and caught.value.details["seconds"] == 20
    assert "http://192.0.2.1:80" in str(caught.value) and "connection-refused" in str(caught.value)
    assert "20.0 s" in caught.value.explanation("es")
    client.network._clock.now += 20
    client.network.answer("192.0.2.1", 80, Accept((END_OF_HEAD, Send(OK)) * 5))
    assert client.get(URL).ok and client.get(URL).ok


def test_a_trial_that_fails_opens_it_again() -> None:
    client = ScriptedClient(breaker=BREAKER)
    refused(client, 3)
    client.network._clock.now += 20
    refused(client, 1)
    with pytest.raises(antiphon.CircuitOpen):
        client.get(URL)


def test_statuses_count_and_other_origins_do_not(new_client: NewClient) -> None:
    client = new_client(breaker=BREAKER)
    with Peer(always(BUSY)) as peer, Peer(always(OK)) as other:
        assert [client.get(peer.url).status_code for _ in range(3)] == [503] * 3
        with pytest.raises(antiphon.CircuitOpen):
            client.get(peer.url)
        assert client.get(other.url).ok and len(peer.requests) == 3
    assert client.in_use == 0


def test_a_redirect_to_an_origin_in_trouble_is_held_back(new_client: NewClient) -> None:
    client = new_client(breaker=Breaker(failures=1))
    with Peer(always(BUSY)) as peer, Peer(lambda link: always(redirect(302, peer.url))(link)) as first:
        client.get(peer.url)
        with pytest.raises(antiphon.CircuitOpen):
            client.get(first.url)
    assert client.in_use == 0


@pytest.mark.parametrize("status", [400, 404, 429, 501])
def test_what_is_the_users_fault_does_not_count(new_client: NewClient, status: int) -> None:
    client = new_client(breaker=Breaker(failures=1))
    with Peer(always(response(b"", status=f"{status} X"))) as peer:
        assert [client.get(peer.url).status_code for _ in range(3)] == [status] * 3


def test_retries_stop_at_an_open_circuit() -> None:
    client = ScriptedClient(breaker=BREAKER, retries=Retries(most=10, backoff=0))
    client.network.answer("192.0.2.1", 80, *[Refuse()] * 3)
    with pytest.raises(antiphon.CircuitOpen) as caught:
        client.get(URL)
    assert len(caught.value.attempts) == 3


def test_one_trial_at_a_time_among_threads() -> None:
    """While the trial is under way, nobody else is let through; afterwards all are."""
    client = BlockingClient(breaker=Breaker(failures=1, reset=0.000001), timeout=5)

    def serve(link: Link) -> None:
        while True:
            link.request()
            link.send(BUSY if len(peer.requests) == 1 else OK)

    def work(number: int) -> None:
        try:
            assert client.get(peer.url).ok
        except antiphon.CircuitOpen as error:
            assert error.details["seconds"] == 0

    with Peer(serve) as peer, client:
        assert client.get(peer.url).status_code == 503
        in_threads(work)
        assert client.get(peer.url).ok and len(client.session._parts.policies.layers) == 1
