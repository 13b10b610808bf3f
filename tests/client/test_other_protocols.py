"""A server that speaks something else: the error shows what came, in either language."""

from __future__ import annotations

import pickle

import pytest

import antiphon

from .conftest import NewClient
from .peers import Peer, answering, redirect


@pytest.mark.parametrize(
    ("answer", "code", "told"),
    [
        (
            b"-ERR unknown command\r\n",
            "other-protocol",
            r" speaks Redis, not HTTP/1.1: it sent '-ERR unknown command\r\n'.",
        ),
        (
            b"220 mail.test ESMTP\r\n",
            "other-protocol",
            r" speaks SMTP, not HTTP/1.1: it sent '220 mail.test ESMTP\r\n'.",
        ),
        (b"what?\r\n", "answer-not-http", r" answered with 'what?\r\n', which is not HTTP"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "answer-in-tls", "Use an https:// URL for this port"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 101 + b"\r\n", "response-over-limit", "more than 100 fields"),
        (b"HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "response-broken", "white space between a field's name and its colon"),
    ],
    ids=["redis", "mail", "unknown", "tls", "too much", "http"],
)
def test_the_error_shows_what_came(new_client: NewClient, answer: bytes, code: str, told: str) -> None:
    client = new_client()
    with Peer(answering(answer)) as peer, pytest.raises(antiphon.BrokenResponse) as caught:
        client.get(peer.url)
    assert caught.value.fault.code == code and told in str(caught.value)
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)


def test_the_cause_is_told_in_the_language_of_the_rest(new_client: NewClient) -> None:
    client = new_client()
    with Peer(answering(b"HTTP/1.1 200 OK\r\nA : b\r\n\r\n")) as peer, pytest.raises(antiphon.BrokenResponse) as caught:
        client.get(peer.url)
    assert "white space" in caught.value.sentence() and "white space" not in caught.value.sentence("es")
    with Peer(answering(redirect(302, "http://[::/"))) as peer, pytest.raises(antiphon.BrokenResponse) as caught:
        client.get(peer.url)
    assert "What starts" in caught.value.sentence() and "What starts" not in caught.value.sentence("es")
