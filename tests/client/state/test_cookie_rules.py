"""Hostile and unusual cookies (RFC 6265bis), as they come from servers: in every world."""

from __future__ import annotations

import pytest

import antiphon
from antiphon import Cookie, CookieJar

from ..clients import Client
from ..conftest import NewClient, Secure
from ..peers import OK, Link, Peer, Script, always, by_path, response


def setting(*values: str) -> Script:
    """Return a server that sets cookies at ``/set/here`` and says nothing elsewhere."""

    def script(link: Link) -> None:
        answer = response(b"", *(f"Set-Cookie: {value}" for value in values))
        while True:
            link.send(answer if link.request().target == "/set/here" else OK)

    return script


def cookies_after(client: Client, peer: Peer, setter: str, asker: str, path: str = "/") -> str:
    """Return the Cookie field that goes to `asker` after `setter` has set its cookies."""
    client.get(f"{peer.at(setter)}set/here")
    client.get(f"{peer.at(asker).rstrip('/')}{path}")
    return peer.requests[-1].fields.get("cookie", "")


@pytest.mark.usefixtures("every_name_is_here")
@pytest.mark.parametrize(
    ("value", "setter", "asker", "expected"),
    [
        ("a=1; Domain=other.example; Path=/", "www.example.com", "other.example", ""),
        ("a=1; Domain=www.example.com; Path=/", "example.com", "www.example.com", ""),
        ("a=1; Domain=example.com; Path=/", "evilexample.com", "example.com", ""),
        ("a=1; Domain=example.com; Path=/", "www.example.com", "api.example.com", "a=1"),
        ("a=1; Path=/", "www.example.com", "api.www.example.com", ""),
        ("a=1; Domain=co.uk; Path=/", "shop.co.uk", "bank.co.uk", ""),
        ("a=1; Domain=co.uk.; Path=/", "shop.co.uk.", "bank.co.uk.", ""),
        ("a=1; Domain=github.io; Path=/", "me.github.io", "you.github.io", ""),
        ("a=1; Domain=com; Path=/", "example.com", "bank.com", ""),
        ("a=1; Path=/", "example.com", "example.com.", ""),
        ("a=1; Path=/", "example.com.", "example.com", ""),
        ("a=1; Domain=0.0.1; Path=/", "127.0.0.1", "127.0.0.1", ""),
        ("a=1; Domain=127.0.0.1; Path=/", "127.0.0.1", "127.0.0.1", "a=1"),
        ("a=1; Path=/", "EXAMPLE.com", "example.COM", "a=1"),
    ],
)
def test_domains(client: Client, value: str, setter: str, asker: str, expected: str) -> None:
    with Peer(setting(value)) as peer:
        assert cookies_after(client, peer, setter, asker) == expected


def test_ports_do_not_keep_cookies_apart_rfc6265bis_8_5(client: Client) -> None:
    with Peer(setting("a=1; Path=/")) as one, Peer(always(OK)) as other:
        client.get(f"{one.at('a.test')}set/here")
        client.get(other.at("a.test"))
        assert other.requests[0].fields["cookie"] == "a=1"


@pytest.mark.parametrize(
    ("value", "path", "expected"),
    [
        ("a=1", "/", ""),
        ("a=1", "/set/there", "a=1"),
        ("a=1", "/settings", ""),
        ("a=1; Path=/set/h", "/set/here", ""),
        ("a=1; Path=/x", "/x/y?z", "a=1"),
        ("a=1; Path=/x", "/xy", ""),
        ("a=1; Path=x", "/set/x", "a=1"),
    ],
)
def test_paths_are_compared_by_segments_rfc6265bis_5_1_4(client: Client, value: str, path: str, expected: str) -> None:
    with Peer(setting(value)) as peer:
        assert cookies_after(client, peer, "a.test", "a.test", path) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a=1; Path=/; Secure", ""),
        ("__Secure-a=1; Path=/", ""),
        ("__SECURE-a=1; Path=/; Secure", ""),
        ("__Host-a=1; Path=/", ""),
        ("=__Host-a=1; Path=/", ""),
        ("__Host-a; Path=/", ""),
        ("a=1; Path=/; SameSite=None", ""),
        ("nameless; Path=/", "nameless"),
        ("=; Path=/", ""),
        ('a="x y"; Path=/', 'a="x y"'),
        ("a=1\x01; Path=/", ""),
        ("a=\xe9\xff; Path=/", "a=\xe9\xff"),
        ("a=1, b=2; Path=/", "a=1, b=2"),
        (f"{'a' * 96}={'b' * 4001}; Path=/", ""),
        (f"a=1; Path=/{'x' * 1024}", ""),
        ("a=1; Path=/; Max-Age=0", ""),
        (f"a=1; Path=/; Max-Age={'9' * 1000}", "a=1"),
        (f"a=1; Path=/; Max-Age=-{'9' * 1000}", ""),
        ("a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT", ""),
        ("a=1; Path=/; Expires=Wed, 31-Dec-98 23:59:59 GMT", ""),
        ("a=1; Path=/; Expires=Fri Dec 31 23:59:59 9999", "a=1"),
        ("a=1; Path=/; Expires=whenever", "a=1"),
    ],
    ids=range(22),
)
def test_a_cookie_over_http(client: Client, value: str, expected: str) -> None:
    with Peer(setting(value)) as peer:
        if "\x01" in value:
            # The control byte breaks the whole head already (RFC 9110 §5.5).
            with pytest.raises(antiphon.BrokenResponse):
                client.get(f"{peer.at('a.test')}set/here")
            client.get(peer.at("a.test"))
            assert "cookie" not in peer.requests[-1].fields
        else:
            assert cookies_after(client, peer, "a.test", "a.test") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a=1; Path=/; Secure", "a=1"),
        ("__Host-a=1; Path=/; Secure", "__Host-a=1"),
        ("__Host-a=1; Path=/; Secure; Domain=a.test", ""),
        ("__host-a=1; Path=/set; Secure", ""),
        ("a=1; Path=/; SameSite=None; Secure", "a=1"),
    ],
)
def test_a_cookie_over_https(new_client: NewClient, secure: Secure, value: str, expected: str) -> None:
    with Peer(setting(value), tls=secure.context) as peer:
        assert cookies_after(new_client(verify=secure.root), peer, "a.test", "a.test") == expected


