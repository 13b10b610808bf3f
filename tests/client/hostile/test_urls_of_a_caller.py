"""URLs that two parsers would read differently: refused by name, or sent as one reading says."""

from __future__ import annotations

import pytest

import antiphon

from ..clients import Client
from ..conftest import NewClient, Secure
from ..peers import OK, Peer, always
from .ways import way_to

REFUSED = [
    "",
    "/relative",
    "http:",
    "http://",
    "http:///x",
    "http:x",
    "http://a@b@c/",
    "http://a.test\\@b.test/",
    "http:\\\\a.test\\",
    "http://a.test\\b",
    "http://a\t.test/",
    "http://a.test/\nx",
    "\thttp://a.test/\x00",
    "http://a%00.test/",
    "http://a%2f.test/",
    "http://a%23.test/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://0x7f.1/",
    "http://127.1/",
    "http://127.0.0.1.1/",
    "http://256.0.0.1/",
    "http://127.0.0.01/",
    "http://1.2.3.4.5/",
    "http://１２７.0.0.1.1/",
    "http://[::1/",
    "http://::1/",
    "http://[::1%25eth0%20x]/",
    "http://[::ffff:1.2.3]/",
    "http://[v1.x]/",
    "http://[]/",
    "http://a.test:65536/",
    "http://a.test:-1/",
    "http://a.test:+80/",
    "http://a.test:８０/",
    "http://a.test:0x50/",
    "http://a.test:80:80/",
    "http://a..test/",
    "http://.test/",
    "http://" + "a" * 64 + ".test/",
    "http://" + "a." * 127 + "aa/",
    "http://\u202ea.test/",
    "http://א1a.test/",
    "http://a b.test/",
    "http://a<b.test/",
    "http://a;b.test/",
    "ftp://a.test/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:,x",
]


@pytest.mark.parametrize("url", REFUSED, ids=[ascii(url)[1:41] for url in REFUSED])
@pytest.mark.parametrize("proxied", [False, True], ids=["direct", "proxied"])
def test_what_can_be_read_in_two_ways_is_refused(new_client: NewClient, url: str, proxied: bool) -> None:
    client = new_client(proxies="http://127.0.0.1:9" if proxied else None)
    with pytest.raises(antiphon.InvalidURL) as caught:
        client.get(url)
    assert client.pool.open_connections == 0 and str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("", "/"),
        ("?q", "/?q"),
        ("a/../b", "/b"),
        ("a/%2e%2e/b", "/a/%2e%2e/b"),
        ("../../../etc/passwd", "/etc/passwd"),
        ("//double//slash", "///double//slash"),
        ("%2F%2f", "/%2F%2f"),
        ("100%", "/100%25"),
        ("%zz", "/%25zz"),
        ("%00", "/%00"),
        ("a b", "/a%20b"),
        ("ü", "/%C3%BC"),
        ("x#fragment", "/x"),
        ("a;b=c?d=/?#", "/a;b=c?d=/?"),
        ("[x]|^`{}", None),
    ],
)
@pytest.mark.parametrize("way", ["direct", "forward"])
def test_one_reading_is_sent(new_client: NewClient, secure: Secure, way: str, written: str, target: str | None) -> None:
    with way_to(way, secure, always(OK)) as there:
        client = new_client(**there.settings)
        assert client.get(there.url + written).ok
        (seen,) = there.peer.requests
    sent = seen.target if way == "direct" else seen.target.removeprefix("http://a.test")
    assert sent.isascii() and sent.isprintable() and " " not in sent
    assert target is None or sent == target


@pytest.mark.parametrize("host", ["A.TEST", "a.test.", "ａ.test", "%61.test"])
def test_one_host_however_it_is_written(client: Client, host: str) -> None:
    with Peer(always(OK)) as peer:
        try:
            client.get(peer.at(host))
        except antiphon.ResolveError:
            # A name with a dot at its end is the system's to resolve, which does not know these.
            assert host.endswith(".")
            return
    assert peer.requests[0].fields["host"].removesuffix(f":{peer.port}") in ("a.test", "a.test.")


def test_an_empty_port_is_the_default_one_and_0_is_none(client: Client) -> None:
    with pytest.raises(antiphon.AntiphonError):
        client.get("http://127.0.0.1:0/")
    assert client.session._url("http://127.0.0.1:/", None).port == 80


@pytest.mark.parametrize("kind", ["tuple", "url"])
def test_userinfo_that_looks_like_a_host(new_client: NewClient, secure: Secure, kind: str) -> None:
    with way_to("forward", secure, always(OK)) as there:
        client = new_client(**there.settings)
        if kind == "url":
            client.get("http://good.test%2F:80@b.test/")
        else:
            client.get("http://b.test/", auth=("good.test/", "80"))
        (seen,) = there.peer.requests
    assert seen.target == "http://b.test/" and seen.fields["host"] == "b.test"
    assert seen.fields["authorization"].startswith("Basic ")
