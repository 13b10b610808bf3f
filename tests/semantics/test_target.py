"""Request targets (RFC 9112 §3.2) and the Host field (RFC 9110 §7.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import Fault, InvalidURL
from antiphon.faults.message import TARGET_CHARACTER
from antiphon.faults.url import HOST_FIELD, TARGET_AUTHORITY, TARGET_FORM, TARGET_USERINFO
from antiphon.semantics.target import Form, Target, parse_host_field, parse_target


@pytest.mark.parametrize(
    ("method", "target", "expected"),
    [
        ("GET", "/", Target(Form.ORIGIN, "/")),
        ("GET", "/where?q=now", Target(Form.ORIGIN, "/where", "q=now")),
        ("GET", "/?", Target(Form.ORIGIN, "/", "")),
        ("GET", "/a?b?c", Target(Form.ORIGIN, "/a", "b?c")),
        ("GET", "//a//b", Target(Form.ORIGIN, "//a//b")),
        ("GET", "/../a/./b", Target(Form.ORIGIN, "/../a/./b")),
        ("GET", "/%zz", Target(Form.ORIGIN, "/%zz")),
        ("GET", '/a"<>|', Target(Form.ORIGIN, '/a"<>|')),
        ("OPTIONS", "/a", Target(Form.ORIGIN, "/a")),
        ("GET", "http://a/b?c", Target(Form.ABSOLUTE, "/b", "c", "a", "http")),
        ("GET", "HTTPS://A:8443", Target(Form.ABSOLUTE, "/", None, "A:8443", "https")),
        ("GET", "http://a?c", Target(Form.ABSOLUTE, "/", "c", "a", "http")),
        ("GET", "http://[::1]:80/", Target(Form.ABSOLUTE, "/", None, "[::1]:80", "http")),
        ("OPTIONS", "http://a:8001", Target(Form.ABSOLUTE, "*", None, "a:8001", "http")),
        ("OPTIONS", "http://a:8001/", Target(Form.ABSOLUTE, "/", None, "a:8001", "http")),
        ("OPTIONS", "*", Target(Form.ASTERISK, "*")),
        ("CONNECT", "a:443", Target(Form.AUTHORITY, "", None, "a:443")),
        ("CONNECT", "[::1]:443", Target(Form.AUTHORITY, "", None, "[::1]:443")),
    ],
)
def test_the_four_forms_of_section_3_2(method: str, target: str, expected: Target) -> None:
    assert parse_target(method, target) == expected


@pytest.mark.parametrize(
    ("method", "target", "fault"),
    [
        ("GET", "", TARGET_FORM),
        ("GET", "*", TARGET_FORM),
        ("options", "*", TARGET_FORM),
        ("OPTIONS", "*x", TARGET_FORM),
        ("GET", "a", TARGET_FORM),
        ("GET", "a:443", TARGET_FORM),
        ("GET", "?q", TARGET_FORM),
        ("GET", "ftp://u:hunter2@a/", TARGET_FORM),
        ("GET", "http:/a", TARGET_FORM),
        ("GET", "http:a", TARGET_FORM),
        ("GET", "http://u:hunter2@a/", TARGET_USERINFO),
        ("GET", "http://", TARGET_AUTHORITY),
        ("GET", "http:///b", TARGET_AUTHORITY),
        ("GET", "http://:80/b", TARGET_AUTHORITY),
        ("GET", "http://a:0/", TARGET_AUTHORITY),
        ("GET", "http://a:x/", TARGET_AUTHORITY),
        ("GET", "http://a,b/", TARGET_AUTHORITY),
        ("GET", "http://[::1/", TARGET_AUTHORITY),
        ("CONNECT", "/", TARGET_FORM),
        ("CONNECT", "/a?b", TARGET_FORM),
        ("CONNECT", "*", TARGET_FORM),
        ("CONNECT", "http://a:443/", TARGET_FORM),
        ("CONNECT", "a", TARGET_AUTHORITY),
        ("CONNECT", "a:", TARGET_AUTHORITY),
        ("CONNECT", "a:0", TARGET_AUTHORITY),
        ("CONNECT", "a:65536", TARGET_AUTHORITY),
        ("CONNECT", ":443", TARGET_AUTHORITY),
        ("CONNECT", "", TARGET_AUTHORITY),
        ("CONNECT", "u:hunter2@a:443", TARGET_USERINFO),
    ],
)
def test_targets_that_do_not_go_with_their_method_are_answered_400(method: str, target: str, fault: Fault) -> None:
    with pytest.raises(InvalidURL) as caught:
        parse_target(method, target)
    assert caught.value.fault is fault
    assert caught.value.fault.status == 400
    assert "hunter2" not in caught.value.explanation("en") + caught.value.explanation("es")


@pytest.mark.parametrize("wrong", ["\x00", "\t", "\r", "\n", " ", "\x1b", "\x7f", "\x80", "ÿ", "#", "é"])
@pytest.mark.parametrize("start", ["/a?b", "http://a/", "x"])
def test_controls_fragments_and_bytes_beyond_ascii_are_refused_with_their_place(start: str, wrong: str) -> None:
    with pytest.raises(InvalidURL) as caught:
        parse_target("GET", f"{start}{wrong}")
    assert caught.value.fault is TARGET_CHARACTER
    assert caught.value.details["offset"] == len(start)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ("", None)),
        ("example.com", ("example.com", None)),
        ("EXAMPLE.com:8080", ("example.com", 8080)),
        ("example.com:", ("example.com", None)),
        ("a_b-c.d~e.", ("a_b-c.d~e.", None)),
        ("10.0.0.9=81", ("10.0.0.9=81", None)),
        ("a!$&'()*+;=b:1", ("a!$&'()*+;=b", 1)),
        ("127.0.0.1:1", ("127.0.0.1", 1)),
        ("[::1]", ("::1", None)),
        ("[::1]:", ("::1", None)),
        ("[2001:DB8::0:1]:65535", ("2001:db8::1", 65535)),
        ("xn--bcher-kva.example", ("xn--bcher-kva.example", None)),
    ],
)
def test_the_host_field_is_a_host_with_an_optional_port_section_7_2(
    value: str, expected: tuple[str, int | None]
) -> None:
    assert parse_host_field(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "a, b",
        "a,b",
        "a b",
        " a",
        "a ",
        "user@a",
        "a/b",
        "a?b",
        "a#b",
        "http://a",
        ":80",
        "a:0",
        "a:65536",
        "a:b",
        "a:-1",
        "a:+1",
        "a:８0",
        "a:1:2",
        "a:" + "9" * 9999,
        "::1",
        "[::1",
        "::1]",
        "[::1]x",
        "[]",
        "[g::1]",
        "[::1%25eth0]",
        "[1.2.3.4]",
        "a\\b",
        "a%20b",
        "é",
        "a\x00",
        "a\n",
        "a{b}",
        '"a"',
    ],
)
def test_anything_else_in_the_host_field_is_answered_400(value: str) -> None:
    with pytest.raises(InvalidURL) as caught:
        parse_host_field(value)
    assert caught.value.fault is HOST_FIELD
    assert caught.value.fault.status == 400


@given(st.sampled_from(["GET", "OPTIONS", "CONNECT"]), st.text(alphabet="ahtp:/?#@[]*%.01 \x00é"))
def test_any_text_is_a_target_or_an_invalid_url(method: str, text: str) -> None:
    try:
        target = parse_target(method, text)
    except InvalidURL as error:
        assert error.explanation("es")
        return
    assert target.form is Form.AUTHORITY or target.path == "*" or target.path.startswith("/")


@given(st.text(alphabet="ab:[]@.,019 /"))
def test_any_text_is_a_host_field_or_an_invalid_url(text: str) -> None:
    try:
        host, port = parse_host_field(text)
    except InvalidURL:
        return
    assert host == host.lower()
    assert port is None or 0 < port < 65536
