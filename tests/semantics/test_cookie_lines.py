"""Cookies as lines of text, in the format of Netscape and curl."""

from __future__ import annotations

import json
from http.cookiejar import MozillaCookieJar
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import antiphon
from antiphon.semantics.cookie_lines import cookies_of_lines, lines_of_cookies
from antiphon.semantics.cookies import Cookie

NOW = 1_800_000_000.0
LATER = NOW + 1000


def read(text: str) -> list[Cookie]:
    return cookies_of_lines(text, "/here/cookies.txt", NOW)


def test_a_line_has_seven_fields() -> None:
    text = lines_of_cookies([Cookie("a", "1", "example.com", "/x", LATER, secure=True, http_only=True)])
    assert text.startswith("# Netscape HTTP Cookie File\n")
    assert f"\n#HttpOnly_.example.com\tTRUE\t/x\tTRUE\t{int(LATER)}\ta\t1\n" in text
    text = lines_of_cookies([Cookie("b", "", "www.example.com", "/", host_only=True)])
    assert "\nwww.example.com\tFALSE\t/\tFALSE\t0\tb\t\n" in text


@pytest.mark.parametrize(
    "cookie",
    [
        Cookie("a", "1", "example.com", "/", created=NOW - 0.25),
        Cookie("a", "1", "example.com", "/", LATER, True, True, True, "Strict", NOW),
        Cookie("a", "1", "example.com", "/", secure=True, same_site="None", created=NOW),
        Cookie("", "nameless", "example.com", "/", created=NOW),
        Cookie("a", "tab\there", "example.com", "/p\tq", LATER, created=NOW),
        Cookie("everywhere", "1", created=NOW),
        Cookie("a", "\xe9\x85\xa0 \\\"'", "example.com", "/\xff", created=NOW),
        Cookie("#a", "#HttpOnly_", "::1", "/", host_only=True, created=NOW),
        Cookie("a", "", "127.0.0.1", "/", http_only=True, host_only=True, created=NOW),
    ],
    ids=range(9),
)
def test_what_was_written_is_read_again(cookie: Cookie) -> None:
    other = Cookie("other", "1", "other.example", "/", created=1.0)
    assert read(lines_of_cookies([other, cookie, other])) == [other, cookie, other]


def test_files_of_others_are_read() -> None:
    text = (
        "\xef\xbb\xbf# HTTP Cookie File\r\n\r\n   \r\n#a comment\r\n"
        ".example.com\ttrue\t/\tFALSE\t1900000000.123456\ta\t1\r\n"
        "example.com\tTRUE\t/\tFALSE\t\tb\t\r\n"
        "WWW.example.com\tFALSE\t/\tTRUE\t0\tc"
    )
    assert read(text) == [
        Cookie("a", "1", "example.com", "/", 1_900_000_000.0, created=NOW),
        Cookie("b", "", "example.com", "/", created=NOW),
        Cookie("c", "", "www.example.com", "/", host_only=True, secure=True, created=NOW),
    ]


def test_what_curl_leaves_out_is_not_taken_from_another_cookie() -> None:
    strict = Cookie("a", "1", "example.com", "/", same_site="Strict", created=1.0)
    text = lines_of_cookies([strict]) + ".example.com\tTRUE\t/\tFALSE\t0\tb\t2\n"
    assert read(text) == [strict, Cookie("b", "2", "example.com", "/", created=NOW)]


def test_python_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    cookies = [Cookie("a", "1", "example.com", "/", LATER), Cookie("b", "2", "www.example.com", "/", LATER, True)]
    file.write_text(lines_of_cookies(cookies), "latin-1")
    jar = MozillaCookieJar(str(file))
    jar.load()
    assert {(one.domain, one.name, one.value) for one in jar} == {
        (".example.com", "a", "1"),
        ("www.example.com", "b", "2"),
    }


