"""Redirects through proxies: what leaves an origin, and where nobody is led, whatever the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import antiphon

from ..auth.guards import Guard, Issuer
from ..conftest import NewClient, Secure
from ..peers import OK, Link, Peer, Seen, always, answering, redirect, response
from .ways import PROXIED, WAYS, way_to

SECRET = "hunter2"
GIVEN: dict[str, dict[str, Any]] = {
    "tuple": {"auth": ("me", SECRET)},
    "bearer": {"auth": SECRET},
    "callable": {"auth": lambda request: request.headers.add("authorization", f"Token {SECRET}")},
    "field": {"headers": [("AUTHORIZATION", f"Token {SECRET}")]},
    "cookie-field": {"headers": {"cookie": f"a={SECRET}"}},
    "cookies": {"cookies": {"a": SECRET}},
    "api-key": {"headers": {"x-API-key": SECRET}},
    "proxy-field": {"headers": {"Proxy-Authorization": f"Basic {SECRET}"}},
}
TO = {
    "host": ("http://a.test", "http://b.test", False),
    "subdomain": ("http://a.test", "http://www.a.test", False),
    "parent": ("http://www.a.test", "http://a.test", False),
    "suffix": ("http://a.test", "http://evila.test", False),
    "port": ("http://a.test", "http://a.test:8080", False),
    "dot": ("http://a.test", "http://a.test.", False),
    "case": ("http://a.test", "HTTP://A.TEST", True),
    "default-port": ("http://a.test", "http://a.test:80", True),
    "idna": ("http://bücher.test", "http://xn--bcher-kva.test", True),
    "idna-in-utf-8": ("http://xn--bcher-kva.test", "//BÜCHER.test", True),
    "userinfo-of-the-same": ("http://a.test", "http://them:other@a.test", True),
    "userinfo-that-looks-the-same": ("http://a.test", "http://a.test@b.test", False),
    "relative": ("http://a.test", "//a.test", True),
}
SHOWN = (SECRET.encode(), b"bWU6aHVudGVyMg")
"""The secret, and how it looks as Basic credentials."""


@contextmanager
def leading(new_client: NewClient, location: str) -> Iterator[tuple[Any, Peer]]:
    """Let a forwarding proxy play every host there is: whatever is asked for ``/start`` is elsewhere."""

    def script(link: Link) -> None:
        while True:
            started = link.request().target.endswith("/start")
            link.send(redirect(307, location.encode().decode("latin-1")) if started else OK)

    with Peer(script) as proxy:
        yield new_client(proxies=proxy.url), proxy


@pytest.mark.parametrize("to", TO)
@pytest.mark.parametrize("kind", GIVEN)
def test_credentials_stay_with_their_origin(new_client: NewClient, kind: str, to: str) -> None:
    start, location, is_same = TO[to]
    with leading(new_client, f"{location}/end") as (client, proxy):
        assert client.get(f"{start}/start", **GIVEN[kind]).ok
    first, second = proxy.requests
    assert any(shown in first.head for shown in SHOWN)
    assert any(shown in second.head for shown in SHOWN) == is_same
    assert b"other" not in second.head and b"them" not in second.head


@pytest.mark.parametrize("to", ["host", "dot", "suffix", "port"])
def test_cookies_of_a_server_stay_with_its_host(new_client: NewClient, to: str) -> None:
    start, location, _ = TO[to]
    sets = response(b"", f"Location: {location}/end", f"Set-Cookie: a={SECRET}; Path=/", status="302 Found")
    with Peer(answering(sets, OK)) as proxy:
        assert new_client(proxies=proxy.url).get(f"{start}/start").ok
    # Cookies know no ports (RFC 6265bis §8.5).
    assert (SECRET.encode() in proxy.requests[1].head) == (to == "port")


@pytest.mark.parametrize("way", PROXIED)
@pytest.mark.parametrize("kind", ["digest", "any", "netrc", "oauth2", "session"])
def test_credentials_with_a_memory_stay_with_their_origin(
    new_client: NewClient, secure: Secure, tmp_path: Path, way: str, kind: str
) -> None:
    guard, issuer = Guard(password=SECRET), Issuer()
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine a.test login me password {SECRET}\n")

    def script(link: Link) -> None:
        while True:
            seen = link.request()
            if "a.test" in seen.fields["host"]:
                let_in = kind not in ("digest", "any") or guard.answer(seen).startswith(b"HTTP/1.1 200")
                there = seen.target.replace("a.test", "b.test")
                if there.startswith("/"):
                    there = "//" + seen.fields["host"].replace("a.test", "b.test")
                link.send(redirect(307, there) if let_in else guard._refusal(stale=False))
            else:
                # The other server asks, too: with the same realm and the same nonce.
                link.send(guard._refusal(stale=False))

    makers: dict[str, Callable[[Peer], Any]] = {
        "digest": lambda _: antiphon.DigestAuth("me", SECRET),
        "any": lambda _: antiphon.AnyAuth("me", SECRET),
        "netrc": lambda _: antiphon.NetrcAuth(netrc),
        "oauth2": lambda tokens: antiphon.OAuth2(f"http://127.0.0.1:{tokens.port}/", "me", SECRET),
        "session": lambda _: ("me", SECRET),
    }
    with way_to(way, secure, script) as there, Peer(issuer.script) as tokens:
        proxies = {"all": there.settings["proxies"], "no_proxy": "127.0.0.1"}
        client = new_client(**{**there.settings, "proxies": proxies}, auth=makers[kind](tokens))
        got = client.put(there.url, data=b"content")
        assert got.status_code == 401 and got.history
    asked: list[Seen] = []
    others: list[Seen] = []
    for seen in there.peer.requests:
        (others if "b.test" in seen.fields["host"] else asked).append(seen)
    assert "authorization" in asked[-1].fields and others
    assert all("authorization" not in seen.fields for seen in others)


NOWHERE = ["file:///etc/passwd", "FILE:/etc/passwd", "data:,x", "javascript:alert(1)", "unix:/run/x", "socks5://a/", ""]


@pytest.mark.parametrize("location", NOWHERE)
@pytest.mark.parametrize("way", WAYS)
def test_nobody_is_led_out_of_http(new_client: NewClient, secure: Secure, way: str, location: str) -> None:
    with way_to(way, secure, always(redirect(302, location))) as there:
        client = new_client(**there.settings)
        for stream in (False, True):
            with pytest.raises(antiphon.BrokenResponse) as caught:
                client.get(there.url, stream=stream)
            assert caught.value.response.status_code == 302 and client.in_use == 0
    assert len(there.peer.requests) == 2


@pytest.mark.parametrize("way", WAYS)
def test_thirty_hops_and_one_more(new_client: NewClient, secure: Secure, way: str) -> None:
    def script(link: Link) -> None:
        while True:
            number = int(link.request().target.rpartition("/")[2])
            link.send(redirect(302, f"/{number - 1}") if number else OK)

    with way_to(way, secure, script) as there:
        client = new_client(max_redirects=30, **there.settings)
        got = client.get(f"{there.url}30")
        assert got.content == b"ok" and len(got.history) == 30
        with pytest.raises(antiphon.TooManyRedirects) as caught:
            client.get(f"{there.url}31")
        assert len(caught.value.response.history) == 30 and client.in_use == 0
    assert there.peer.connections <= 62


@pytest.mark.parametrize("way", WAYS)
def test_a_loop_through_any_way_ends(new_client: NewClient, secure: Secure, way: str) -> None:
    with way_to(way, secure, always(redirect(308, "/again"))) as there:
        client = new_client(**there.settings)
        with pytest.raises(antiphon.TooManyRedirects):
            client.put(there.url, data=b"content")
        assert len(there.peer.requests) == 21 and client.in_use == 0
