"""Cookies, RFC 6265bis: what is kept, where it goes, and what is refused."""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import inf
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import InvalidField
from antiphon.semantics.cookie_dates import parse_cookie_date
from antiphon.semantics.cookies import (
    MAX_AGE,
    Cookie,
    CookieJar,
    default_path,
    domain_matches,
    parse_set_cookie,
    path_matches,
)

NOW = 1_800_000_000.0
MOMENT = 784_111_777


def parsed(value: bytes | str) -> Cookie:
    cookie = parse_set_cookie(value, NOW)
    assert cookie is not None
    return cookie


def jar_after(
    *values: bytes | str, host: str = "example.com", path: str = "/", secure: bool = True, now: float = NOW
) -> CookieJar:
    jar = CookieJar()
    jar.receive(values, host, path, secure, now)
    return jar


def sent(jar: CookieJar, host: str = "example.com", path: str = "/", secure: bool = True, now: float = NOW) -> str:
    return jar.field_for(host, path, secure, now) or ""


@pytest.mark.parametrize(
    ("value", "name", "content"),
    [
        ("a=1", "a", "1"),
        (" a = 1 ;x", "a", "1"),
        ("a=", "a", ""),
        ("=1", "", "1"),
        ("token", "", "token"),
        ('a="quoted; no', "a", '"quoted'),
        ('a="q"', "a", '"q"'),
        ("a=b=c", "a", "b=c"),
        (b"a=\xc3\xa9", "a", "\xc3\xa9"),
        ("a=1\t2", "a", "1\t2"),
    ],
)
def test_name_and_value_rfc6265bis_5_6(value: bytes | str, name: str, content: str) -> None:
    cookie = parsed(value)
    assert (cookie.name, cookie.value) == (name, content)


@pytest.mark.parametrize("value", ["", "=", " = ;Path=/", ";", "a=\x00", "a=1\r\nb=2", "a=1; Path=/\x7f", "\x01=1"])
def test_empty_cookies_and_control_characters_are_ignored(value: str) -> None:
    assert parse_set_cookie(value, NOW) is None


def test_4096_bytes_of_name_and_value_is_the_limit_rfc6265bis_5_6() -> None:
    assert parse_set_cookie("a" * 96 + "=" + "b" * 4000, NOW)
    assert parse_set_cookie("a" * 96 + "=" + "b" * 4001, NOW) is None
    assert parsed("a=1; Path=/" + "x" * 1024).path == ""


def test_attributes_are_read_without_case_and_the_last_counts() -> None:
    cookie = parsed("a=1; SECURE; httponly=x; SameSite=lax; path=/x; Path=/y; domain=.Example.COM; Unknown=1")
    assert cookie == Cookie(
        "a",
        "1",
        domain="example.com",
        path="/y",
        secure=True,
        http_only=True,
        same_site="Lax",
        created=NOW,
    )
    assert parsed("a=1; SameSite=sometimes").same_site == ""
    assert parsed("a=1; Path=/x; Path=y").path == ""


