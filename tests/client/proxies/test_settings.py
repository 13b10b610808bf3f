"""Which proxies a session uses: those given, else the environment's, else the system's."""

from __future__ import annotations

import urllib.request
from typing import Any

import pytest

import antiphon
from antiphon.client.proxies import surroundings
from antiphon.client.proxies.settings import proxies_of
from antiphon.client.proxies.surroundings import environment_proxies
from antiphon.semantics.url import url_of

from ..conftest import NewClient
from ..peers import OK, Peer, always


def shown(environ: dict[str, str], url: str) -> str | None:
    found = environment_proxies(environ)
    proxy = None if found is None else found.choose(*url_of(url).origin)
    return None if proxy is None else str(proxy.url)


# -- the environment -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "plain", "secure"),
    [
        ({}, None, None),
        ({"http_proxy": "p:1"}, "http://p:1", None),
        ({"HTTP_PROXY": "p:1", "HTTPS_PROXY": "https://q"}, "http://p:1", "https://q:443"),
        ({"http_proxy": "p:1", "HTTP_PROXY": "q:2"}, "http://p:1", None),
        ({"http_proxy": "", "HTTP_PROXY": "q:2"}, None, None),
        ({"http_proxy": " ", "ALL_PROXY": "a:1"}, "http://a:1", "http://a:1"),
        ({"all_proxy": "socks5h://a", "https_proxy": "q:2"}, "socks5h://a:1080", "http://q:2"),
        ({"ALL_PROXY": "a:1", "NO_PROXY": "x.test"}, None, None),
        ({"ALL_PROXY": "a:1", "no_proxy": "other.test", "NO_PROXY": "x.test"}, "http://a:1", "http://a:1"),
        ({"ALL_PROXY": "a:1", "no_proxy": "", "NO_PROXY": "x.test"}, "http://a:1", "http://a:1"),
        ({"ALL_PROXY": "a:1", "NO_PROXY": "x.test:443"}, "http://a:1", None),
        ({"ALL_PROXY": "a:1", "NO_PROXY": "?!,$HOST, x.test"}, None, None),
        ({"NO_PROXY": "*"}, None, None),
        ({"FTP_PROXY": "p:1", "PROXY": "p:1"}, None, None),
    ],
)
def test_the_environment(environ: dict[str, str], plain: str | None, secure: str | None) -> None:
    assert (shown(environ, "http://x.test/"), shown(environ, "https://x.test/")) == (plain, secure)


def test_httpoxy_a_cgi_program_takes_no_proxy_from_a_clients_field() -> None:
    """CVE-2016-5385: the field `Proxy` of a request is HTTP_PROXY in the environment of a CGI program."""
    environ = {"REQUEST_METHOD": "GET", "HTTP_PROXY": "evil:1", "HTTPS_PROXY": "q:2"}
    assert shown(environ, "http://x.test/") is None and shown(environ, "https://x.test/") == "http://q:2"
    assert shown(environ | {"http_proxy": "p:1"}, "http://x.test/") == "http://p:1"


def test_httpoxy_on_windows_where_both_names_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "_PLATFORM", "win32")
    environ = {"REQUEST_METHOD": "GET", "HTTP_PROXY": "evil:1", "http_proxy": "evil:1"}
    assert shown(environ, "http://x.test/") is None


@pytest.mark.parametrize("host", ["localhost", "a.localhost", "127.0.0.1", "127.1.2.3", "[::1]", "LOCALHOST."])
def test_this_machine_is_not_reached_through_the_environments_proxies_as_in_go(host: str) -> None:
    assert shown({"ALL_PROXY": "a:1"}, f"http://{host}/") is None
    given = proxies_of("a:1")
    assert given is not None and given.choose(*url_of(f"http://{host}/").origin) is not None


def test_a_variable_that_is_no_url_is_named(new_client: NewClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "htp://me:hunter2@proxy")
    with pytest.raises(antiphon.UsageError) as caught:
        new_client().get("http://a.test/")
    assert caught.value.fault.code == "proxy-url"
    assert "HTTPS_PROXY" in str(caught.value) and "htp" in str(caught.value) and "hunter2" not in str(caught.value)


# -- the system ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_the_systems_own_settings(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    found = {"http": "http://p:1", "https": "http://q:2", "socks": "http://s:3", "ftp": "http://f:4"}
    monkeypatch.setattr(surroundings, "_PLATFORM", platform)
    monkeypatch.setattr(urllib.request, "getproxies", lambda: found)
    monkeypatch.setattr(urllib.request, "proxy_bypass", lambda host: host.endswith(".local"))
    system = surroundings.surrounding_proxies()
    assert system is not None

    def chosen(url: str) -> str:
        return str(system.choose(*url_of(url).origin))  # type: ignore[union-attr]

    assert chosen("http://a.test/") == "<Proxy http://p:1>" and chosen("https://a.test/") == "<Proxy http://q:2>"
    assert chosen("http://a.local/") == chosen("http://localhost/") == "None"
    monkeypatch.setenv("http_proxy", "env:1")
    assert str(surroundings.surrounding_proxies().choose("http", "a.test", 80)) == "<Proxy http://env:1>"  # type: ignore[union-attr]
    monkeypatch.delenv("http_proxy")
    del found["http"]
    system = surroundings.surrounding_proxies()
    assert str(system.choose("http", "a.test", 80)) == "<Proxy socks5h://s:3>"  # type: ignore[union-attr]


