"""`base_url`: every URL of a session is resolved against it as a browser resolves a link (RFC 3986 §5.2, §5.4)."""

from __future__ import annotations

import pytest

from ..clients import Client
from ..conftest import NewClient
from ..peers import OK, Peer, always


@pytest.mark.parametrize(
    ("base", "url", "target"),
    [
        ("", "items", "/items"),
        ("api/v1/", "items", "/api/v1/items"),
        ("api/v1", "items", "/api/items"),
        ("api/v1/", "/items", "/items"),
        ("api/v1/", "../items", "/api/items"),
        ("api/v1/", "../../../../items", "/items"),
        ("api/v1/", "./", "/api/v1/"),
        ("api/v1/", "", "/api/v1/"),
        ("api/v1/", "?page=2", "/api/v1/?page=2"),
        ("api/v1/?key=1", "items", "/api/v1/items"),
        ("api/v1/", "items?a=b", "/api/v1/items?a=b"),
        ("api/v1/", "a//b/", "/api/v1/a//b/"),
    ],
)
def test_a_relative_url_rfc_3986_5_2(new_client: NewClient, base: str, url: str, target: str) -> None:
    with Peer(always(OK)) as peer:
        new_client(base_url=peer.url + base).get(url)
    assert peer.requests[0].target == target


def test_an_absolute_url_stands_for_itself(new_client: NewClient) -> None:
    with Peer(always(OK)) as peer, Peer(always(OK)) as other:
        client: Client = new_client(base_url=peer.url + "api/")
        client.get(other.url + "x")
        client.get(f"//127.0.0.1:{other.port}/y")
    assert [seen.target for seen in other.requests] == ["/x", "/y"] and peer.requests == []


def test_downloads_and_events_have_it_too(new_client: NewClient, tmp_path: object) -> None:
    with Peer(always(OK)) as peer:
        client = new_client(base_url=peer.url + "api/")
        assert client.download("x", f"{tmp_path}/x").size == 2
    assert peer.requests[0].target == "/api/x"