@pytest.mark.parametrize(
    ("attributes", "expires"),
    [
        ("", None),
        ("Max-Age=10", NOW + 10),
        ("Max-Age=0", -inf),
        ("Max-Age=-5", -inf),
        ("Max-Age=" + "9" * 1000, NOW + MAX_AGE),
        ("Max-Age=-" + "9" * 1000, -inf),
        ("Max-Age=1.5", None),
        ("Max-Age=+5", None),
        ("Max-Age=", None),
        ("Max-Age=10; Expires=Sun, 06 Nov 1994 08:49:37 GMT", NOW + 10),
        ("Expires=Sun, 06 Nov 1994 08:49:37 GMT", MOMENT),
        ("Expires=Sun, 06 Nov 1994 08:49:37 GMT; Expires=never", MOMENT),
        ("Expires=Fri, 31 Dec 9999 23:59:59 GMT", NOW + MAX_AGE),
        ("Expires=never", None),
    ],
)
def test_expiry_rfc6265bis_5_6_1(attributes: str, expires: float | None) -> None:
    assert parsed(f"a=1; {attributes}").expires == expires


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06-Nov-1994 08:49:37 GMT",
        "08:49:37 6 november 94",
        "1994 nov 06 8:49:37utc",
        "6th Nov 1994 08:49:37",
    ],
)
def test_dates_are_read_leniently_rfc6265bis_5_1_1(text: str) -> None:
    assert parse_cookie_date(text) == MOMENT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "06 Nov 1994",
        "08:49:37",
        "31 Feb 1994 08:49:37",
        "06 Nov 1600 08:49:37",
        "06 Nov 1994 24:00:00",
        "06 Nov 1994 08:60:00",
        "06 Nov 1994 08:49:60",
        "06 Foo 1994 08:49:37",
        "06 Nov 19945 08:49:37",
        "١ Nov 1994 08:49:37",
    ],
)
def test_dates_that_are_none(text: str) -> None:
    assert parse_cookie_date(text) is None


def test_two_digit_years_turn_at_70() -> None:
    assert parse_cookie_date("1 Jan 70 00:00:00") == 0
    assert parse_cookie_date("1 Jan 69 00:00:00") == 3_124_224_000


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("__Secure-a=1; Secure", True),
        ("__Secure-a=1", False),
        ("__secure-a=1", False),
        ("__Host-a=1; Secure; Path=/", True),
        ("__HOST-a=1; Secure; Path=/", True),
        ("__Host-a=1; Secure", False),
        ("__Host-a=1; Path=/", False),
        ("__Host-a=1; Secure; Path=/x", False),
        ("__Host-a=1; Secure; Path=/; Domain=example.com", False),
        ("=__Host-a=1", False),
        ("__Secure-a", False),
    ],
)
def test_prefixes_must_be_honoured_rfc6265bis_4_1_3(value: str, kept: bool) -> None:
    assert bool(jar_after(value)) is kept


@pytest.mark.parametrize(
    ("host", "domain", "matches"),
    [
        ("example.com", "example.com", True),
        ("a.example.com", "example.com", True),
        ("evilexample.com", "example.com", False),
        ("example.com", "a.example.com", False),
        ("127.0.0.1", "0.0.1", False),
        ("127.0.0.1", "127.0.0.1", True),
        ("::1", "1", False),
    ],
)
def test_domain_match_rfc6265bis_5_1_3(host: str, domain: str, matches: bool) -> None:
    assert domain_matches(host, domain) is matches


@pytest.mark.parametrize(
    ("url_path", "expected"),
    [("", "/"), ("x", "/"), ("/", "/"), ("/a", "/"), ("/a/", "/a"), ("/a/b/c", "/a/b")],
)
def test_default_path_rfc6265bis_5_1_4(url_path: str, expected: str) -> None:
    assert default_path(url_path) == expected


@pytest.mark.parametrize(
    ("url_path", "cookie_path", "matches"),
    [
        ("/a", "/a", True),
        ("/a/b", "/a", True),
        ("/a/b", "/a/", True),
        ("/ab", "/a", False),
        ("/", "/a", False),
    ],
)
def test_path_match_rfc6265bis_5_1_4(url_path: str, cookie_path: str, matches: bool) -> None:
    assert path_matches(url_path, cookie_path) is matches


@pytest.mark.parametrize(
    ("host", "domain", "kept_for"),
    [
        ("a.example.com", "", {"a.example.com"}),
        ("a.example.com", "example.com", {"a.example.com", "example.com", "b.example.com"}),
        ("a.example.com", ".example.com", {"a.example.com", "example.com", "b.example.com"}),
        ("a.example.com", "b.example.com", set()),
        ("a.example.com", "example.org", set()),
        ("example.com", "a.example.com", set()),
        ("a.example.com", "com", set()),
        ("com", "com", {"com"}),
        ("localhost", "localhost", {"localhost"}),
        ("127.0.0.1", "127.0.0.1", {"127.0.0.1"}),
        ("127.0.0.1", "0.0.1", set()),
        ("[::1]", "", {"[::1]"}),
    ],
)
def test_domains_that_a_host_may_set_rfc6265bis_5_7(host: str, domain: str, kept_for: set[str]) -> None:
    jar = jar_after(f"a=1; Domain={domain}", host=host)
    hosts = ["a.example.com", "b.example.com", "example.com", "example.org", "com", "x.com", "localhost"]
    hosts += ["a.localhost", "127.0.0.1", "0.0.1", "[::1]"]
    assert {one for one in hosts if sent(jar, host=one)} == kept_for