def test_elsewhere_nobody_asks_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "_PLATFORM", "linux")
    monkeypatch.setattr(urllib.request, "getproxies", lambda: {"http": "http://p:1"})
    assert surroundings.surrounding_proxies() is None


# -- what is given -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nothing", [False, {}, "", {"http": None}, {"http": "", "https": False}])
def test_none_at_all_even_with_an_environment(
    new_client: NewClient, monkeypatch: pytest.MonkeyPatch, nothing: Any
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with Peer(always(OK)) as target:
        assert new_client(proxies=nothing).get(target.at("a.test")).ok
        assert new_client().get(target.at("a.test"), proxies=nothing).ok
        assert new_client(trust_env=False).get(target.at("a.test")).ok


def test_what_is_given_beats_the_environment_as_a_whole(new_client: NewClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with Peer(always(OK)) as target, Peer(always(OK)) as surrounding, Peer(always(OK)) as own, Peer(always(OK)) as once:
        monkeypatch.setenv("ALL_PROXY", surrounding.url)
        monkeypatch.setenv("NO_PROXY", "quiet.test")
        client = new_client(proxies=own.url)
        assert client.get("http://a.test/").ok and client.get("http://quiet.test/").ok and len(own.requests) == 2
        assert client.get("http://a.test/", proxies={"all": once.url}).ok and len(once.requests) == 1
        assert client.get("http://a.test/", proxies=None).ok and len(own.requests) == 3
        assert client.get(target.at("a.test"), proxies={"https": own.url}).ok and len(target.requests) == 1
        assert new_client().get("http://a.test/").ok and len(surrounding.requests) == 1
        assert new_client().get(target.at("quiet.test")).ok and len(target.requests) == 2


def test_settings_of_a_session_can_change(new_client: NewClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with Peer(always(OK)) as target, Peer(always(OK)) as one, Peer(always(OK)) as other:
        monkeypatch.setenv("http_proxy", other.url)
        client = new_client(proxies={"http": one.url})
        client.get(target.at("a.test"))
        client.session.proxies["http"] = other.url
        client.get(target.at("a.test"))
        client.session.proxies = False
        client.get(target.at("a.test"))
        client.session.proxies = None
        client.get(target.at("a.test"))
        client.session.trust_env = False
        client.get(target.at("a.test"))
    assert (len(one.requests), len(other.requests), len(target.requests)) == (1, 2, 2)


def test_no_proxy_in_the_mapping(new_client: NewClient) -> None:
    with Peer(always(OK)) as target, Peer(always(OK)) as proxy:
        for exempt in ("b.test, 10.0.0.0/8", ["b.test", "10.0.0.0/8"]):
            client = new_client(proxies={"all": proxy.url, "no_proxy": exempt})
            assert client.get(target.at("x.b.test")).ok and client.get("http://xb.test/").ok
    assert len(target.requests) == len(proxy.requests) == 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (7, "proxy-argument"),
        (True, "proxy-argument"),
        (["http://p"], "proxy-argument"),
        ({"http": 7}, "proxy-argument"),
        ({"http": b"http://p"}, "proxy-argument"),
        ({"http": "http://p", "no_proxy": 7}, "proxy-argument"),
        ({"htps": "http://p"}, "proxy-key"),
        ({"http": "ftp://p"}, "proxy-url"),
        ("http://p:0", "proxy-url"),
        ({"http": "p", "no_proxy": "http://x"}, "no-proxy-entry"),
    ],
)
def test_what_means_nothing_is_refused(new_client: NewClient, given: Any, code: str) -> None:
    for make in (lambda: new_client(proxies=given).get("http://a.test/"), lambda: proxies_of(given)):
        with pytest.raises(antiphon.UsageError) as caught:
            make()
        assert caught.value.fault.code == code and caught.value.explanation("es")


@pytest.mark.parametrize(
    ("url", "options", "option"),
    [
        ("socks5://p", {"headers": {"X": "1"}}, "headers"),
        ("socks5://p", {"auth": "token"}, "auth"),
        ("socks5://p", {"verify": False}, "verify"),
        ("http://p", {"verify": False}, "verify"),
        ("http://p", {"cert": "c.pem"}, "cert"),
    ],
)
def test_an_option_without_a_meaning_for_its_kind(url: str, options: dict[str, Any], option: str) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        antiphon.Proxy(url, **options)
    assert caught.value.fault.code == "proxy-option-unused" and f"`{option}`" in str(caught.value)


def test_an_unknown_kind_of_proxy() -> None:
    with pytest.raises(antiphon.UsageError, match="quic is no kind of proxy") as caught:
        antiphon.Proxy("quic://p")
    assert caught.value.fault.code == "proxy-url"


def test_equal_proxies_are_one_and_different_ones_are_not() -> None:
    one, same = antiphon.Proxy("http://u:p@h:1"), antiphon.Proxy("h:1", auth=("u", "p"))
    assert one == same and hash(one) == hash(same) and one != antiphon.Proxy("http://u:q@h:1")
    assert proxies_of({"http": "http://u:p@h:1"}) is proxies_of({"http": same})
    assert proxies_of("h:1") is not proxies_of("h:2")
