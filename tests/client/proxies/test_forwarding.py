"""http through a proxy: requests in absolute form (RFC 9112 §3.2.2)."""

from __future__ import annotations

from typing import Any

import pytest

import antiphon

from ..conftest import NewClient, Secure
from ..peers import OK, Peer, always, answering, redirect
from .servers import http_proxy


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_request_is_passed_on(new_client: NewClient, secure: Secure, scheme: str) -> None:
    outer = secure.context if scheme == "https" else None
    settings: dict[str, Any] = {"verify": secure.root} if outer else {}
    with Peer(answering(OK)) as target, Peer(http_proxy, tls=outer) as proxy:
        client = new_client(proxies=antiphon.Proxy(proxy.url, **settings))
        got = client.post(f"{target.at('b.test')}path?q=1#part", data=b"content")
    assert got.content == b"ok"
    assert proxy.requests[0].target == f"http://b.test:{target.port}/path?q=1"
    assert proxy.requests[0].fields["host"] == f"b.test:{target.port}" == target.requests[0].fields["host"]
    assert target.requests[0].content == b"content"


def test_all_origins_share_the_connections_to_the_proxy(new_client: NewClient) -> None:
    with Peer(always(OK)) as proxy:
        client = new_client(proxies=proxy.url)
        got = [client.get(f"http://{name}.test/") for name in ("a", "b", "a")]
    assert proxy.connections == 1 and [seen.target for seen in proxy.requests][1] == "http://b.test/"
    assert got[0].exchange.peer_address == f"127.0.0.1:{proxy.port} (proxy)"
    assert got[0].timings.proxy is not None and got[0].timings.tls is None and got[1].timings.proxy is None


@pytest.mark.parametrize("secured", [False, True])
def test_a_connection_that_rested_is_good(new_client: NewClient, secure: Secure, secured: bool) -> None:
    with Peer(answering(OK), tls=secure.context if secured else None) as proxy:
        described = antiphon.Proxy(proxy.url, verify=secure.root) if secured else antiphon.Proxy(proxy.url)
        client = new_client(proxies=described)
        assert client.get("http://a.test/").ok
        client.until(lambda: client.idle().is_stale())
        assert client.get("http://b.test/").ok and proxy.connections == 2


def test_credentials_in_the_url_of_the_target_are_for_the_target(new_client: NewClient) -> None:
    with Peer(always(OK)) as proxy:
        new_client(proxies=proxy.url).get("http://me:mine@a.test/x")
    seen = proxy.requests[0]
    assert seen.target == "http://a.test/x" and seen.fields["authorization"].startswith("Basic ")
    assert "proxy-authorization" not in seen.fields


def test_fields_for_the_proxy_and_the_users_own_proxy_authorization(new_client: NewClient) -> None:
    with Peer(always(OK)) as proxy:
        client = new_client()
        described = antiphon.Proxy(proxy.url, headers={"X-Tenant": "7"})
        client.get("http://a.test/", proxies=described, headers={"Proxy-Authorization": "Custom own"})
    assert (
        proxy.requests[0].fields["x-tenant"] == "7" and proxy.requests[0].fields["proxy-authorization"] == "Custom own"
    )


def test_a_redirect_to_another_origin_stays_with_the_proxy(new_client: NewClient) -> None:
    with Peer(answering(redirect(302, "http://b.test/next"), OK)) as proxy:
        got = new_client(proxies=proxy.url).get("http://a.test/", headers={"Authorization": "Bearer x"})
    assert got.ok and proxy.requests[1].target == "http://b.test/next" and proxy.connections == 1
    assert "authorization" not in proxy.requests[1].fields


def test_a_unix_socket_needs_no_proxy(new_client: NewClient, tmp_path: Any) -> None:
    with Peer(always(OK)) as proxy, pytest.raises(antiphon.ConnectionError) as caught:
        new_client(proxies=proxy.url, unix_socket=str(tmp_path / "none.sock")).get("http://a.test/")
    assert caught.value.fault.code == "unix-socket-missing" and proxy.requests == []
