"""Ways through SOCKS proxies: who resolves names, and TLS with the target all the same."""

from __future__ import annotations

from typing import Any

import pytest

import antiphon
from antiphon.net import Address
from antiphon.net.blocking import BlockingNetwork
from antiphon.net.resolver import system_addresses

from ..clients import BlockingClient
from ..conftest import NewClient, Secure
from ..peers import OK, Peer, always
from .servers import SocksServer

SCHEMES = ["socks4", "socks4a", "socks5", "socks5h"]


def url_of(proxy: Peer, scheme: str, user: str = "") -> str:
    return f"{scheme}://{user}127.0.0.1:{proxy.port}"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("secured", [False, True], ids=["http", "https"])
def test_a_way_through(new_client: NewClient, secure: Secure, scheme: str, secured: bool) -> None:
    server = SocksServer()
    with Peer(always(OK), tls=secure.context if secured else None) as target, Peer(server) as proxy:
        client = new_client(verify=secure.root, proxies=url_of(proxy, scheme))
        got = [client.get(target.at("a.test")) for _ in range(2)]
    assert [each.content for each in got] == [b"ok", b"ok"] and target.connections == proxy.connections == 1
    assert target.requests[0].target == "/" and "proxy-authorization" not in target.requests[0].fields
    assert got[0].exchange.peer_address == f"a.test:{target.port} via 127.0.0.1:{proxy.port}"
    host: str | bytes = b"a.test" if scheme in ("socks4a", "socks5h") else "127.0.0.1"
    assert server.asked == [(4 if "4" in scheme else 5, host, target.port)]


def test_https_is_tls_with_the_target_not_with_the_proxy(new_client: NewClient, secure: Secure) -> None:
    """The proxy sees a TLS record first, never a request."""
    seen: list[bytes] = []

    def script(link: Any) -> None:
        link._take(3)
        link.send(b"\x05\x00")
        link._take(4 + 1 + len("a.test") + 2)
        link.send(b"\x05\x00\x00\x01" + bytes(6))
        seen.append(link._take(3))

    with Peer(script) as proxy, pytest.raises(antiphon.TLSError):
        new_client(proxies=url_of(proxy, "socks5h")).get("https://a.test/", headers={"Authorization": "Bearer x"})
    assert seen == [b"\x16\x03\x01"]


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
def test_user_and_password_rfc_1929(new_client: NewClient, scheme: str) -> None:
    server = SocksServer((b"me", "sécret".encode()))
    with Peer(always(OK)) as target, Peer(server) as proxy:
        assert new_client(proxies=url_of(proxy, scheme, "me:s%C3%A9cret@")).get(target.at("a.test")).ok
        described = antiphon.Proxy(url_of(proxy, scheme), auth=("me", "sécret"))
        assert new_client(proxies=described).get(target.at("a.test")).ok
        for user, code in (("me:hunter2@", "socks-credentials-refused"), ("", "socks-no-method")):
            with pytest.raises(antiphon.ProxyError) as caught:
                new_client(proxies=url_of(proxy, scheme, user)).get(target.at("a.test"))
            assert caught.value.fault.code == code and "hunter2" not in f"{caught.value}{caught.value.details}"
    assert server.users == [b"me"] * 3 and all("secret" not in str(seen.lines) for seen in target.requests)


def test_the_user_of_socks4(new_client: NewClient) -> None:
    server = SocksServer()
    with Peer(always(OK)) as target, Peer(server) as proxy:
        assert new_client(proxies=url_of(proxy, "socks4a", "me@")).get(target.at("a.test")).ok
    assert server.users == [b"me"]


@pytest.mark.parametrize(("scheme", "version"), [("socks4a", 4), ("socks5h", 5)])
def test_an_address_is_sent_as_one(new_client: NewClient, scheme: str, version: int) -> None:
    server = SocksServer()
    with Peer(always(OK)) as target, Peer(server) as proxy:
        assert new_client(proxies=url_of(proxy, scheme)).get(target.url).ok
    assert server.asked == [(version, "127.0.0.1", target.port)]


@pytest.mark.parametrize("scheme", ["socks4a", "socks5h"])
def test_a_name_that_the_proxy_resolves_is_never_looked_up_here(scheme: str) -> None:
    asked: list[str] = []

    def look_up(host: str, port: int) -> Any:
        asked.append(host)
        return system_addresses(host, port)

    network = BlockingNetwork(look_up)
    with Peer(always(OK)) as target, Peer(SocksServer()) as proxy, BlockingClient(network=network, timeout=5) as client:
        assert client.get(target.at("hidden.example"), proxies=url_of(proxy, scheme)).ok
    assert asked == []


def test_socks4_knows_no_ipv6(new_client: NewClient) -> None:
    def look_up(host: str, port: int) -> list[Address]:
        return list(system_addresses("::1", port))

    with Peer(SocksServer()) as proxy:
        for scheme in ("socks4", "socks4a"):
            with pytest.raises(antiphon.UsageError) as caught:
                new_client(proxies=url_of(proxy, scheme)).get("http://[2001:db8::1]/")
            assert caught.value.fault.code == "socks4-needs-ipv4"
        client = BlockingClient(network=BlockingNetwork(look_up), proxies=url_of(proxy, "socks4"))
        with client, pytest.raises(antiphon.UsageError) as caught:
            client.get("http://a.test/")
        assert caught.value.fault.code == "socks4-needs-ipv4" and proxy.connections == 0


def test_socks5_is_told_ipv6_addresses(new_client: NewClient) -> None:
    server = SocksServer(reply=b"\x05\x03")
    with Peer(server) as proxy, pytest.raises(antiphon.ProxyError) as caught:
        new_client(proxies=url_of(proxy, "socks5")).get("http://[2001:db8::1]:81/")
    assert server.asked == [(5, "2001:db8::1", 81)] and caught.value.fault.code == "socks-network-unreachable"


def test_a_name_that_is_resolved_here_and_unknown(new_client: NewClient) -> None:
    with Peer(SocksServer()) as proxy, pytest.raises(antiphon.ResolveError):
        new_client(proxies=url_of(proxy, "socks5")).get("http://nowhere.invalid/")


@pytest.mark.parametrize(
    ("scheme", "reply", "words"),
    [
        ("socks5h", b"\x05\x01", "general failure"),
        ("socks5h", b"\x05\x02", "do not allow"),
        ("socks5h", b"\x05\x04", "no address"),
        ("socks5h", b"\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00", "refused the connection"),
        ("socks5h", b"\x05\x63", "no specification"),
        ("socks4a", b"\x00\x5b" + bytes(6), "rejected"),
        ("socks4", b"\x00\x5d" + bytes(6), "identd"),
    ],
)
def test_refusals_in_words(new_client: NewClient, scheme: str, reply: bytes, words: str) -> None:
    with Peer(SocksServer(reply=reply)) as proxy:
        client = new_client(proxies=url_of(proxy, scheme))
        with pytest.raises(antiphon.ProxyError, match=words) as caught:
            client.get("http://a.test/")
    assert f"127.0.0.1:{proxy.port}" in str(caught.value) and "a.test:80" in str(caught.value)
    assert client.in_use == 0 and caught.value.explanation("es")


def test_a_long_name_cannot_be_said(new_client: NewClient) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        antiphon.Proxy("socks5://" + "u" * 256 + "@127.0.0.1")
    assert caught.value.fault.code == "socks-credentials-length"
