"""Content of a response on the way to another one: what a layer has read or dropped before is no error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import antiphon

from .conftest import NewClient
from .peers import OK, Peer, answering, redirect, response

CHALLENGE = response(b"who?", 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"', status="401 Unauthorized")
MOVED = redirect(302, "/next")


def dropped(response: antiphon.Response) -> None:
    if response.status_code != 200:
        response.exchange.abandon()


@pytest.mark.parametrize("cache", [None, True], ids=["no-cache", "cache"])
@pytest.mark.parametrize("first", [CHALLENGE, MOVED], ids=["challenge", "redirect"])
def test_retries_read_it_before(new_client: NewClient, first: bytes, cache: Any) -> None:
    client = new_client(retries=1, auth=antiphon.DigestAuth("me", "secret"), cache=cache)
    with Peer(answering(first, OK)) as peer:
        got = client.get(peer.url)
    assert got.status_code == 200 and got.history[0].content in (b"who?", b"gone")


@pytest.mark.parametrize("cache", [None, True], ids=["no-cache", "cache"])
@pytest.mark.parametrize("first", [CHALLENGE, MOVED], ids=["challenge", "redirect"])
def test_hooks_may_drop_it(new_client: NewClient, first: bytes, cache: Any) -> None:
    client = new_client(hooks={"response": [dropped]}, auth=antiphon.DigestAuth("me", "secret"), cache=cache)
    with Peer(answering(first), answering(OK)) as peer:
        assert client.get(peer.url).status_code == 200


def test_cassettes_record_and_replay_redirects_of_the_network(new_client: NewClient, tmp_path: Path) -> None:
    with Peer(answering(MOVED, OK)) as peer:
        for _ in range(2):
            client = new_client(cassette=tmp_path / "moved.json")
            got = client.get(peer.url)
            assert got.ok and got.history[0].content == b"gone" and got.url.endswith("/next")
            client.close()
    assert len(peer.requests) == 2
