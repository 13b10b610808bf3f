"""Basic, Bearer, and whatever the server asks for."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

import antiphon

from ..clients import Client
from ..conftest import NewClient
from ..peers import OK, Link, Peer, always, answering, redirect, response
from .guards import Guard

BASIC = "Basic " + b64encode(b"me:secret").decode()


def asking(*challenges: str, key: str = BASIC) -> Any:
    """Return a script of a server that lets in who sends `key`."""

    def script(link: Link) -> None:
        while True:
            if link.request().fields.get("authorization") == key:
                link.send(OK)
            else:
                lines = [f"WWW-Authenticate: {challenge}" for challenge in challenges]
                link.send(response(b"", *lines, status="401 Unauthorized"))

    return script


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        (antiphon.BasicAuth("me", "secret"), BASIC),
        (("me", "secret"), BASIC),
        (antiphon.BearerAuth("abc.def"), "Bearer abc.def"),
        ("abc.def", "Bearer abc.def"),
    ],
)
def test_what_is_sent_without_being_asked(client: Client, auth: Any, expected: str) -> None:
    with Peer(always(OK)) as peer:
        client.get(peer.url, auth=auth)
    assert [seen.fields["authorization"] for seen in peer.requests] == [expected]
    assert "secret" not in repr(auth) or isinstance(auth, tuple)
    assert "abc.def" not in repr(auth) or isinstance(auth, str)


@pytest.mark.parametrize(
    "make",
    [
        lambda: antiphon.BasicAuth("a:b", "hunter2"),
        lambda: antiphon.BasicAuth("a", "hunter2\n"),
        lambda: antiphon.AnyAuth("a:b", "hunter2"),
        lambda: antiphon.BearerAuth("hunter2\r\n"),
        lambda: antiphon.BearerAuth(""),
    ],
)
def test_what_cannot_be_sent_is_refused_at_once_and_not_shown(make: Any) -> None:
    with pytest.raises(antiphon.InvalidField) as caught:
        make()
    assert "hunter2" not in str(caught.value)


def test_any_auth_waits_for_the_challenge_and_remembers_it_rfc_7617_2_2(client: Client) -> None:
    auth = antiphon.AnyAuth("me", "secret")
    with Peer(asking('Basic realm="r"')) as peer:
        for path in ("a/b", "a/c", "a/deep/d", "ab", "other/x"):
            assert client.get(peer.url + path, auth=auth).ok
    unasked = [seen.target for seen in peer.requests if "authorization" not in seen.fields]
    assert unasked == ["/a/b", "/ab"] and peer.connections == 1


def test_any_auth_takes_digest_where_it_is_offered_and_never_shows_the_password_then(client: Client) -> None:
    guard = Guard(also=('Basic realm="home"',))
    with Peer(guard.script) as peer:
        assert client.get(peer.url, auth=antiphon.AnyAuth("me", "secret")).ok
        assert client.get(peer.url, auth=antiphon.AnyAuth("me", "wrong")).status_code == 401
    assert not any(seen.fields.get("authorization", "").startswith("Basic") for seen in peer.requests)


def test_any_auth_tries_a_password_once(client: Client) -> None:
    auth = antiphon.AnyAuth("me", "wrong")
    with Peer(asking('Basic realm="r"')) as peer:
        for _ in range(2):
            got = client.get(peer.url, auth=auth)
            assert got.status_code == 401 and len(got.history) == 1
        assert client.get(peer.url, auth=("me", "secret")).ok
    assert len(peer.requests) == 5 and client.in_use == 0


@pytest.mark.parametrize("challenge", ["Negotiate", 'Bearer realm="r"', 'Basic realm="r', ""])
def test_any_auth_answers_only_what_it_knows(client: Client, challenge: str) -> None:
    with Peer(asking(challenge) if challenge else asking()) as peer:
        assert client.get(peer.url, auth=antiphon.AnyAuth("me", "secret")).status_code == 401
    assert len(peer.requests) == 1


def test_any_auth_stays_with_its_origin(new_client: NewClient) -> None:
    with (
        Peer(asking('Basic realm="r"')) as other,
        Peer(answering(response(b"", "WWW-Authenticate: Basic", status="401 No"), redirect(302, other.url))) as peer,
    ):
        got = new_client(auth=antiphon.AnyAuth("me", "secret")).get(peer.url)
    assert got.status_code == 401 and peer.requests[1].fields["authorization"] == BASIC
    assert len(other.requests) == 1 and "authorization" not in other.requests[0].fields
    assert repr(antiphon.AnyAuth("me", "secret")) == "AnyAuth(user='me')"