GOOD = ".example.com\tTRUE\t/\tFALSE\t0\tgood\tsecret\n"


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("secret", "cookie-line-fields", "1 fields"),
        ("a\tTRUE\t/\tFALSE\t0", "cookie-line-fields", "5 fields"),
        ("a\tTRUE\t/\tFALSE\t0\ta\tsecret\tx", "cookie-line-fields", "8 fields"),
        ("\tTRUE\t/\tFALSE\t0\ta\tsecret", "cookie-line-field", "domain"),
        (".\tTRUE\t/\tFALSE\t0\ta\tsecret", "cookie-line-field", "domain"),
        ("a\tYES\t/\tFALSE\t0\ta\tsecret", "cookie-line-field", "subdomains"),
        ("a\tTRUE\tsecret\tFALSE\t0\ta\tsecret", "cookie-line-field", "path"),
        ("a\tTRUE\t/\t1\t0\ta\tsecret", "cookie-line-field", "secure"),
        ("a\tTRUE\t/\tFALSE\tsecret\ta\tsecret", "cookie-line-field", "expires"),
        ("a\tTRUE\t/\tFALSE\t" + "9" * 400 + "\ta\tsecret", "cookie-line-field", "expires"),
        ("a\tTRUE\t/\tFALSE\t0\ta=secret\tsecret", "cookie-line-field", "name"),
        ("a\tTRUE\t/\tFALSE\t0\ta\tsecret;b=2", "cookie-line-field", "value"),
        ("a\tTRUE\t/\tFALSE\t0\ta\tsecret\x00", "cookie-line-field", "value"),
        ("# antiphon {secret", "cookie-line-field", "JSON"),
        ("# antiphon []", "cookie-line-field", "JSON"),
        ('# antiphon {"created": "secret"}', "cookie-line-field", "created"),
        ('# antiphon {"created": true}', "cookie-line-field", "created"),
        ('# antiphon {"created": 1e999}', "cookie-line-field", "created"),
        ('# antiphon {"created": NaN}', "cookie-line-field", "created"),
        ('# antiphon {"same_site": "secret"}', "cookie-line-field", "same_site"),
        ("# antiphon-cookie {}", "cookie-line-field", "name"),
        ('# antiphon-cookie {"name": "a", "value": 1}', "cookie-line-field", "value"),
        ('# antiphon-cookie {"name": "a", "value": "secret\\n"}', "cookie-line-field", "value"),
        ('# antiphon-cookie {"name": "a", "value": "secret", "secure": 1}', "cookie-line-field", "secure"),
        ("# antiphon " + "[" * 100_000, "cookie-line-field", "JSON"),
    ],
    ids=range(25),
)
def test_a_damaged_line_is_named_and_not_quoted(line: str, code: str, said: str) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        read(f"# comment\n{GOOD}{line}\n{GOOD}")
    assert caught.value.fault.code == code
    assert f"Line 3 of the cookies in /here/cookies.txt has {said}" in str(caught.value) or said in str(caught.value)
    assert "secret" not in str(caught.value) + caught.value.explanation("es") + repr(caught.value)
    assert caught.value.details["line"] == 3


def test_what_later_versions_add_is_passed_over() -> None:
    whole = json.dumps({"name": "a", "value": "1", "partitioned": {"by": "x"}, "path": "/"})
    text = f'# antiphon {{"created": 5, "priority": "high"}}\n{GOOD}# antiphon-cookie {whole}\n'
    assert [(cookie.name, cookie.created) for cookie in read(text)] == [("good", 5.0), ("a", 0.0)]


@given(
    st.text(st.sampled_from("a.\t\n\r#/0TRUEFALS{}\"' antiphon-cookie") | st.characters(max_codepoint=255), max_size=80)
)
def test_any_text_is_cookies_or_a_usage_error(text: str) -> None:
    try:
        read(text)
    except antiphon.UsageError as error:
        assert error.details["line"] >= 1
