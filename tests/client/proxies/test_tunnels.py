"""https through a proxy: CONNECT (RFC 9110 §9.3.6), TLS with the target inside, TLS with the proxy outside."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from typing import Any

import pytest

import antiphon

from ..conftest import NewClient, Secure
from ..peers import OK, Link, Peer, always, answering, redirect
from .servers import ESTABLISHED, answered_first, http_proxy, relay


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_tunnel_carries_tls_with_the_target(new_client: NewClient, secure: Secure, scheme: str) -> None:
    outer = secure.context if scheme == "https" else None
    with Peer(always(OK), tls=secure.context) as target, Peer(http_proxy, tls=outer) as proxy:
        settings: dict[str, Any] = {"verify": secure.root} if outer else {}
        client = new_client(verify=secure.root, proxies=antiphon.Proxy(proxy.at("a.test"), **settings))
        got = client.get(target.at("b.test"), headers={"Authorization": "Bearer mine"})
        again = client.get(target.at("b.test"))
    assert got.content == again.content == b"ok" and target.connections == proxy.connections == 1
    (connect,) = proxy.requests
    assert (connect.method, connect.target) == ("CONNECT", f"b.test:{target.port}")
    assert connect.lines == [("host", f"b.test:{target.port}")]
    first, second = target.requests
    assert first.target == "/" and first.fields["authorization"] == "Bearer mine"
    assert not [name for name in first.fields | second.fields if name.startswith("proxy")]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_response_says_which_proxy_and_how_long_each_phase_took(
    new_client: NewClient, secure: Secure, scheme: str
) -> None:
    outer = secure.context if scheme == "https" else None
    with Peer(always(OK), tls=secure.context) as target, Peer(http_proxy, tls=outer) as proxy:
        settings: dict[str, Any] = {"verify": secure.root} if outer else {}
        client = new_client(verify=secure.root, proxies=antiphon.Proxy(proxy.url, **settings))
        got, again = client.get(target.at("a.test")), client.get(target.at("a.test"))
    assert got.exchange.peer_address == f"a.test:{target.port} via 127.0.0.1:{proxy.port}"
    timings = got.timings
    assert None not in (timings.resolve, timings.connect, timings.proxy, timings.tls)
    assert timings.resolve + timings.connect + timings.proxy + timings.tls <= timings.first_byte
    assert again.timings.proxy is None and again.timings.connect is None
    facts = got.connection
    assert (facts.proxy, facts.peer_address) == (f"{scheme}://127.0.0.1:{proxy.port}", f"127.0.0.1:{proxy.port}")
    assert facts.tls.version == "TLSv1.3" and not facts.reused and again.connection.reused


def test_a_big_exchange_goes_through_tls_in_tls(new_client: NewClient, secure: Secure) -> None:
    content = bytes(range(256)) * 4000

    def echo(link: Link) -> None:
        seen = link.request()
        link.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(seen.content) + seen.content)

    with Peer(echo, tls=secure.context) as target, Peer(http_proxy, tls=secure.context) as proxy:
        client = new_client(verify=secure.root, proxies=antiphon.Proxy(proxy.url, verify=secure.root))
        assert client.post(target.url, data=content).content == content


def test_the_tls_settings_of_proxy_and_target_are_apart(new_client: NewClient, secure: Secure) -> None:
    with Peer(always(OK), tls=secure.context) as target, Peer(http_proxy, tls=secure.context) as proxy:
        trusting = antiphon.Proxy(proxy.url, verify=secure.root)
        with pytest.raises(antiphon.TLSError) as caught:
            new_client(proxies=trusting).get(target.at("a.test"))
        assert not isinstance(caught.value, antiphon.ProxyError)
        with pytest.raises(antiphon.ProxyError) as refused:
            new_client(verify=False, proxies=proxy.url).get(target.at("a.test"))
        assert refused.value.fault.code == "proxy-tls" and f"127.0.0.1:{proxy.port}" in str(refused.value)
        got = new_client(verify=False, proxies=antiphon.Proxy(proxy.url, verify=secure.root)).get(target.at("c.test"))
    assert got.ok and len(target.requests) == 1


def test_the_target_is_verified_by_its_own_name(new_client: NewClient, secure: Secure) -> None:
    with Peer(always(OK), tls=secure.context) as target, Peer(http_proxy) as proxy:
        client = new_client(verify=secure.root, proxies=proxy.at("a.test"))
        with pytest.raises(antiphon.TLSError) as caught:
            client.get(target.at("c.test"))
    assert caught.value.fault.code == "certificate-name-mismatch" and target.requests == [] and client.in_use == 0


def test_the_proxy_is_shown_its_own_client_certificate(new_client: NewClient, secure: Secure) -> None:
    with Peer(always(OK), tls=secure.context) as target, Peer(http_proxy, tls=secure.asking) as proxy:
        described = antiphon.Proxy(proxy.url, verify=secure.root, cert=secure.pair)
        assert new_client(verify=secure.root, proxies=described).get(target.url).ok


def test_fields_for_the_proxy_go_into_connect_alone(new_client: NewClient, secure: Secure) -> None:
    with Peer(always(OK), tls=secure.context) as target, Peer(http_proxy) as proxy:
        described = antiphon.Proxy(proxy.url, headers={"X-Tenant": "7"})
        new_client(verify=secure.root, proxies=described).get(target.url)
    assert proxy.requests[0].fields["x-tenant"] == "7" and "x-tenant" not in target.requests[0].fields


def test_an_ipv6_target_is_in_brackets(new_client: NewClient) -> None:
    with Peer(answered_first(b"HTTP/1.1 502 No\r\n\r\n")) as proxy, pytest.raises(antiphon.ProxyError):
        new_client(proxies=proxy.url).get("https://[2001:db8::1]/")
    assert proxy.requests[0].target == "[2001:db8::1]:443" == proxy.requests[0].fields["host"]


def test_each_hop_of_a_redirect_has_its_own_proxy(new_client: NewClient, secure: Secure) -> None:
    with ExitStack() as stack:
        target = stack.enter_context(Peer(always(OK), tls=secure.context))
        tunnel = stack.enter_context(Peer(http_proxy))
        plain = stack.enter_context(Peer(answering(redirect(302, target.at("b.test")))))
        client = new_client(verify=secure.root, proxies={"http": plain.url, "https": tunnel.url})
        got = client.get("http://a.test/start")
    assert got.ok and got.history[0].status_code == 302
    assert plain.requests[0].target == "http://a.test/start" and tunnel.requests[0].method == "CONNECT"


def test_two_proxies_never_share_a_connection(new_client: NewClient, secure: Secure) -> None:
    with Peer(always(OK), tls=secure.context) as target, Peer(http_proxy) as one, Peer(http_proxy) as other:
        client = new_client(verify=secure.root)
        users = [one.url.replace("//", "//me:a@"), one.url.replace("//", "//me:b@")]
        for proxies in (one.url, other.url, *users, False, one.url, {"https": one.url}, users[1], False):
            assert client.get(target.at("a.test"), proxies=proxies).ok
        assert one.connections == 3 and other.connections == 1 and target.connections == 5


# -- what proxies answer -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status", ["301 Moved", "400 Bad", "403 Forbidden", "101 Switching", "502 Bad Gateway", "600 ?"]
)
def test_anything_but_2xx_is_a_refusal_with_its_reason(new_client: NewClient, status: str) -> None:
    content = b"Location: https://elsewhere.test/\r\nContent-Length: 6\r\n\r\n<html>"
    with Peer(answered_first(f"HTTP/1.1 {status}\r\n".encode() + content)) as proxy:
        client = new_client(proxies=proxy.url)
        with pytest.raises(antiphon.ProxyError) as caught:
            client.get("https://a.test/")
    assert caught.value.fault.code == "proxy-refused" and client.in_use == 0
    assert status in str(caught.value) and "a.test:443" in str(caught.value)
    assert f"127.0.0.1:{proxy.port}" in str(caught.value) and caught.value.request.url.host == "a.test"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n",
        b"HTTP/1.1 200\r\nConnection: close\r\n\r\n",
        b"HTTP/1.1 204 Fine\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + ESTABLISHED,
    ],
)
def test_2xx_opens_the_tunnel_whatever_it_says_of_content_rfc_9110_9_3_6(
    new_client: NewClient, secure: Secure, answer: bytes
) -> None:
    def script(link: Link) -> None:
        port = int(link.head().target.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as upstream:
            link.send(answer)
            relay(link, upstream)

    with Peer(always(OK), tls=secure.context) as target, Peer(script) as proxy:
        assert new_client(verify=secure.root, proxies=proxy.url).get(target.url).content == b"ok"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"", "proxy-closed"),
        (b"HTTP/1.1 200 OK\r\nX: 1\r\n", "proxy-closed"),
        (b"\x05\xff", "proxy-broken"),
        (b"\x00\x5b\x00\x00\x00\x00\x00\x00", "proxy-broken"),
        (b"SSH-2.0-OpenSSH\r\n", "proxy-broken"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "proxy-speaks-tls"),
        (b"HTTP/1.1 200 OK\nX: 1\n\n", "proxy-broken"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000, "proxy-broken"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 1000 + b"\r\n", "proxy-broken"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 100, "proxy-broken"),
        (ESTABLISHED + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfake", "proxy-spoke-first"),
        (ESTABLISHED + b"\x15\x03\x01\x00\x02\x02\x46", "proxy-spoke-first"),
    ],
)
def test_an_answer_that_is_none_is_an_error(new_client: NewClient, answer: bytes, code: str) -> None:
    with Peer(answered_first(answer)) as proxy:
        client = new_client(proxies=proxy.url)
        with pytest.raises(antiphon.ProxyError) as caught:
            client.get("https://a.test/")
    assert caught.value.fault.code == code and client.in_use == 0
    assert f"127.0.0.1:{proxy.port}" in str(caught.value) and caught.value.explanation("es")


def test_a_proxy_that_speaks_plain_where_tls_is_due(new_client: NewClient) -> None:
    def script(link: Link) -> None:
        link.some(1 << 16)
        link.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with Peer(script) as proxy:
        client = new_client(proxies=proxy.url.replace("http:", "https:"))
        for url in ("https://a.test/", "http://a.test/"):
            with pytest.raises(antiphon.ProxyError) as caught:
                client.get(url)
            assert caught.value.fault.code == "proxy-speaks-plain" and client.in_use == 0


def test_a_tls_proxy_that_is_spoken_to_in_plain(new_client: NewClient, secure: Secure) -> None:
    with Peer(http_proxy, tls=secure.context) as proxy:
        client = new_client(proxies=proxy.url.replace("https:", "http:"))
        with pytest.raises(antiphon.ProxyError) as caught:
            client.get("https://a.test/")
    assert caught.value.fault.code in ("proxy-speaks-tls", "proxy-closed")


@pytest.mark.parametrize("url", ["http://a.test/", "https://a.test/"])
def test_a_proxy_that_is_not_there(new_client: NewClient, url: str) -> None:
    with Peer(always(OK)) as gone:
        pass
    client = new_client(proxies=f"http://user:hunter2@127.0.0.1:{gone.port}")
    with pytest.raises(antiphon.ProxyError) as caught:
        client.get(url)
    text = f"{caught.value}{caught.value.details}"
    assert caught.value.fault.code == "proxy-unreachable" and f"127.0.0.1:{gone.port}" in text and "hunter2" not in text
    assert isinstance(caught.value, antiphon.ConnectionError) and client.in_use == 0


def test_a_resting_tunnel_that_the_proxy_closed_is_not_used_again(new_client: NewClient, secure: Secure) -> None:
    with Peer(answering(OK), tls=secure.context) as target, Peer(http_proxy, tls=secure.context) as proxy:
        client = new_client(verify=secure.root, proxies=antiphon.Proxy(proxy.url, verify=secure.root))
        assert client.get(target.url).ok
        client.until(lambda: client.idle().is_stale())
        assert client.get(target.url).ok and proxy.connections == 2


def test_a_cut_tunnel_is_no_complete_response(new_client: NewClient, secure: Secure) -> None:
    def script(link: Link) -> None:
        link.request()
        link.send(b"HTTP/1.1 200 OK\r\n\r\nhalf")
        # Without close_notify: the transport alone ends.
        socket.socket.shutdown(link.sock, socket.SHUT_RDWR)

    with Peer(script, tls=secure.context) as target, Peer(http_proxy) as proxy:
        client = new_client(verify=secure.root, proxies=proxy.url)
        with pytest.raises(antiphon.BrokenResponse) as caught:
            client.get(target.url)
    assert f"via 127.0.0.1:{proxy.port}" in str(caught.value)
