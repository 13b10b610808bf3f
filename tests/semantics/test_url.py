"""URLs (RFC 3986, RFC 9110 §4.2): strict parsing, lenient reading, resolution and what is sent."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import AntiphonError, Fault, InvalidURL, UsageError
from antiphon.faults.url import (
    BACKSLASH,
    HOST_BRACKETS,
    HOST_CHARACTER,
    HOST_EMPTY,
    HOST_IDNA,
    HOST_IPV4,
    HOST_IPV6,
    HOST_LABELS,
    HOST_NUMBER,
    HOST_ZONE,
    PORT_SYNTAX,
    URL_CHARACTER,
    URL_PERCENT,
    URL_SCHEME,
    URL_SCHEME_MISSING,
    URL_SLASHES,
    USERINFO_REPEATED,
)
from antiphon.semantics.forms import Form
from antiphon.semantics.url import (
    URL,
    encode_params,
    merged_params,
    parse_lenient,
    remove_dot_segments,
    same_origin,
    url_of,
)

# -- the parts -----------------------------------------------------------------------------------------------------


def test_a_url_is_taken_apart_once() -> None:
    url = URL.parse("https://api.example.com:8443/v1/users?id=123#top")
    assert (url.scheme, url.host, url.port, url.path) == ("https", "api.example.com", 8443, "/v1/users")
    assert (url.query, url.fragment, url.userinfo) == ("id=123", "top", None)
    assert url.authority == "api.example.com:8443"
    assert url.host_field == b"api.example.com:8443"
    assert url.request_target == b"/v1/users?id=123"
    assert url.origin == ("https", "api.example.com", 8443)
    assert not url.is_default_port


@pytest.mark.parametrize(
    "text",
    [
        "http://example.com",
        "http://example.com/",
        "http://EXAMPLE.com/",
        "HTTP://example.com:80/",
        "http://example.com:/",
        "http://example.com:00080/",
        "http://ex%61mple.com/",
        "http://example.com/./a/..",
    ],
)
def test_equal_urls_of_rfc_9110_section_4_2_3_become_one(text: str) -> None:
    url = URL.parse(text)
    assert url == URL.parse("http://example.com/")
    assert hash(url) == hash(URL.parse("http://example.com/"))
    assert str(url) == "http://example.com/"
    assert url.is_default_port
    assert url.port == 80


def test_an_empty_query_and_fragment_are_not_the_same_as_none() -> None:
    empty = URL.parse("http://a/?#")
    assert (empty.query, empty.fragment, str(empty)) == ("", "", "http://a/?#")
    assert empty.request_target == b"/?"
    assert empty != URL.parse("http://a/")


def test_the_fragment_is_never_sent_rfc_9110_section_7_1() -> None:
    url = URL.parse("http://a/b?c#d")
    assert url.request_target == b"/b?c"
    assert str(url.without_fragment()) == "http://a/b?c"
    assert url.without_fragment().without_fragment() == url.without_fragment()


@pytest.mark.parametrize("path", ["//", "/a//b", "/%2F%2f", "/a%00b", "/;p=1", "/a:b@c", "/%7E~", "/..%2f"])
def test_what_is_encoded_or_empty_in_a_path_stays_as_it_is(path: str) -> None:
    assert URL.parse(f"http://a{path}").path == path
    assert parse_lenient(f"http://a{path}").path == path


def test_a_url_is_a_value() -> None:
    url = URL.parse("http://u:p@a/b")
    with pytest.raises(FrozenInstanceError):
        url.host = "b"  # type: ignore[misc]
    assert copy.copy(url) == url == pickle.loads(pickle.dumps(url))
    assert url != object()


def test_same_origin_is_scheme_host_and_port_rfc_6454_section_5() -> None:
    one = URL.parse("https://a/x")
    assert same_origin(one, URL.parse("https://A:443/y?z"))
    assert not any(same_origin(one, URL.parse(text)) for text in ("http://a/", "https://b/", "https://a:444/"))
    assert not same_origin(one, URL.parse("https://a./"))


# -- userinfo ------------------------------------------------------------------------------------------------------


def test_userinfo_is_in_no_text_made_from_the_url() -> None:
    url = URL.parse("https://user:s3cr%40t@example.com/a?b#c")
    assert url.userinfo == "user:s3cr%40t"
    assert url.credentials == ("user", "s3cr@t")
    for text in (str(url), repr(url), url.authority, str(url.origin), f"{url}"):
        assert "user" not in text
        assert "s3cr" not in text
    assert repr(url) == "URL('https://[masked]@example.com/a?b#c')"
    assert url.host_field == b"example.com"


@pytest.mark.parametrize(
    ("userinfo", "credentials"),
    [("u", ("u", "")), ("u:", ("u", "")), (":p", ("", "p")), ("u:a:b", ("u", "a:b")), ("%C3%A9:%25", ("é", "%"))],
)
def test_credentials_of_userinfo(userinfo: str, credentials: tuple[str, str]) -> None:
    assert URL.parse(f"http://{userinfo}@a/").credentials == credentials


def test_no_userinfo_is_no_credentials() -> None:
    assert URL.parse("http://a/").credentials is None
    assert URL.parse("http://@a/").credentials is None


@pytest.mark.parametrize(
    "text",
    [
        "http://user:hunter2@@a/",
        "http://user:hunter2/x@a/",
        "http://user:hunter2#x@a/",
        "http://user:hunter2?x@a/",
        "http://user:x@hunter2!@a/",
        "http://user:x@hunter2 x#@a/",
        "user:hunter2@a",
        "http://user:hunter2\\@a/",
        "http://user:hunter2\t@a/",
        "http://user:x@[hunter2/@a/",
    ],
)
@pytest.mark.parametrize("parse", [URL.parse, parse_lenient])
def test_no_error_tells_a_password(parse: Callable[[str], URL], text: str) -> None:
    with pytest.raises(InvalidURL) as caught:
        parse(text)
    assert "hunter2" not in caught.value.explanation("en") + caught.value.explanation("es")
    assert "hunter2" not in repr(caught.value.details)


# -- refusals ------------------------------------------------------------------------------------------------------

REFUSED_BY_BOTH = [
    ("http://a@b@c", USERINFO_REPEATED, 10),
    ("http://a\\@b/", BACKSLASH, 8),
    ("http://a/b\\c", BACKSLASH, 10),
    ("http://a/b\tc", URL_CHARACTER, 10),
    ("http://a/b\nc", URL_CHARACTER, 10),
    ("http://a\r\n.b/", URL_CHARACTER, 8),
    ("http://a/\x00", URL_CHARACTER, 9),
    ("http://a/?\x7f", URL_CHARACTER, 10),
    ("http://a/\ud800", URL_CHARACTER, 9),
    ("http:///x", HOST_EMPTY, None),
    ("http://:80/", HOST_EMPTY, None),
    ("http://u@/", HOST_EMPTY, None),
    ("http:/x", URL_SLASHES, None),
    ("https:a", URL_SLASHES, None),
    ("ftp://a/", URL_SCHEME, None),
    ("file:///etc/passwd", URL_SCHEME, None),
    ("javascript:alert(1)", URL_SCHEME, None),
    ("data:text/html,x", URL_SCHEME, None),
    ("http://a:0/", PORT_SYNTAX, 9),
    ("http://a:65536/", PORT_SYNTAX, 9),
    ("http://a:x/", PORT_SYNTAX, 9),
    ("http://a:+1/", PORT_SYNTAX, 9),
    ("http://a:-1/", PORT_SYNTAX, 9),
    ("http://a:8_0/", PORT_SYNTAX, 9),
    (f"http://a:{'9' * 9999}/", PORT_SYNTAX, 9),
    ("http://%00/", HOST_CHARACTER, 7),
    ("http://a%2fb/", HOST_CHARACTER, 7),
    ("http://a%zz/", HOST_CHARACTER, 8),
    ("http://a b/", HOST_CHARACTER, 8),
    ("http://a,b/", HOST_CHARACTER, 8),
    ("http://a*/", HOST_CHARACTER, 8),
    ("http://.a/", HOST_LABELS, 7),
    ("http://a..b/", HOST_LABELS, 7),
    ("http://./", HOST_LABELS, 7),
    (f"http://{'a' * 64}/", HOST_LABELS, 7),
    (f"http://{'a.' * 128}/", HOST_LABELS, 7),
    ("http://[::1%25eth0]/", HOST_ZONE, 7),
    ("http://[fe80::1%eth0]/", HOST_ZONE, 7),
    ("http://[::1/", HOST_IPV6, 7),
    ("http://[::1]x/", HOST_IPV6, 7),
    ("http://x[::1]/", HOST_IPV6, 7),
    ("http://[]/", HOST_IPV6, 7),
    ("http://[1.2.3.4]/", HOST_IPV6, 7),
    ("http://[v1.a]/", HOST_IPV6, 7),
    ("http://u@[:::]/", HOST_IPV6, 9),
    ("http://::1/", HOST_BRACKETS, 7),
    ("http://a:1:2/", HOST_BRACKETS, 7),
    ("http://2130706433/", HOST_IPV4, None),
    ("http://0177.1/", HOST_IPV4, None),
    ("http://127.1/", HOST_IPV4, None),
    ("http://0x7f.1/", HOST_IPV4, None),
    ("http://127.0.0.01/", HOST_IPV4, None),
    ("http://127.0.0.1./", HOST_IPV4, None),
    ("http://%31%32%37.1/", HOST_IPV4, None),
    ("http://0x/", HOST_IPV4, None),
    ("http://256.0.0.1/", HOST_NUMBER, 7),
    ("http://1.2.3.4.5/", HOST_NUMBER, 7),
    ("http://4294967296/", HOST_NUMBER, 7),
    ("http://08.1/", HOST_NUMBER, 7),
    ("http://example.1/", HOST_NUMBER, 7),
    ("http://-1.1/", HOST_NUMBER, 7),
    ("http://1_0.1/", HOST_NUMBER, 7),
]

REFUSED_BY_THE_LETTER = [
    ("", URL_SCHEME_MISSING, None),
    ("//a/", URL_SCHEME_MISSING, None),
    ("/x", URL_SCHEME_MISSING, None),
    ("example.com", URL_SCHEME_MISSING, None),
    ("1http://a/", URL_SCHEME_MISSING, None),
    (" http://a/", URL_SCHEME_MISSING, None),
    ("http://a/ ", URL_CHARACTER, 9),
    ("http://a/b c", URL_CHARACTER, 10),
    ("http://a/é", URL_CHARACTER, 9),
    ("http://é/", URL_CHARACTER, 7),
    ("http://a/[", URL_CHARACTER, 9),
    ("http://a/?x=[]", URL_CHARACTER, 12),
    ("http://a/#b#c", URL_CHARACTER, 11),
    ("http://a/<>", URL_CHARACTER, 9),
    ("http://a/?b\\c", BACKSLASH, 11),
    ("http://u^@a/", URL_CHARACTER, 8),
    ("http://a/%zz", URL_PERCENT, 9),
    ("http://a/%", URL_PERCENT, 9),
    ("http://a/%4", URL_PERCENT, 9),
    ("http://a/?%g0", URL_PERCENT, 10),
    ("http://a/#%", URL_PERCENT, 10),
]


def refused(parse: Callable[[str], URL], text: str) -> InvalidURL:
    with pytest.raises(InvalidURL) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(("text", "fault", "offset"), REFUSED_BY_BOTH + REFUSED_BY_THE_LETTER)
def test_the_strict_reading_refuses_and_says_where(text: str, fault: Fault, offset: int | None) -> None:
    error = refused(URL.parse, text)
    assert (error.fault, error.details.get("offset")) == (fault, offset)
    assert "{" not in error.explanation("en") + error.explanation("es")


@pytest.mark.parametrize(("text", "fault", "offset"), REFUSED_BY_BOTH)
def test_the_lenient_reading_refuses_what_two_programs_read_differently(
    text: str, fault: Fault, offset: int | None
) -> None:
    error = refused(parse_lenient, text)
    assert (error.fault, error.details.get("offset")) == (fault, offset)


@pytest.mark.parametrize(
    ("host", "canonical"),
    [
        ("2130706433", "127.0.0.1"),
        ("0177.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0X7F000001", "127.0.0.1"),
        ("127.0x0.00.01", "127.0.0.1"),
        ("10.1.258", "10.1.1.2"),
        ("4294967295", "255.255.255.255"),
        ("0", "0.0.0.0"),
        ("１２７.1", "127.0.0.1"),
    ],
)
def test_an_odd_ipv4_address_is_refused_with_the_canonical_one(host: str, canonical: str) -> None:
    error = refused(parse_lenient, f"http://{host}/")
    assert error.fault is HOST_IPV4
    assert error.details["canonical"] == canonical
    assert canonical in error.fix("es")


def test_places_are_counted_in_the_text_that_was_given() -> None:
    assert refused(parse_lenient, "  a b/").details["offset"] == 3
    assert refused(parse_lenient, "  //example.com:x/").details["offset"] == 16
    assert refused(parse_lenient, "\n//a\\b").details["offset"] == 4
    assert refused(parse_lenient, ":99999/").details["offset"] == 1


# -- what people paste ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("example.com/x", "https://example.com/x"),
        ("localhost:8080", "https://localhost:8080/"),
        ("localhost:8080?x", "https://localhost:8080/?x"),
        (":8080/x", "https://localhost:8080/x"),
        (":/x", "https://localhost/x"),
        (":", "https://localhost/"),
        ("//example.com", "https://example.com/"),
        ("[::1]:8443/x", "https://[::1]:8443/x"),
        ("127.0.0.1", "https://127.0.0.1/"),
        (" \n https://a/b \t", "https://a/b"),
        ("\u00a0https://a/\u3000", "https://a/"),
        ("HTTP://EXAMPLE.com/A", "http://example.com/A"),
        ("https://a/b c?d e#f g", "https://a/b%20c?d%20e#f%20g"),
        ("https://a/é?ñ=€#ü", "https://a/%C3%A9?%C3%B1=%E2%82%AC#%C3%BC"),
        ("https://a/\udcff", "https://a/%FF"),
        ("https://a/100%", "https://a/100%25"),
        ("https://a/%zz%41%é", "https://a/%25zz%41%25%C3%A9"),
        ("https://a/%e2%82%ac", "https://a/%e2%82%ac"),
        ('https://a/<">^`{|}', "https://a/%3C%22%3E%5E%60%7B%7C%7D"),
        ("https://a/?f[]=1&g=a|b", "https://a/?f%5B%5D=1&g=a%7Cb"),
        ("https://a/?b\\c", "https://a/?b%5Cc"),
        ("https://a/#b#c", "https://a/#b%23c"),
        ("https://a/?b?c/d", "https://a/?b?c/d"),
        ("https://a?b", "https://a/?b"),
        ("https://a/b?u=http://c/", "https://a/b?u=http://c/"),
        ("a/b?u=http://c/", "https://a/b?u=http://c/"),
        ("https://a/../../b/./c/..", "https://a/b/"),
        ("https://a//b///c", "https://a//b///c"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://b%C3%BCcher.example/", "https://xn--bcher-kva.example/"),
        ("BÜCHER.example", "https://xn--bcher-kva.example/"),
        ("https://例え。テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://example.com./", "https://example.com./"),
        ("https://_dmarc.example.com/", "https://_dmarc.example.com/"),
        ("https://-a-.example/", "https://-a-.example/"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
        ("https://[2001:DB8:0:0:0:0:0:1]/", "https://[2001:db8::1]/"),
        ("https://[::FFFF:1.2.3.4]/", "https://[::ffff:1.2.3.4]/"),
        ("http://a:443/", "http://a:443/"),
        ("https://a:443/", "https://a/"),
    ],
)
def test_what_people_paste_is_read_as_they_mean_it(pasted: str, meant: str) -> None:
    assert str(parse_lenient(pasted)) == meant
    assert url_of(pasted) is url_of(pasted)


def test_a_missing_scheme_is_the_one_asked_for() -> None:
    assert str(parse_lenient("example.com", "http")) == "http://example.com/"
    assert str(parse_lenient("//example.com", "http")) == "http://example.com/"
    assert str(parse_lenient(":8080", "http")) == "http://localhost:8080/"
    assert str(parse_lenient("https://example.com", "http")) == "https://example.com/"


def test_userinfo_that_is_pasted_with_odd_characters_is_repaired() -> None:
    assert parse_lenient("https://jösé:p wd%@a/").credentials == ("jösé", "p wd%")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", HOST_EMPTY),
        ("  ", HOST_EMPTY),
        ("/x", HOST_EMPTY),
        ("?x", HOST_EMPTY),
        ("1http://a/", URL_SCHEME_MISSING),
        ("mailto:a@b", URL_SCHEME),
        ("user:pass@host", URL_SCHEME),
        ("::1", HOST_BRACKETS),
        ("http://١.example/", HOST_IDNA),
        ("http://xn--é.example/", HOST_IDNA),
        ("http://a\u202eb.example/", HOST_IDNA),
        ("http://אa.example/", HOST_IDNA),
        (f"http://{'é' * 300}/", HOST_LABELS),
        (f"http://{'é' * 63}/", HOST_IDNA),
        ("http://a／b/", HOST_IDNA),
        ("http://℀.example/", HOST_IDNA),
    ],
)
def test_what_even_the_lenient_reading_refuses(text: str, fault: Fault) -> None:
    assert refused(parse_lenient, text).fault is fault


# -- resolution ----------------------------------------------------------------------------------------------------

BASE = "http://a/b/c/d;p?q"

# RFC 3986 §5.4.1, and then §5.4.2, without the references that have a scheme of their own.
RESOLVED = {
    "//g": "http://g/",
    "g": "http://a/b/c/g",
    "./g": "http://a/b/c/g",
    "g/": "http://a/b/c/g/",
    "/g": "http://a/g",
    "?y": "http://a/b/c/d;p?y",
    "g?y": "http://a/b/c/g?y",
    "#s": "http://a/b/c/d;p?q#s",
    "g#s": "http://a/b/c/g#s",
    "g?y#s": "http://a/b/c/g?y#s",
    ";x": "http://a/b/c/;x",
    "g;x": "http://a/b/c/g;x",
    "g;x?y#s": "http://a/b/c/g;x?y#s",
    "": "http://a/b/c/d;p?q",
    ".": "http://a/b/c/",
    "./": "http://a/b/c/",
    "..": "http://a/b/",
    "../": "http://a/b/",
    "../g": "http://a/b/g",
    "../..": "http://a/",
    "../../": "http://a/",
    "../../g": "http://a/g",
    "../../../g": "http://a/g",
    "../../../../g": "http://a/g",
    "/./g": "http://a/g",
    "/../g": "http://a/g",
    "g.": "http://a/b/c/g.",
    ".g": "http://a/b/c/.g",
    "g..": "http://a/b/c/g..",
    "..g": "http://a/b/c/..g",
    "./../g": "http://a/b/g",
    "./g/.": "http://a/b/c/g/",
    "g/./h": "http://a/b/c/g/h",
    "g/../h": "http://a/b/c/h",
    "g;x=1/./y": "http://a/b/c/g;x=1/y",
    "g;x=1/../y": "http://a/b/c/y",
    "g?y/./x": "http://a/b/c/g?y/./x",
    "g?y/../x": "http://a/b/c/g?y/../x",
    "g#s/./x": "http://a/b/c/g#s/./x",
    "g#s/../x": "http://a/b/c/g#s/../x",
}


@pytest.mark.parametrize(("reference", "resolved"), RESOLVED.items())
def test_references_resolve_as_in_rfc_3986_section_5_4(reference: str, resolved: str) -> None:
    assert str(URL.parse(BASE).join(reference)) == resolved


@pytest.mark.parametrize(("reference", "fault"), [("g:h", URL_SCHEME), ("http:g", URL_SLASHES)])
def test_references_with_a_scheme_are_urls_by_themselves_rfc_3986_section_5_4(reference: str, fault: Fault) -> None:
    assert refused(URL.parse(BASE).join, reference).fault is fault


@pytest.mark.parametrize(
    ("reference", "resolved"),
    [
        ("https://b/x", "https://b/x"),
        ("HTTPS://B:443/x/../y", "https://b/y"),
        ("//b:80/x", "http://b/x"),
        ("/é x", "http://a/%C3%A9%20x"),
        ("//bücher.example", "http://xn--bcher-kva.example/"),
        ("//", None),
        ("/a\\b", None),
        ("\\\\b", None),
        ("/a\r\nb", None),
        ("javascript:alert(1)", None),
        ("//127.1/", None),
        ("localhost:8080/x", None),
        ("/.//x", "http://a//x"),
        ("?", "http://a/b/c/d;p?"),
    ],
)
def test_references_as_servers_send_them(reference: str, resolved: str | None) -> None:
    base = URL.parse(BASE)
    if resolved is None:
        refused(base.join, reference)
    else:
        assert str(base.join(reference)) == resolved


def test_userinfo_stays_for_the_same_authority_only() -> None:
    base = URL.parse("http://u:p@a/b")
    assert base.join("c").userinfo == "u:p"
    assert base.join("//a/c").userinfo is None
    assert base.join("http://x:y@b/").userinfo == "x:y"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/b/c/./../../g", "/a/g"),
        ("/", "/"),
        ("/..", "/"),
        ("/a/..", "/"),
        ("/a//../b", "/a/b"),
        ("//..//", "//"),
        ("/...", "/..."),
        ("/.a/b./..c", "/.a/b./..c"),
    ],
)
def test_dot_segments_go_and_empty_ones_stay_rfc_3986_section_5_2_4(path: str, expected: str) -> None:
    assert remove_dot_segments(path) == expected


# -- parameters ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("params", "query"),
    [
        (None, ""),
        ("", ""),
        ({}, ""),
        ([], ""),
        ({"a": [1, 2], "b": None}, "a=1&a=2"),
        ([("a", "1"), ("b", "2"), ("a", "3")], "a=1&b=2&a=3"),
        ({"q": "a b&c=d+é/%"}, "q=a+b%26c%3Dd%2B%C3%A9%2F%25"),
        ({"t": True, "f": 1.5, "b": b"\xff", "e": ""}, "t=True&f=1.5&b=%FF&e="),
        ({"n": ("x", None, "y")}, "n=x&n=y"),
        ("a=1&b=%20", "a=1&b=%20"),
        ("a b=é#", "a%20b=%C3%A9%23"),
        (b"a=\xff b", "a=%FF%20b"),
    ],
)
def test_params_become_a_query(params: Form | None, query: str) -> None:
    assert encode_params(params) == query


def test_params_are_added_to_the_query_there_is() -> None:
    assert str(URL.parse("http://a/b?c=d#e").with_params({"f": "g h"})) == "http://a/b?c=d&f=g+h#e"
    assert str(URL.parse("http://a/b?").with_params("x=1")) == "http://a/b?x=1"
    url = URL.parse("http://u:p@a/b")
    assert url.with_params(None) is url
    assert url.with_params("x").userinfo == "u:p"


def test_params_of_another_kind_are_refused() -> None:
    with pytest.raises(UsageError):
        encode_params(5)  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        encode_params([1, 2])  # type: ignore[list-item]


@pytest.mark.parametrize("params", ["a=\ud800", {"\ud800": 1}, {"a": "\ud800"}])
def test_params_with_half_a_character_are_refused(params: Form) -> None:
    with pytest.raises(InvalidURL):
        encode_params(params)


# -- properties ----------------------------------------------------------------------------------------------------

URLISH = st.text(alphabet="ahtps:/?#@[]%.0127xé \\\t&=;,-_", max_size=40)


@given(st.one_of(st.text(), URLISH, URLISH.map("http://{}".format), URLISH.map("http://a/{}".format)))
def test_any_text_is_a_url_that_reads_back_strictly_or_an_invalid_url(text: str) -> None:
    try:
        url = parse_lenient(text)
    except InvalidURL as error:
        assert error.explanation("es")
        return
    again = URL.parse(str(url))
    assert again.origin == url.origin
    assert again.request_target == url.request_target
    assert str(again) == str(url) == str(parse_lenient(str(url)))


@given(st.one_of(st.text(), URLISH, URLISH.map("http://{}".format)))
def test_the_strict_reading_accepts_only_what_the_lenient_one_reads_alike(text: str) -> None:
    try:
        url = URL.parse(text)
    except InvalidURL:
        return
    assert parse_lenient(text) == url


@given(st.one_of(st.text(), URLISH))
def test_joining_any_text_gives_a_url_or_an_invalid_url(reference: str) -> None:
    base = URL.parse(BASE)
    try:
        url = base.join(reference)
    except InvalidURL:
        return
    assert str(URL.parse(str(url))) == str(url)
    assert str(base.join(str(url))) == str(url)


@given(st.dictionaries(st.text(min_size=1), st.text(), max_size=5))
def test_any_params_give_a_url_that_reads_back(params: dict[str, str]) -> None:
    url = URL.parse("http://a/").with_params(params)
    assert URL.parse(str(url)) == url


def test_errors_are_values_that_can_be_pickled() -> None:
    error = refused(URL.parse, "http://a:0/")
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, AntiphonError)
    assert again.explanation() == error.explanation()


def test_no_hostile_text_takes_more_than_linear_time() -> None:
    for hostile in ("a@" * 50_000, "[" * 100_000, "http://" + "%41" * 50_000, "é" * 100_000, "/.." * 50_000):
        with pytest.raises(InvalidURL):
            parse_lenient(hostile)
        URL.parse(BASE).join("/a" + hostile)


@pytest.mark.parametrize(
    ("first", "second", "query"),
    [
        (None, None, ""),
        ({"a": 1}, None, "a=1"),
        (None, {"a": 1}, "a=1"),
        ({"a": 1, "b": 2}, {"a": 3}, "b=2&a=3"),
        ({"a": [1, 2]}, {"a": [3, 4]}, "a=3&a=4"),
        ({"a": 1, "b": 2}, {"a": None}, "b=2"),
        ({"a": 1}, {"a": None}, ""),
        ({"a b": 1, "ñ": 2}, "a%20b=3&%C3%B1", "a%20b=3&%C3%B1"),
        ("a=1&a=2&b", [("a", "3")], "b&a=3"),
        ("a=1&b=2", b"b=3", "a=1&b=3"),
        ({"a": 1}, {}, "a=1"),
        ({"a": 1}, "", "a=1"),
    ],
)
def test_parameters_of_a_request_replace_those_of_the_session(first: Any, second: Any, query: str) -> None:
    assert merged_params(first, second) == query