def test_public_suffixes_are_refused_unless_the_host_is_one() -> None:
    suffixes = {"com", "uk", "co.uk", "github.io"}
    jar = CookieJar(is_public_suffix=suffixes.__contains__)
    jar.receive(["a=1; Domain=co.uk"], "shop.co.uk", "/", True, NOW)
    jar.receive(["a=1; Domain=github.io"], "me.github.io", "/", True, NOW)
    assert not jar
    jar.receive(["a=1; Domain=github.io"], "github.io", "/", True, NOW)
    assert sent(jar, "github.io") == "a=1"
    assert sent(jar, "me.github.io") == ""


@pytest.mark.parametrize(
    ("host", "domain", "kept_for"),
    [
        ("shop.co.uk", "co.uk", ""),
        ("shop.co.uk.", "co.uk.", ""),
        ("example.com.", "com.", ""),
        ("me.github.io", "github.io", ""),
        ("github.io", "github.io", "github.io"),
        ("www.example.co.uk", "example.co.uk", "other.example.co.uk"),
        ("www.example.com.", "example.com.", "other.example.com."),
        ("www.example.com.", "example.com", ""),
        ("www.example.com", "example.com.", ""),
        ("www.example.com", "EXAMPLE.com", "other.example.com"),
        ("xn--bcher-kva.example.com", "b\xfccher.example.com", ""),
    ],
)
def test_public_suffixes_and_dots_at_the_end_rfc6265bis_5_7(host: str, domain: str, kept_for: str) -> None:
    jar = jar_after(f"a=1; Domain={domain}", host=host)
    assert bool(jar) is bool(kept_for)
    assert not kept_for or sent(jar, kept_for) == "a=1"
    assert sent(jar, "me.github.io") == ""


def test_a_foreign_domain_is_refused_without_a_look_at_the_list() -> None:
    def fail(domain: str) -> bool:
        raise AssertionError(domain)

    jar = CookieJar(is_public_suffix=fail)
    jar.receive(["a=1", "b=2; Domain=other.example"], "www.example.com", "/", True, NOW)
    assert jar.items() == [("a", "1")]


def test_secure_cookies_come_and_go_over_tls_only() -> None:
    assert not jar_after("a=1; Secure", secure=False)
    jar = jar_after("a=1; Secure")
    assert sent(jar) == "a=1"
    assert sent(jar, secure=False) == ""


@pytest.mark.parametrize("overlay", ["a=2", "a=2; Domain=example.com", "a=2; Path=/login/x"])
def test_a_cookie_from_http_does_not_hide_a_secure_one_rfc6265bis_5_7(overlay: str) -> None:
    jar = jar_after("a=1; Secure; Path=/login; Domain=example.com", host="www.example.com")
    jar.receive([overlay], "www.example.com", "/login/", False, NOW)
    assert sent(jar, "www.example.com", "/login/x") == "a=1"


def test_a_cookie_from_http_elsewhere_is_kept_beside_a_secure_one() -> None:
    jar = jar_after("a=1; Secure; Path=/login")
    jar.receive(["a=2; Path=/"], "example.com", "/", False, NOW)
    assert sent(jar, path="/login") == "a=1; a=2"


