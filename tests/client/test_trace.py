"""A traced session tells what it does, in order, in every world; one that is not traced does nothing of it."""

from __future__ import annotations

from typing import Any

import pytest

import antiphon
from antiphon.client.trace import (
    CacheDecided,
    ConnectionUsed,
    ExchangeEnded,
    ExchangeStarted,
    Redirected,
    Sending,
)
from antiphon.net.trace import (
    BytesReceived,
    BytesSent,
    Connected,
    ConnectionBroken,
    ConnectionClosed,
    NotConnected,
    Resolved,
)
from antiphon.tls.observed import PlaintextReceived, PlaintextSent, TLSEstablished, TLSMessage

from .conftest import NewClient, Secure
from .peers import OK, Peer, always, answering, redirect, response


def of(kind: type[Any], told: list[object]) -> list[Any]:
    return [event for event in told if isinstance(event, kind)]


def test_an_exchange_is_told_from_its_name_to_its_end(new_client: NewClient) -> None:
    told: list[object] = []
    with Peer(always(OK)) as peer, new_client(trace=told.append) as client:
        assert client.get(peer.url, headers={"Authorization": "Basic c2VjcmV0"}).text == "ok"
    kinds = [type(event) for event in told if not isinstance(event, Resolved)]
    assert kinds[:3] == [ExchangeStarted, Sending, Connected]
    assert (
        kinds.index(BytesSent) < kinds.index(BytesReceived) < kinds.index(ExchangeEnded) < kinds.index(ConnectionClosed)
    )
    (sent,) = of(BytesSent, told)
    assert sent.data.startswith(b"GET / HTTP/1.1\r\n") and b"c2VjcmV0" not in sent.data
    assert len(sent.data) == len(peer.requests[0].head)
    assert b"".join(event.data for event in of(BytesReceived, told)) == OK
    (used,) = of(ConnectionUsed, told)
    assert (used.number, used.reused) == (of(Connected, told)[0].number, False)
    moments = [event.moment for event in told if not isinstance(event, Connected | Resolved)]  # type: ignore[attr-defined]
    assert moments == sorted(moments)


def test_a_kept_connection_is_told_as_such(new_client: NewClient) -> None:
    told: list[object] = []
    with Peer(always(OK)) as peer, new_client(trace=told.append) as client:
        client.get(peer.url)
        client.get(peer.url)
    assert [used.reused for used in of(ConnectionUsed, told)] == [False, True] and len(of(Connected, told)) == 1


def test_a_redirect_is_told_with_what_it_dropped(new_client: NewClient) -> None:
    told: list[object] = []
    with (
        Peer(always(OK)) as other,
        Peer(always(redirect(302, other.url))) as peer,
        new_client(trace=told.append) as client,
    ):
        client.post(peer.url, data=b"x", headers={"Authorization": "Basic c2VjcmV0"})
    (event,) = of(Redirected, told)
    assert (event.status, event.method, event.next_method) == (302, "POST", "GET")
    assert "Authorization" in event.dropped and event.next_url == other.url
    assert [started.exchange for started in of(ExchangeStarted, told)] == [1, 2]


def test_a_second_sending_is_told_as_the_second(new_client: NewClient) -> None:
    told: list[object] = []
    retries = antiphon.Retries(most=2, backoff=0)
    answers = answering(response(b"", status="503 Busy"), OK)
    with Peer(answers) as peer, new_client(trace=told.append, retries=retries) as client:
        assert client.get(peer.url).attempts
    assert [event.times for event in of(Sending, told)] == [1, 2] and len(of(ExchangeStarted, told)) == 1


def test_what_the_cache_decided_is_told(new_client: NewClient) -> None:
    told: list[object] = []
    kept = response(b"kept", "Cache-Control: max-age=60")
    with Peer(always(kept)) as peer, new_client(trace=told.append, cache=True) as client:
        client.get(peer.url)
        client.get(peer.url)
    assert [event.decision.status for event in of(CacheDecided, told)] == ["miss", "hit"]
    assert len(of(Sending, told)) == 1


def test_a_failure_is_told_and_raised(new_client: NewClient) -> None:
    told: list[object] = []
    with Peer(always(b"")) as peer:
        url = peer.url
    with new_client(trace=told.append) as client, pytest.raises(antiphon.ConnectionError):
        client.get(url)
    (failed,) = of(NotConnected, told)
    assert failed.attempts and failed.error
    (ended,) = of(ExchangeEnded, told)
    assert ended.response is None and isinstance(ended.error, antiphon.ConnectionError)


def test_what_is_not_http_is_told(new_client: NewClient) -> None:
    told: list[object] = []
    client = new_client(trace=told.append)
    with Peer(always(b"SSH-2.0-x\r\n")) as peer, pytest.raises(antiphon.BrokenResponse):
        client.get(peer.url)
    assert of(BytesReceived, told)[0].data == b"SSH-2.0-x\r\n" and of(ConnectionClosed, told)
    assert not of(ConnectionBroken, told)


def test_tls_is_told_with_the_plaintext(new_client: NewClient, secure: Secure) -> None:
    told: list[object] = []
    with Peer(always(OK), tls=secure.context) as peer, new_client(trace=told.append, verify=secure.root) as client:
        assert client.get(peer.url).text == "ok"
    assert of(TLSMessage, told) and of(TLSEstablished, told)[0].alpn == "http/1.1"
    assert b"".join(event.data for event in of(PlaintextSent, told)) == peer.requests[0].head
    assert b"".join(event.data for event in of(PlaintextReceived, told)) == OK
    assert b"GET" not in b"".join(event.data for event in of(BytesSent, told))


def test_a_name_without_an_address_is_told(new_client: NewClient) -> None:
    told: list[object] = []
    with antiphon.Session(trace=told.append, resolver={}) as session, pytest.raises(antiphon.ResolveError):
        session.get("http://nowhere.invalid/")
    assert of(NotConnected, told)


def test_who_listens_must_be_callable() -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        antiphon.Session(trace="x")  # type: ignore[arg-type]
    assert caught.value.details["setting"] == "trace"


def test_nobody_is_told_without_a_listener() -> None:
    with antiphon.Session() as session:
        assert not hasattr(session._engine.network, "_tell") and session._engine.tell is None
