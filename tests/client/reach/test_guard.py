"""A session that goes only where it may: checked on the address that is connected to, in every world."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

import antiphon

from ..clients import ScriptedClient
from ..conftest import NewClient, Secure
from ..peers import OK, Peer, always, redirect
from .names import answer_all

HERE = antiphon.Reach(networks=["127.0.0.1"])


def code_of(caught: pytest.ExceptionInfo[antiphon.AntiphonError]) -> str:
    return caught.value.fault.code


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "a.localhost", "a.test", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0"],
)
def test_this_machine_is_not_the_public_internet(new_client: NewClient, host: str) -> None:
    client = new_client(allow="public")
    with Peer(always(OK)) as peer, pytest.raises(antiphon.ReachError) as caught:
        client.get(peer.at(host))
    assert code_of(caught) == "address-forbidden" and "RFC" in caught.value.sentence("es")
    assert peer.connections == 0 and client.pool.open_connections == 0


@pytest.mark.parametrize(
    "host", ["2130706433", "0177.1", "0x7f.1", "127.1", "[::1%25eth0]", "[fe80::1%25lo]", "127.0.0.1."]
)
def test_unusual_ways_to_write_an_address_lead_nowhere(new_client: NewClient, host: str) -> None:
    client = new_client(allow="public")
    with Peer(always(OK)) as peer:
        with pytest.raises((antiphon.InvalidURL, antiphon.ReachError, antiphon.ResolveError)):
            client.get(peer.at(host))
        assert peer.connections == 0


@pytest.mark.parametrize("userinfo", ["example.com@", "example.com:80@", "example.com%40x@", "example.com\\@"])
def test_what_looks_like_another_host_is_no_disguise(new_client: NewClient, userinfo: str) -> None:
    client = new_client(allow="public")
    with Peer(always(OK)) as peer:
        with pytest.raises((antiphon.InvalidURL, antiphon.ReachError)):
            client.get(f"http://{userinfo}127.0.0.1:{peer.port}/")
        with pytest.raises(antiphon.InvalidURL):
            client.get(f"http://a@b@127.0.0.1:{peer.port}/")
    assert peer.connections == 0


def test_a_name_that_is_allowed_may_lead_anywhere(new_client: NewClient) -> None:
    client = new_client(allow=antiphon.Reach(networks=["a.test"]))
    with Peer(always(OK)) as peer:
        assert client.get(peer.at("a.test")).content == b"ok"
        with pytest.raises(antiphon.ReachError):
            client.get(peer.at("b.test"))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_hop_of_a_redirect_is_checked(new_client: NewClient, status: int) -> None:
    client = new_client(allow=antiphon.Reach(networks=["a.test"]))
    with Peer(always(OK)) as inner, Peer(always(redirect(status, inner.at("b.test")))) as outer:
        with pytest.raises(antiphon.ReachError) as caught:
            client.get(outer.at("a.test"))
        assert code_of(caught) == "address-forbidden" and inner.connections == 0
        assert caught.value.request.url.host == "b.test"
    assert client.in_use == 0


def test_a_connection_that_is_kept_is_no_way_around(new_client: NewClient) -> None:
    client = new_client(allow=antiphon.Reach(networks=["a.test"]))
    with Peer(always(OK)) as peer:
        client.get(peer.at("a.test"))
        for _ in range(2):
            with pytest.raises(antiphon.ReachError):
                client.get(peer.at("127.0.0.1"))


# -- rebinding -------------------------------------------------------------------------------------------------------


def test_a_name_is_resolved_once_and_what_was_checked_is_what_is_connected_to(
    new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver = answer_all(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
    client = new_client(allow=HERE)
    with Peer(always(OK)) as peer:
        response = client.get(peer.at("rebound.example"), headers={"Connection": "close"})
        assert response.content == b"ok" and resolver.asked == ["rebound.example"]
        with pytest.raises(antiphon.ReachError) as caught:
            client.get(peer.at("rebound.example"))
    assert resolver.asked == ["rebound.example"] * 2 and "127.0.0.2" in caught.value.sentence()
    assert peer.connections == 1


def test_a_redirect_to_the_same_name_is_resolved_and_checked_anew(
    new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_all(monkeypatch, ["127.0.0.1"], ["169.254.169.254"])
    closing = redirect(302, "/latest/meta-data").replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
    client = new_client(allow=HERE)
    with Peer(always(closing)) as peer, pytest.raises(antiphon.ReachError) as caught:
        client.get(peer.at("rebound.example"))
    assert "169.254.169.254 (169.254.0.0/16 Link Local, RFC 3927)" in caught.value.sentence()


def test_forbidden_addresses_drop_out_of_the_race(new_client: NewClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_all(monkeypatch, ["::1", "127.0.0.2", "127.0.0.1", "10.0.0.1"])
    client = new_client(allow=HERE)
    with Peer(always(OK)) as peer:
        response = client.get(peer.at("many.example"))
    assert [str(attempt.address) for attempt in response.connection.attempts] == [f"127.0.0.1:{peer.port}"]


def test_where_no_address_is_left_all_are_named(new_client: NewClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_all(monkeypatch, ["127.0.0.1", "fd00::1", "127.0.0.1"])
    client = new_client(allow="public")
    with pytest.raises(antiphon.ReachError) as caught:
        client.get("http://many.example:1/")
    assert caught.value.details["addresses"] == (
        "127.0.0.1 (127.0.0.0/8 Loopback, RFC 1122 §3.2.1.3); fd00::1 (fc00::/7 Unique-Local, RFC 4193)"
    )


def test_a_refusal_is_not_repeated_nor_taken_for_a_host_without_https(
    new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver = answer_all(monkeypatch, ["10.0.0.1"])
    client = new_client(allow="public", retries=3)
    with pytest.raises(antiphon.ReachError):
        client.get("inner.example")
    assert resolver.asked == ["inner.example"]


def test_the_scripted_world_has_the_same_guard() -> None:
    with ScriptedClient(allow="public") as client:
        client.network.host("a.example", "192.0.2.1")
        with pytest.raises(antiphon.ReachError):
            client.get("http://a.example/")
        assert client.network.streams == []


# -- ports, schemes, sockets, proxies --------------------------------------------------------------------------------


def test_ports_and_schemes_are_checked_at_every_hop(new_client: NewClient) -> None:
    with Peer(always(OK)) as other, Peer(always(redirect(302, other.url))) as first:
        client = new_client(allow=antiphon.Reach(networks=["127.0.0.1"], ports=[first.port]))
        with pytest.raises(antiphon.ReachError) as caught:
            client.get(first.url)
        assert code_of(caught) == "port-forbidden" and other.connections == 0
        client = new_client(allow=antiphon.Reach(networks=["127.0.0.1"], schemes=["https"]))
        with pytest.raises(antiphon.ReachError) as caught:
            client.get(first.url)
        assert code_of(caught) == "scheme-forbidden"


def test_a_unix_socket_has_to_be_named(new_client: NewClient, tmp_path: Path) -> None:
    path = str(tmp_path / "api.sock")
    with pytest.raises(antiphon.UsageError) as caught:
        new_client(allow="public", unix_socket=path)
    assert code_of(caught) == "unix-socket-forbidden"
    assert new_client(allow=antiphon.Reach(unix_sockets=[path]), unix_socket=path)


@pytest.mark.parametrize("scheme", ["http", "socks5", "socks5h", "socks4a"])
def test_a_proxy_has_to_be_allowed(new_client: NewClient, scheme: str) -> None:
    client = new_client(allow="public")
    with pytest.raises(antiphon.UsageError) as caught:
        client.get("http://a.example/", proxies=f"{scheme}://127.0.0.1:1")
    assert code_of(caught) == "proxy-forbidden"


def test_the_environments_proxies_are_left_alone(new_client: NewClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    client = new_client(allow=antiphon.Reach(networks=["a.test"]))
    with Peer(always(OK)) as peer:
        assert client.get(peer.at("a.test")).content == b"ok"


@pytest.mark.parametrize("scheme", ["http", "socks4", "socks4a", "socks5", "socks5h"])
@pytest.mark.parametrize("target", ["http://a.test:1/", "https://a.test:1/", "http://127.0.0.1:1/"])
def test_a_proxy_that_is_allowed_is_not_sent_to_forbidden_addresses(
    new_client: NewClient, scheme: str, target: str
) -> None:
    with Peer(always(OK)) as proxy:
        client = new_client(allow=antiphon.Reach(proxies=True), proxies=f"{scheme}://127.0.0.1:{proxy.port}")
        with pytest.raises(antiphon.ReachError) as caught:
            client.get(target)
        assert code_of(caught) == "address-forbidden" and proxy.connections == 0
    assert client.pool.open_connections == 0


def test_a_proxy_that_is_allowed_passes_on_what_may_be_reached(new_client: NewClient) -> None:
    with Peer(always(OK)) as proxy:
        client = new_client(
            allow=antiphon.Reach(public=False, networks=["a.test"], proxies=True),
            proxies=f"http://127.0.0.1:{proxy.port}",
        )
        assert client.get("http://a.test:81/").content == b"ok"
        # The connection to the proxy is kept; the next target is checked all the same.
        with pytest.raises(antiphon.ReachError):
            client.get("http://b.test:81/")
    assert [seen.target for seen in proxy.requests] == ["http://a.test:81/"]


def test_socks5_is_told_only_an_address_that_was_checked(
    new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_all(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
    with Peer(always(OK)) as proxy:
        client = new_client(
            allow=antiphon.Reach(networks=["127.0.0.1"], proxies=True), proxies=f"socks5://127.0.0.1:{proxy.port}"
        )
        with pytest.raises(antiphon.ReachError) as caught:
            client.get("http://rebound.example/")
    assert "10.0.0.1" in caught.value.sentence() and proxy.connections == 0


@pytest.mark.parametrize("allow", ["private", True, 5, ["10.0.0.0/8"]])
def test_a_reach_that_means_nothing_is_refused(new_client: NewClient, allow: Any) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        new_client(allow=allow)
    assert code_of(caught) == "reach-unusable"


# -- from where ------------------------------------------------------------------------------------------------------


def test_a_source_of_this_machine_is_connected_from(new_client: NewClient) -> None:
    with Peer(always(OK)) as peer:
        response = new_client(source_address="127.0.0.7").get(peer.url)
        assert response.connection.local_address.startswith("127.0.0.7:")


@pytest.mark.parametrize(
    ("source", "code"), [("::1", "source-family"), ("192.0.2.77", "source-elsewhere"), ("fe80::1", "source-family")]
)
def test_a_source_that_cannot_reach_the_host_says_so(new_client: NewClient, source: str, code: str) -> None:
    with Peer(always(OK)) as peer, pytest.raises(antiphon.ConnectionError) as caught:
        new_client(source_address=source).get(peer.url)
    assert code_of(caught) == code and source in caught.value.sentence()


@pytest.mark.parametrize("source", ["localhost", "127.1", "", "eth0", "127.0.0.1:80"])
def test_a_source_is_an_address(new_client: NewClient, source: str) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        new_client(source_address=source)
    assert code_of(caught) == "source-unusable"


def test_with_a_source_addresses_of_the_other_family_are_left_out(
    new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_all(monkeypatch, ["::1", "127.0.0.1"])
    with Peer(always(OK)) as peer:
        response = new_client(source_address="127.0.0.1").get(peer.at("both.example"))
    assert len(response.connection.attempts) == 1


def test_https_over_a_unix_socket(new_client: NewClient, secure: Secure, tmp_path: Path) -> None:
    path = str(tmp_path / "api.sock")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    with Peer(always(OK), tls=secure.context, listener=listener):
        client = new_client(unix_socket=path, verify=secure.root)
        assert client.get("https://a.test/").content == b"ok"
        with pytest.raises(antiphon.TLSError) as caught:
            client.get("https://other.test/")
    assert code_of(caught) == "certificate-name-mismatch"
