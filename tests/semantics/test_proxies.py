"""Which proxy for which URL, what needs none, and the URLs of proxies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import InvalidURL, UsageError
from antiphon.semantics.no_proxy import Asked, Loopback, parse_no_proxy
from antiphon.semantics.proxies import Proxies, normalized_key
from antiphon.semantics.proxy_url import ProxyURL
from antiphon.semantics.url import url_of

# -- the choice ----------------------------------------------------------------------------------------------------


def proxies(no_proxy: str = "", **choices: str | None) -> Proxies[str]:
    return Proxies(tuple(choices.items()), parse_no_proxy(no_proxy))


def chosen(mapping: dict[str, str | None], url: str) -> str | None:
    choices = tuple((normalized_key(key), proxy) for key, proxy in mapping.items())
    return Proxies(choices).choose(*url_of(url).origin)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.test/", "plain"),
        ("https://a.test/", "rest"),
        ("https://b.test/", "b"),
        ("https://B.TEST./", "b"),
        ("https://b.test:8443/", "b port"),
        ("https://x.b.test/", "rest"),
        ("http://b.test/", "plain"),
        ("http://c.test/", "plain"),
        ("https://c.test/", "any c"),
        ("https://d.test/", None),
        ("https://[::1]/", "v6"),
    ],
)
def test_the_most_particular_key_decides(url: str, expected: str | None) -> None:
    mapping: dict[str, str | None] = {
        "http": "plain",
        "all": "rest",
        "https://b.test": "b",
        "HTTPS://B.test:8443": "b port",
        "all://c.test": "any c",
        "https://d.test": None,
        "https://[::1]": "v6",
    }
    assert chosen(mapping, url) == expected


def test_the_scheme_comes_before_all_as_in_requests() -> None:
    mapping: dict[str, str | None] = {"all": "rest", "all://a.test": "all a", "https": "secure"}
    assert chosen(mapping, "https://a.test/") == "secure" and chosen(mapping, "http://a.test/") == "all a"
    assert chosen({"http": "plain"}, "https://a.test/") is None


@pytest.mark.parametrize(
    "key", ["", "htps", "https://", "://a", "https//a", "a.test", "https://a b", "https://a:0", "https://a:99999", "no"]
)
def test_a_key_that_means_nothing_is_refused_since_it_would_go_without_a_proxy(key: str) -> None:
    with pytest.raises(UsageError) as caught:
        normalized_key(key)
    assert caught.value.fault.code == "proxy-key"


def test_a_url_in_place_of_a_key_is_not_shown() -> None:
    with pytest.raises(UsageError) as caught:
        normalized_key("http://user:hunter2@proxy:3128")
    assert "hunter2" not in f"{caught.value}{caught.value.details}"


# -- no_proxy ------------------------------------------------------------------------------------------------------


def goes_without(no_proxy: str, url: str) -> bool:
    return proxies(no_proxy, all="proxy").choose(*url_of(url).origin) is None


@pytest.mark.parametrize(
    ("entry", "without", "with_proxy"),
    [
        ("example.com", "example.com a.example.com a.b.example.com EXAMPLE.com example.com.", "evilexample.com"),
        ("example.com", "example.com:8443", "example.com.evil.test example.co xexample.com"),
        (".example.com", "example.com a.example.com", "evilexample.com example.org"),
        ("*.example.com", "a.example.com a.b.example.com", "example.com evilexample.com"),
        ("EXAMPLE.Com.", "example.com a.example.com example.com.", "evilexample.com"),
        ("example.com:8443", "example.com:8443 a.example.com:8443", "example.com example.com:84"),
        ("com", "example.com", "example.org comcom"),
        ("bücher.example", "bücher.example xn--bcher-kva.example", "bucher.example"),
        ("xn--bcher-kva.example", "bücher.example a.bücher.example", "bucher.example"),
        ("localhost", "localhost a.localhost localhost:1", "localhost.test 127.0.0.1"),
        ("192.0.2.1", "192.0.2.1 192.0.2.1:81 [::ffff:192.0.2.1]", "192.0.2.10 192.0.2.2 1.192.0.2.1.test"),
        ("192.0.2.1:81", "192.0.2.1:81", "192.0.2.1 192.0.2.1:8181"),
        ("10.0.0.0/8", "10.1.2.3 10.255.255.255 [::ffff:10.0.0.1]", "11.0.0.1 10.test 10.1.2.3.test"),
        ("10.1.2.3/8", "10.9.9.9", "11.0.0.1"),
        ("169.254/16", "169.254.1.1", "169.253.1.1"),
        ("0.0.0.0/0", "192.0.2.1", "example.com [::1]"),
        ("2001:db8::1", "[2001:db8::1] [2001:0DB8:0:0::1]", "[2001:db8::2]"),
        ("[2001:db8::1]", "[2001:db8::1] [2001:db8::1]:81", "[2001:db8::2]"),
        ("[2001:db8::1]:81", "[2001:db8::1]:81", "[2001:db8::1]"),
        ("2001:db8::/32", "[2001:db8:ffff::1]", "[2001:db9::1] 192.0.2.1"),
        ("fd00::/8", "[fd12::1]", "[fe80::1]"),
        ("*", "example.com 192.0.2.1 [::1] localhost", ""),
        ("*:8443", "example.com:8443", "example.com"),
        ("192.168.*", "192.168.1.1 192.168.x.test", "192.16.1.1 x192.168.1.1.test"),
        ("<local>", "printer printer:81", "printer.test 192.0.2.1 [::1]"),
        ("a.test, b.test;c.test d.test\n,,", "a.test b.test c.test d.test", "e.test"),
    ],
)
def test_entries(entry: str, without: str, with_proxy: str) -> None:
    hosts = {host: goes_without(entry, f"http://{host}/") for host in [*without.split(), *with_proxy.split()]}
    assert hosts == {**dict.fromkeys(without.split(), True), **dict.fromkeys(with_proxy.split(), False)}


@pytest.mark.parametrize(
    "entry",
    [
        "http://example.com",
        "a_b c:0",
        "a:99999",
        "10.0.0.0/33",
        "2001:db8::/129",
        "a/b",
        "[::1",
        "1.2.3",
        "a@b",
        ".",
        "?",
    ],
)
def test_an_entry_without_a_meaning_is_named_or_left_out(entry: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_no_proxy(f"a.test,{entry}")
    shown = caught.value.details["entry"].strip("'")
    assert caught.value.fault.code == "no-proxy-entry" and (shown in entry or (shown == "[masked]" and "@" in entry))
    assert goes_without("a.test", "http://a.test/")
    assert (
        Proxies((("all", "p"),), parse_no_proxy(f"a.test,{entry}", lenient=True)).choose("http", "a.test", 80) is None
    )


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    parse_no_proxy(text, lenient=True)
    try:
        parse_no_proxy([text])
    except UsageError as error:
        assert error.fault.code == "no-proxy-entry"


@given(st.from_regex(r"[a-z]{1,5}(\.[a-z]{1,5}){0,3}", fullmatch=True), st.from_regex(r"[a-z]{1,5}", fullmatch=True))
def test_a_suffix_counts_on_label_borders_alone(name: str, more: str) -> None:
    assert goes_without(name, f"http://{name}/") and goes_without(name, f"http://{more}.{name}/")
    assert not goes_without(name, f"http://{more}{name}/") and not goes_without(f"{more}.{name}", f"http://{name}/")


def test_this_machine_and_the_system_s_own_list() -> None:
    entries = (Loopback(), Asked(lambda host: host == "intern.test"))
    some = Proxies((("all", "p"),), entries)
    for host in ("localhost", "a.localhost", "127.9.9.9", "::1", "::ffff:127.0.0.1", "intern.test"):
        assert some.choose("http", host, 80) is None
    for host in ("localhost.test", "128.0.0.1", "::2", "x.intern.test"):
        assert some.choose("http", host, 80) == "p"


# -- the URL of a proxy --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("proxy.test", "http://proxy.test:80"),
        ("proxy.test:3128", "http://proxy.test:3128"),
        (" http://Proxy.Test:3128/ ", "http://proxy.test:3128"),
        ("HTTPS://proxy.test", "https://proxy.test:443"),
        ("https://proxy.test:80", "https://proxy.test:80"),
        ("socks4://proxy.test", "socks4://proxy.test:1080"),
        ("socks4a://192.0.2.1", "socks4a://192.0.2.1:1080"),
        ("socks5://[2001:db8::1]", "socks5://[2001:db8::1]:1080"),
        ("socks5h://[2001:db8::1]:9050/", "socks5h://[2001:db8::1]:9050"),
        ("socks5h://u:1080@tor.test", "socks5h://tor.test:1080"),
        ("http://bücher.test:1", "http://xn--bcher-kva.test:1"),
    ],
)
def test_proxy_urls(text: str, shown: str) -> None:
    assert str(ProxyURL.parse(text)) == shown


@pytest.mark.parametrize(
    ("text", "credentials"),
    [
        ("http://u:p@a", ("u", "p")),
        ("u:p@a:1", ("u", "p")),
        ("http://u@a", ("u", "")),
        ("http://a", None),
        ("http://@a", None),
        ("http://us%40er:p%3Aq%2F%25@a", ("us@er", "p:q/%")),
        ("http://u:p:q@a", ("u", "p:q")),
        ("socks5://%C3%BC:%E2%98%83@a", ("ü", "☃")),
    ],
)
def test_credentials_are_decoded_and_not_shown(text: str, credentials: tuple[str, str] | None) -> None:
    url = ProxyURL.parse(text)
    assert url.credentials == credentials
    masked = "" if credentials is None else "[masked]@"
    assert "@" not in str(url) and repr(url) == f"ProxyURL('{url.scheme}://{masked}a:{url.port}')"


def test_why_a_proxy_url_is_refused() -> None:
    for text, code in (("ftp://a", "proxy-scheme"), ("http://a/path", "proxy-url-path"), ("http://a:0", "port-syntax")):
        with pytest.raises(InvalidURL) as caught:
            ProxyURL.parse(text)
        assert caught.value.fault.code == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://",
        "ftp://hunter2@a",
        "quic://u:hunter2@a",
        "file:///hunter2",
        "http://u:hunter2@a/path",
        "http://u:hunter2@a?x",
        "http://u:hunter2@a#x",
        "http://u:hunt#er2@a",
        "http://u:hunt/er2@a",
        "http://u:hunter2@b@a",
        "http://u:hunter2@a:0",
        "http://u:hunter2@a:99999",
        "http://u:hunter2@a b",
        "http://u:hunter2\n@a",
        "http://u:hunter2@2130706433",
        "http://u:hunter2@[::1",
        "unix:///run/proxy.sock",
    ],
)
def test_what_is_no_proxy_url_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(InvalidURL) as caught:
        ProxyURL.parse(text)
    assert "hunt" not in f"{caught.value}{caught.value.details}"