def test_a_cookie_from_http_may_not_hide_a_secure_one_of_a_subdomain_rfc6265bis_5_7() -> None:
    jar = jar_after("a=1; Secure", host="www.example.com")
    jar.receive(["a=2", "b=3"], "example.com", "/", False, NOW)
    assert sent(jar) == "b=3"
    jar.receive(["a=; Max-Age=0; Secure"], "www.example.com", "/", True, NOW)
    jar.receive(["a=2"], "example.com", "/", False, NOW)
    assert sent(jar) == "b=3; a=2"


def test_same_site_none_has_to_be_secure_rfc6265bis_5_7() -> None:
    assert not jar_after("a=1; SameSite=None")
    assert parsed("a=1; SameSite=None; Secure").same_site == "None"


def test_requests_of_another_site_carry_and_set_what_is_for_every_site_rfc6265bis_5_8_3() -> None:
    jar = jar_after("s=1; SameSite=Strict", "l=1; SameSite=Lax", "d=1", "n=1; SameSite=None; Secure")
    assert sent(jar) == "s=1; l=1; d=1; n=1"
    assert jar.field_for("example.com", "/", True, NOW, cross_site=True) == "n=1"
    values = ["s2=1; SameSite=Strict", "l2=1; SameSite=Lax", "d2=1", "n2=1; SameSite=None; Secure"]
    jar.receive(values, "example.com", "/", True, NOW, cross_site=True)
    assert sorted(jar) == ["d", "l", "n", "n2", "s"]


def test_longer_paths_first_then_older_cookies_rfc6265bis_5_8_3() -> None:
    jar = jar_after("c=3; Path=/")
    jar.receive(["a=1; Path=/x", "b=2; Path=/x/y", "d=4; Path=/"], "example.com", "/", True, NOW + 1)
    assert sent(jar, path="/x/y/z") == "b=2; a=1; c=3; d=4"
    assert sent(jar, path="/x") == "a=1; c=3; d=4"
    assert sent(jar, path="") == "c=3; d=4"


def test_a_cookie_set_again_keeps_its_place() -> None:
    jar = jar_after("a=1", "b=2")
    jar.receive(["a=3"], "example.com", "/", True, NOW + 5)
    assert sent(jar) == "a=3; b=2"
    assert len(jar) == 2


def test_cookies_end_by_time_and_by_max_age_zero() -> None:
    jar = jar_after("a=1; Max-Age=10", "b=2")
    assert sent(jar, now=NOW + 9) == "a=1; b=2"
    assert sent(jar, now=NOW + 10) == "b=2"
    jar.receive(["b=; Max-Age=0"], "example.com", "/", True, NOW)
    assert jar.items() == [("a", "1")]


def test_ports_are_not_part_of_a_host_but_hosts_are_apart() -> None:
    jar = jar_after("a=1")
    assert sent(jar, "www.example.com") == ""
    assert sent(jar, "example.com.") == ""


def test_a_nameless_cookie_is_its_value() -> None:
    assert sent(jar_after("token")) == "token"


def test_each_domain_keeps_50_cookies_the_insecure_and_oldest_leave_first() -> None:
    jar = jar_after("safe=1; Secure")
    for number in range(10_000):
        jar.receive([f"c{number}=1"], "example.com", "/", True, NOW + number)
    assert len(jar) == 50
    assert "safe" in jar
    assert "c9999" in jar
    assert "c9950" not in jar


def test_of_one_domain_the_least_recently_used_leaves_first_rfc6265bis_5_7() -> None:
    jar = CookieJar(max_per_domain=2)
    jar.receive(["a=1; Path=/a", "b=1; Path=/b"], "example.com", "/", True, NOW)
    sent(jar, path="/a", now=NOW + 1)
    jar.receive(["c=1"], "example.com", "/", True, NOW + 2)
    assert sorted(jar) == ["a", "c"]


def test_expired_cookies_are_gone_when_the_next_ones_come_rfc6265bis_5_7() -> None:
    jar = jar_after("a=1; Max-Age=1", "b=1; Max-Age=9")
    jar.receive(["c=1"], "other.example", "/", True, NOW + 1)
    assert sorted(jar) == ["b", "c"]


