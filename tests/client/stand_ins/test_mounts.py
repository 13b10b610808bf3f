"""Mounts: which requests a stand-in gets, and which go to the network."""

from __future__ import annotations

from typing import Any

import pytest

import antiphon
from antiphon.client.stand_ins.mounts import Prefix
from antiphon.semantics.url import url_of

from ..clients import Client
from ..conftest import NewClient
from ..peers import OK, Peer, always


@pytest.mark.parametrize(
    ("prefix", "url", "covered"),
    [
        ("https://a.test/", "https://a.test/x", True),
        ("https://a.test", "https://a.test/x", True),
        ("https://a.test", "https://A.TEST:443/x?q#f", True),
        ("https://a.test", "https://a.test.evil/x", False),
        ("https://a.test", "https://a.testevil/", False),
        ("https://a.test", "https://b.a.test/", False),
        ("https://a.test", "https://a.test@evil.test/", False),
        ("https://a.test", "http://a.test/", False),
        ("https://a.test", "https://a.test:444/", False),
        ("https://a.test/api", "https://a.test/api", True),
        ("https://a.test/api", "https://a.test/api/x", True),
        ("https://a.test/api", "https://a.test/apis", False),
        ("https://a.test/api/", "https://a.test/api", False),
        ("https://a.test/api", "https://a.test/api/../secret", False),
        ("http://[::1]:80/", "http://[0:0::1]/x", True),
    ],
)
def test_a_prefix_ends_where_hosts_and_segments_end(prefix: str, url: str, covered: bool) -> None:
    assert Prefix.of(prefix).covers(url_of(url)) is covered


@pytest.mark.parametrize(
    "prefix", ["", "a.test", "https://", "ftp://a.test", "https://a.test/?q=1", "https://u:p@a.test/"]
)
def test_what_is_no_prefix_is_refused(prefix: str) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        antiphon.Session(mounts={prefix: antiphon.Mock()})
    assert caught.value.fault.code == "mount-unusable" and ":p@" not in str(caught.value)


@pytest.mark.parametrize("setting", [{"transport": 5}, {"mounts": {"http://a.test": print}}, {"cassette": 5}])
def test_what_cannot_stand_in_is_refused(setting: dict[str, Any]) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        antiphon.Session(**setting)
    assert caught.value.fault.code == "stand-in-unusable"


def mock(text: str) -> antiphon.Mock:
    mock = antiphon.Mock()
    mock.route().reply(content=text)
    return mock


def test_the_longest_prefix_wins_and_the_rest_goes_to_the_network(new_client: NewClient) -> None:
    with Peer(always(OK)) as peer:
        client = new_client(mounts={"http://a.test/": mock("short"), "http://a.test/api": mock("long")})
        texts = [client.get(url).text for url in ("http://a.test/x", "http://a.test/api/x", peer.url)]
    assert texts == ["short", "long", "ok"]


def test_a_transport_takes_the_rest(new_client: NewClient) -> None:
    client = new_client(transport=mock("all"), mounts={"http://a.test/": mock("one")})
    assert [client.get(url).text for url in ("http://a.test/", "https://b.test/")] == ["one", "all"]


def test_redirects_cookies_and_credentials_work_as_with_the_network(new_client: NewClient) -> None:
    shop, other = antiphon.Mock(), antiphon.Mock()
    shop.get("/", reply=antiphon.Reply(302, {"Location": "http://b.test/next", "Set-Cookie": "a=1"}))
    other.get("/next", content="there")
    client: Client = new_client(mounts={"http://a.test": shop, "http://b.test": other}, auth=("user", "secret"))
    got = client.get("http://a.test/")
    assert got.text == "there" and got.url == "http://b.test/next" and client.cookies["a"] == "1"
    assert shop.calls[0].request.headers["authorization"].startswith("Basic ")
    assert "authorization" not in other.calls[0].request.headers and "cookie" not in other.calls[0].request.headers
