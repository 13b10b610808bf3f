"""Cookies that a server may not set, set or sent through proxies: the host that counts is the one of the URL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import antiphon

from ..clients import BlockingClient
from ..conftest import NewClient
from ..peers import Link, Peer, always, response

REFUSED = [
    "a=1; Domain=b.test",
    "a=1; Domain=test",
    "a=1; Domain=co.uk",
    "a=1; Domain=github.io",
    "a=1; Domain=evil.shop.co.uk",
    "a=1; Domain=xn--p1ai",
    "a=1; Path=/private",
    "a=1; Secure",
    "__Host-a=1; Path=/; Secure",
    "__HOST-a=1; Path=/",
    "__Secure-a=1; Secure",
    "=__Secure-a=1",
    "a=1; Max-Age=0",
    "a=1; Max-Age=-9999999999999999999999",
    "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    "a=1; Expires=Thu, 01-Jan-70 00:00:00 GMT",
    "a=" + "x" * 4096,
    "a=1\x01",
    "a\x7f=1",
    "",
    ";",
    "=",
    " ; =;=",
]
KEPT = {
    "a=1; Max-Age=99999999999999999999": "a=1",
    "a=1; Expires=Fri, 31-Dec-99 23:59:59 GMT": "",
    "a=1; Expires=nonsense; Max-Age=nonsense": "a=1",
    "a=1; Domain=": "a=1",
    'a="quoted; b"': 'a="quoted',
    "a=b=c": "a=b=c",
    "nameless": "nameless",
    "a=1; Unknown=x; HttpOnly": "a=1",
    "a=1, b=2": "a=1, b=2",
}


@pytest.mark.parametrize("cookie", REFUSED, ids=range(len(REFUSED)))
@pytest.mark.parametrize("host", ["shop.co.uk", "me.github.io"])
def test_what_may_not_be_set_is_sent_nowhere(new_client: NewClient, host: str, cookie: str) -> None:
    answer = response(b"", f"Set-Cookie: {cookie}")
    if set(cookie) & set("\x01\x7f"):
        # A field with control bytes breaks the response before any cookie is looked at.
        with Peer(always(answer)) as proxy, pytest.raises(antiphon.BrokenResponse):
            new_client(proxies=proxy.url).get(f"http://{host}/")
        return
    with Peer(always(answer)) as proxy:
        client = new_client(proxies=proxy.url)
        for url in (f"http://{host}/", f"http://{host}/", "http://other.co.uk/", "http://b.test/", "http://127.0.0.1/"):
            assert client.get(url).ok
    assert all("cookie" not in seen.fields for seen in proxy.requests)


@pytest.mark.parametrize("cookie", KEPT)
def test_what_is_unusual_is_kept_for_its_host(new_client: NewClient, cookie: str) -> None:
    with Peer(always(response(b"", f"Set-Cookie: {cookie}"))) as proxy:
        client = new_client(proxies=proxy.url)
        for host in ("a.test", "a.test", "www.a.test", "b.test"):
            client.get(f"http://{host}/")
    sent = [seen.fields.get("cookie", "") for seen in proxy.requests]
    assert sent == ["", KEPT[cookie], "", ""]


def test_a_proxys_own_cookies_are_nobodys(new_client: NewClient) -> None:
    """What a proxy says to CONNECT is not the server's."""
    refusal = b"HTTP/1.1 403 No\r\nSet-Cookie: a=1; Domain=a.test\r\nContent-Length: 0\r\n\r\n"
    with Peer(always(refusal)) as proxy:
        client = new_client(proxies=proxy.url)
        with pytest.raises(antiphon.ProxyError):
            client.get("https://a.test/")
        assert not client.session.cookies


def test_a_host_only_cookie_stays_one_in_a_file(new_client: NewClient, tmp_path: Path) -> None:
    with Peer(always(response(b"", "Set-Cookie: a=1; Max-Age=60; Path=/"))) as proxy:
        for host in ("a.test", "a.test", "www.a.test"):
            with new_client(proxies=proxy.url, cookies=antiphon.CookieFile(tmp_path / "cookies.txt")) as client:
                client.get(f"http://{host}/")
    assert [seen.fields.get("cookie") for seen in proxy.requests] == [None, "a=1", None]


def test_threads_that_share_a_jar_never_mix_hosts() -> None:
    def script(link: Link) -> None:
        while True:
            host = link.request().fields["host"].partition(".")[0]
            link.send(response(host.encode(), f"Set-Cookie: {host}={host}; Path=/"))

    with (
        Peer(script) as proxy,
        BlockingClient(timeout=10, proxies=proxy.url) as client,
        ThreadPoolExecutor(8) as threads,
    ):
        list(threads.map(lambda number: client.get(f"http://h{number % 16}.test/"), range(160)))
    for seen in proxy.requests:
        host = seen.fields["host"].partition(".")[0]
        assert seen.fields.get("cookie") in (None, f"{host}={host}")