def test_secure_cookies_stay_off_http_and_http_does_not_touch_them(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root)
    with Peer(setting("a=good; Path=/; Secure"), tls=secure.context) as peer, Peer(setting("a=evil; Path=/")) as plain:
        client.get(f"{peer.at('a.test')}set/here")
        client.get(f"{plain.at('a.test')}set/here")
        client.get(plain.at("a.test"))
        client.get(peer.at("a.test"))
        assert all("cookie" not in seen.fields for seen in plain.requests)
        assert peer.requests[-1].fields["cookie"] == "a=good"


def test_ten_thousand_cookies_leave_fifty(client: Client) -> None:
    def script(link: Link) -> None:
        for start in range(0, 10_000, 50):
            link.request()
            link.send(response(b"", *(f"Set-Cookie: c{number}=1; Path=/" for number in range(start, start + 50))))
        link.request()
        link.send(OK)

    with Peer(script) as peer:
        for _ in range(201):
            client.get(peer.at("a.test"))
        sent = peer.requests[-1].fields["cookie"].split("; ")
    assert sent == [f"c{number}=1" for number in range(9950, 10_000)] and len(client.session.cookies) == 50


# -- who asks ------------------------------------------------------------------------------------------------------

SITES = ("s=1; Path=/; SameSite=Strict; Secure", "d=1; Path=/; Secure", "n=1; Path=/; SameSite=None; Secure")


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        (None, "s=1; d=1; n=1"),
        ("https://a.test/", "s=1; d=1; n=1"),
        ("https://www.a.test:8443/", "s=1; d=1; n=1"),
        ("a.test", "s=1; d=1; n=1"),
        ("http://a.test/", "n=1"),
        ("https://b.test/", "n=1"),
    ],
)
def test_the_site_that_asks_decides_which_cookies_go_rfc6265bis_5_2(
    new_client: NewClient, secure: Secure, site: str | None, expected: str
) -> None:
    with Peer(setting(*SITES), tls=secure.context) as peer:
        client = new_client(verify=secure.root, site=site)
        assert cookies_after(client, peer, "a.test", "a.test") == expected
        jar = new_client(verify=secure.root).session.cookies
        kept = new_client(verify=secure.root, site=site, cookies=jar)
        for name in "sdn":
            jar.add(Cookie(name, "1", "a.test", "/", same_site={"s": "Strict", "n": "None"}.get(name, "")))
        kept.get(peer.at("a.test"))
        assert peer.requests[-1].fields["cookie"] == expected


# -- the jar -------------------------------------------------------------------------------------------------------


def test_a_jar_may_be_shared_and_replaced(new_client: NewClient) -> None:
    jar = CookieJar({"own": "1"})
    with Peer(by_path({"/": OK, "/set": response(b"", "Set-Cookie: a=1; Path=/")})) as peer:
        one, other = new_client(cookies=jar), new_client(cookies=jar)
        one.get(f"{peer.at('a.test')}set")
        other.get(peer.at("a.test"))
        assert peer.requests[-1].fields["cookie"] == "a=1; own=1" or peer.requests[-1].fields["cookie"] == "own=1; a=1"
        assert one.session.cookies is other.session.cookies is jar
        other.session.cookies = {"new": "2"}
        other.get(peer.at("a.test"))
        assert peer.requests[-1].fields["cookie"] == "new=2"
        one.get(peer.at("a.test"))
        assert "a=1" in peer.requests[-1].fields["cookie"]


def test_values_are_never_shown(client: Client) -> None:
    with Peer(setting("session=hidden; Path=/")) as peer:
        got = client.get(f"{peer.at('a.test')}set/here")
    jar = client.session.cookies
    assert "hidden" not in repr(jar) + repr(jar.cookies()) + repr(jar.by_domain()) + repr(got.cookies)
