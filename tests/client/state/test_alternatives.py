"""Alternative services (RFC 7838): which are remembered, in every world."""

from __future__ import annotations

import pytest

from antiphon import Alternative
from antiphon.client.state.alternative_services import AlternativeServices
from antiphon.semantics.url import url_of

from ..clients import Client
from ..conftest import NewClient, Secure
from ..peers import Peer, answering, response

NOW = 1_800_000_000.0
ORIGIN = url_of("https://example.com/").origin
H2, H3 = Alternative("h2", "", 443, 60), Alternative("h3", "alt.example", 443, 600)


def offer(*values: str, status: str = "200 OK") -> bytes:
    return response(b"ok", *(f"Alt-Svc: {value}" for value in values), status=status)


def test_what_an_origin_offers_is_remembered_for_it_alone(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    with Peer(answering(offer('h3=":443"; ma=60', 'h2="[::1]:8443"; persist=1')), tls=secure.context) as peer:
        got = client.get(peer.at("a.test"))
        expected = [Alternative("h3", "", 443, 60), Alternative("h2", "::1", 8443, persistent=True)]
        assert got.alternatives == expected == client.session.alternatives(f"{peer.at('a.test')}elsewhere?x")
        assert client.session.alternatives(peer.at("b.test")) == []
        assert client.session.alternatives("https://a.test/") == []
        assert client.session.alternatives(peer.at("a.test").replace("https", "http")) == []


def test_the_next_response_replaces_them_and_clear_ends_them_rfc_7838_3(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    answers = [offer('h2=":1"'), offer('h3=":2"'), offer(), offer("nonsense"), offer("clear")]
    with Peer(answering(*answers), tls=secure.context) as peer:
        seen = []
        for _ in answers:
            client.get(peer.at("a.test"))
            seen.append([one.protocol for one in client.session.alternatives(peer.at("a.test"))])
    assert seen == [["h2"], ["h3"], ["h3"], ["h3"], []]


@pytest.mark.parametrize("value", ['h2="evil.test:443"', 'h3=":443"; ma=99999999; persist=1'])
def test_what_is_forged_over_http_is_ignored_rfc_7838_9_2(client: Client, value: str) -> None:
    with Peer(answering(offer(value))) as peer:
        got = client.get(peer.at("a.test"))
    assert got.alternatives == [] == client.session.alternatives(peer.at("a.test"))
    assert client.session.alternatives(f"https://a.test:{peer.port}/") == []


def test_without_verification_nothing_is_remembered(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=False)
    with Peer(answering(offer('h2=":443"')), tls=secure.context) as peer:
        client.get(peer.at("a.test"))
        assert client.session.alternatives(peer.at("a.test")) == []


def test_a_misdirected_request_has_no_say_rfc_7838_6(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    with Peer(answering(offer('h2=":443"', status="421 Misdirected Request")), tls=secure.context) as peer:
        client.get(peer.at("a.test"))
        assert client.session.alternatives(peer.at("a.test")) == []


@pytest.mark.parametrize("value", ['h2=":0"', 'h2=":65536"', 'h2="[::1:443"', "h2=443", 'h2=":443', "\xff"])
def test_what_cannot_be_read_leaves_the_response_alone(new_client: NewClient, secure: Secure, value: str) -> None:
    client = new_client(verify=secure.root)
    with Peer(answering(offer(value)), tls=secure.context) as peer:
        assert client.get(peer.at("a.test")).content == b"ok"
        assert client.session.alternatives(peer.at("a.test")) == []


# -- the store -----------------------------------------------------------------------------------------------------


def test_each_counts_for_its_time_less_the_age_of_the_response_rfc_7838_3_1() -> None:
    known = AlternativeServices()
    known.receive(ORIGIN, [b'h2=":443"; ma=60, h3="alt.example:443"; ma=600'], 0, NOW)
    assert known.of(ORIGIN, NOW + 59) == [H2, H3] and known.of(ORIGIN, NOW + 60) == [H3]
    assert known.of(ORIGIN, NOW + 600) == []
    known.receive(ORIGIN, [b'h2=":443"; ma=60, h3="alt.example:443"; ma=600'], 100, NOW)
    assert known.of(ORIGIN, NOW) == [H3] and known.of(ORIGIN, NOW + 500) == []
    known.receive(ORIGIN, [b'h2=":443"; ma=0'], 0, NOW)
    assert len(known) == 0


def test_there_is_a_limit_to_origins() -> None:
    known = AlternativeServices()
    for number in range(1500):
        known.receive(("https", f"h{number}.example", 443), [b'h2=":443"'], 0, NOW)
    assert len(known) == 1000 and known.of(("https", "h1499.example", 443), NOW)
    known.clear()
    assert len(known) == 0