def test_expired_cookies_leave_before_living_ones() -> None:
    jar = CookieJar(max_per_domain=2)
    jar.receive(["old=1", "short=1; Secure; Max-Age=1"], "example.com", "/", True, NOW)
    jar.receive(["new=1"], "example.com", "/", True, NOW + 2)
    assert sorted(jar) == ["new", "old"]


def test_all_domains_together_keep_3000_cookies_and_the_fullest_pays() -> None:
    jar = CookieJar(max_cookies=10)
    jar.receive(["a=1"], "small.example", "/", True, NOW)
    for number in range(20):
        jar.receive([f"c{number}=1"], "big.example", "/", True, NOW + number)
    assert len(jar) == 10
    assert sent(jar, "small.example", now=NOW) == "a=1"


def test_3000_cookies_are_the_limit_and_those_of_the_user_stay() -> None:
    jar = CookieJar({f"own{number}": "1" for number in range(100)})
    for number in range(5000):
        jar.receive(["a=1"], f"host{number}.example", "/", False, NOW + number)
    assert 2800 < len(jar) <= 3000
    assert sent(jar, "host4999.example").endswith("; a=1") and sent(jar, "host0.example").count("a=1") == 0
    assert jar["own99"] == "1"


def by_time(work: Callable[[int], None], count: int) -> float:
    # The time of the processor alone, which others use, too; and the collector would look at what all other tests left.
    gc.disable()
    try:
        start = thread_time()
        work(count)
        return thread_time() - start
    finally:
        gc.enable()


def one_host(count: int) -> None:
    jar = CookieJar()
    for number in range(count):
        jar.receive([f"c{number}=1; Domain=example.com"], "www.example.com", "/", False, NOW + number)


def many_hosts(count: int) -> None:
    jar = CookieJar()
    for number in range(count):
        jar.receive(["session=1; Secure"], f"h{number}.example", "/", True, NOW + number)
        jar.receive(["session=1"], f"h{number}.other.example", "/", False, NOW + number)


def one_response(count: int) -> None:
    CookieJar().receive([f"c{number}=1" for number in range(count)], "example.com", "/", True, NOW)


def saved_ones(count: int) -> None:
    jar = CookieJar()
    for number in range(count):
        jar.add(Cookie("session", "1", f"h{number}.example", "/", secure=True))
    for number in range(count):
        assert jar.field_for(f"h{number}.example", "/", True, NOW)


@pytest.mark.parametrize("work", [one_host, many_hosts, one_response, saved_ones])
def test_ten_thousand_cookies_take_as_long_each_as_three_thousand(work: Callable[[int], None]) -> None:
    """Both are more than are kept, room has to be made. What grew with the square would be eleven times as long."""
    assert by_time(work, 10_000) < 7 * by_time(work, 3000) + 1


def test_cookies_of_the_user_go_to_every_host_or_to_a_domain() -> None:
    jar = CookieJar({"a": "1"})
    jar.set("b", "2", domain=".Example.com", path="/x")
    assert sent(jar, "example.org") == "a=1"
    assert sent(jar, "www.example.com", "/x") == "b=2; a=1"
    assert sent(jar, "127.0.0.1") == "a=1"


@pytest.mark.parametrize("text", ["a\r\nb", "a\nb", "a\x00b", "a;b", "a\x7fb", "a€b"])
def test_what_would_break_the_field_is_refused_and_not_shown(text: str) -> None:
    jar = CookieJar()
    with pytest.raises(InvalidField) as caught:
        jar.set("name", text)
    assert caught.value.fault.code == "cookie-value-invalid"
    assert caught.value.details == {"name": "name", "offset": 1}
    assert text not in caught.value.explanation("es")
    with pytest.raises(InvalidField) as caught:
        jar[text] = "value"
    assert caught.value.fault.code == "cookie-name-invalid"
    with pytest.raises(InvalidField):
        jar["a=b"] = "value"
    assert not jar


