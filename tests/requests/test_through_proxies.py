"""Proxies, as requests takes them: forwarding, tunnels and SOCKS, and what goes wrong on the way."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from ..client.conftest import Secure
from ..client.peers import Link, Peer, always, answering, response
from ..client.proxies.servers import BASIC, SocksServer, answered_first, asking, http_proxy
from .both import modules
from .test_failures import told

OK = response(b"ok")


def ours() -> Any:
    return modules()[1]


def with_credentials(url: str, scheme: str = "http") -> str:
    return url.replace("http://", f"{scheme}://user:pass%20word@")


def test_a_plain_request_is_passed_on_rfc9112_3_2_2() -> None:
    heads = []
    for library in modules():
        with Peer(answering(OK)) as origin, Peer(http_proxy) as proxy, library.Session() as session:
            session.proxies = {"http": with_credentials(proxy.url)}
            assert session.get(origin.url + "a?b#c").text == "ok"
            head = proxy.requests[0].head.replace(origin.url.rstrip("/").rpartition(":")[2].encode(), b"PORT")
            heads.append(head)
            assert "proxy-authorization" not in origin.requests[0].fields
    real, own = heads
    assert own == real
    assert own.startswith(b"GET http://127.0.0.1:PORT/a?b HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n")
    assert b"\r\nProxy-Authorization: Basic dXNlcjpwYXNzIHdvcmQ=\r\n" in own


def test_a_secure_request_goes_through_a_tunnel_rfc9110_9_3_6(secure: Secure) -> None:
    library = ours()
    with Peer(always(OK), tls=secure.context) as origin, Peer(http_proxy) as proxy, library.Session() as session:
        session.verify = secure.root
        session.proxies = {"https": with_credentials(proxy.url)}
        for _ in range(2):
            assert session.get(origin.url).text == "ok"
        assert [seen.method for seen in proxy.requests] == ["CONNECT"]
        assert proxy.requests[0].fields["proxy-authorization"] == "Basic dXNlcjpwYXNzIHdvcmQ="
        assert "proxy-authorization" not in origin.requests[0].fields
        assert origin.requests[0].target == "/"


def test_a_proxy_may_speak_tls_itself(secure: Secure) -> None:
    library = ours()
    proxy = Peer(http_proxy, tls=secure.context)
    with Peer(always(OK), tls=secure.context) as origin, proxy, library.Session() as session:
        session.verify = secure.root
        session.proxies = {"https": proxy.url}
        assert session.get(origin.url).text == "ok"
        assert proxy.requests[0].method == "CONNECT"


def test_the_environment_names_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    library = ours()
    with Peer(answering(OK)) as origin, Peer(http_proxy) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        assert library.get(origin.url).text == "ok"
        assert len(proxy.requests) == 1
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert library.get(origin.url).text == "ok"
        assert len(proxy.requests) == 1


@pytest.mark.parametrize("answer", [asking(BASIC), b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", b""])
def test_a_tunnel_that_is_refused_is_told_alike(answer: bytes) -> None:
    found = []
    for library in modules():
        with Peer(answered_first(answer)) as proxy:
            found.append(told(library.get, "https://a.test/", proxies={"https": proxy.url}, timeout=5))
    real, own = found
    assert own[0] == real[0]
    assert own == real
    assert own[0][0] == ("ProxyError" if answer else "ConnectionError")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_not_there_is_told_alike(scheme: str) -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        proxies = {scheme: f"http://127.0.0.1:{sock.getsockname()[1]}"}
        real, own = [told(library.get, f"{scheme}://a.test/", proxies=proxies, timeout=5) for library in modules()]
    assert own == real
    assert own[0][0] == "ProxyError"


def test_a_proxy_url_without_a_host_is_told_alike() -> None:
    real, own = [told(library.get, "http://a.test/", proxies={"http": "http:///x"}) for library in modules()]
    assert own == real
    assert own[0][0] == "InvalidProxyURL"


def test_what_is_wrong_behind_the_proxy_is_not_the_proxys(secure: Secure) -> None:
    library = ours()
    with Peer(always(OK), tls=secure.context) as origin, Peer(http_proxy) as proxy:
        kind, _, text, _ = told(library.get, origin.url, proxies={"https": proxy.url})
    assert kind[0] == "SSLError"
    assert "CERTIFICATE_VERIFY_FAILED" in text


@pytest.mark.parametrize("scheme", ["socks5h", "socks5", "socks4a", "socks4"])
def test_socks_leads_there_rfc1928(scheme: str, secure: Secure) -> None:
    pytest.importorskip("socks")
    library = ours()
    plain, safe = Peer(always(OK)), Peer(always(OK), tls=secure.context)
    with plain, safe, Peer(SocksServer()) as proxy, library.Session() as session:
        session.verify = secure.root
        session.proxies = {"all": proxy.url.replace("http", scheme).rstrip("/")}
        assert session.get(plain.url).text == "ok"
        assert session.get(safe.url).text == "ok"


def test_a_socks_proxy_that_fails_is_told_alike() -> None:
    pytest.importorskip("socks")

    def hanging_up(link: Link) -> None:
        link.some(3)

    found = []
    for library in modules():
        with Peer(hanging_up) as proxy:
            url = proxy.url.replace("http", "socks5h").rstrip("/")
            found.append(told(library.get, "http://a.test/", proxies={"http": url}, timeout=5))
    real, own = found
    assert own[0] == real[0]
    assert own[1][:2] == real[1][:2]