def test_a_jar_reads_like_a_mapping() -> None:
    jar = CookieJar()
    assert (len(jar), bool(jar), list(jar), "a" in jar, jar.get("a")) == (0, False, [], False, None)
    jar["a"] = "1"
    jar.update({"b": "2"})
    assert (len(jar), bool(jar), jar["a"], jar.get("b"), "a" in jar) == (2, True, "1", "2", True)
    assert jar.items() == list(zip(jar.keys(), jar.values(), strict=True)) == [("a", "1"), ("b", "2")]
    assert dict(jar.items()) == {"a": "1", "b": "2"}
    del jar["a"]
    with pytest.raises(KeyError):
        jar["a"]
    with pytest.raises(KeyError):
        del jar["a"]
    jar.clear()
    assert not jar


def test_of_several_cookies_with_one_name_the_newest_is_read() -> None:
    jar = jar_after("a=1", host="one.example")
    jar.receive(["a=2"], "two.example", "/", True, NOW + 1)
    assert jar["a"] == "2"
    assert list(jar) == ["a", "a"]
    jar.clear("two.example")
    assert jar["a"] == "1"


def test_cookies_are_shown_by_domain_and_removed_one_by_one() -> None:
    jar = jar_after("a=1", "b=2; Domain=example.com", host="www.example.com")
    jar.set("own", "3")
    shown = jar.by_domain()
    assert {domain: [cookie.name for cookie in cookies] for domain, cookies in shown.items()} == {
        "www.example.com": ["a"],
        "example.com": ["b"],
        "": ["own"],
    }
    jar.discard(shown["example.com"][0])
    jar.discard(shown["example.com"][0])
    assert sorted(jar) == ["a", "own"] and "example.com" not in jar.by_domain()
    jar.save()


def test_saved_cookies_come_back_as_they_were() -> None:
    jar = jar_after("a=1; Max-Age=10; Secure; HttpOnly", "b=\xe9\t; Domain=example.com", host="www.example.com")
    restored = CookieJar()
    for cookie in jar.cookies():
        restored.add(replace(cookie))
    assert restored.cookies() == jar.cookies()
    assert sent(restored, "other.example.com") == "b=\xe9"
    copy = CookieJar()
    copy.update(jar)
    assert copy.cookies() == jar.cookies()


def test_values_are_not_shown() -> None:
    jar = jar_after("session=secret")
    assert "secret" not in repr(jar) + repr(jar.cookies())


def test_threads_share_a_jar() -> None:
    jar = CookieJar()

    def work(worker: int) -> None:
        for number in range(200):
            host = f"h{number % 7}.example"
            jar.receive([f"c{worker}-{number}=1", "x=1; Max-Age=0"], host, "/", True, NOW)
            jar.field_for(host, "/", True, NOW)
            jar.items()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert 0 < len(jar) <= 7 * 50 + 8


def test_threads_that_empty_and_fill_a_domain_lose_nothing() -> None:
    jar = CookieJar(max_per_domain=10_000)

    def work(worker: int) -> None:
        for number in range(500):
            jar.receive([f"gone{worker}=1", f"gone{worker}=; Max-Age=0"], "example.com", "/", True, NOW)
            jar.receive([f"kept{worker}={number}; Secure"], "example.com", "/", True, NOW)
            assert f"kept{worker}" in jar
            jar.receive([f"kept{worker}=; Max-Age=0"], "example.com", "/", True, NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert len(jar) == 0 and not jar.by_domain()


@given(st.text(st.sampled_from("aA=; \t\x00\r.-_/0123456789:,é") | st.characters(max_codepoint=255), max_size=120))
def test_any_field_value_is_kept_or_ignored_and_what_goes_out_is_clean(value: str) -> None:
    jar = jar_after(value, value + "; Max-Age=10")
    field = sent(jar)
    assert not {"\r", "\n", "\0"} & set(field)


@given(st.binary(max_size=120))
def test_any_date_is_read_or_refused(text: bytes) -> None:
    parse_cookie_date(text.decode("latin-1"))
