"""Redirects, RFC 9110 §15.4: the method, the target and what is left behind."""

from __future__ import annotations

import pytest

from antiphon.faults import BrokenResponse
from antiphon.semantics.redirects import Redirect, fields_to_drop, keeps_credentials, next_request

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("status", [307, 308])
def test_307_and_308_keep_method_and_content_rfc9110_15_4_8(method: str, status: int) -> None:
    assert next_request(method, status, "/next", True) == Redirect("/next", method, True)
    assert next_request(method, status, "/next", False) == Redirect("/next", method, False)


@pytest.mark.parametrize("method", METHODS)
def test_303_gets_the_result_rfc9110_15_4_4(method: str) -> None:
    expected = "HEAD" if method == "HEAD" else "GET"
    assert next_request(method, 303, "/result", True) == Redirect("/result", expected, False)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("status", [301, 302])
def test_301_and_302_turn_only_post_into_get_rfc9110_15_4_2(method: str, status: int) -> None:
    expected = Redirect("/next", "GET", False) if method == "POST" else Redirect("/next", method, True)
    assert next_request(method, status, "/next", True) == expected


@pytest.mark.parametrize("status", [200, 201, 300, 304, 305, 306, 399, 404])
def test_other_statuses_lead_nowhere(status: int) -> None:
    assert next_request("GET", status, "/next", False) is None


def test_a_redirect_without_location_is_an_ordinary_response() -> None:
    assert next_request("GET", 302, None, False) is None


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("  /next\t", "/next"),
        ("//other.example/x", "//other.example/x"),
        ("HTTPS://example.com", "HTTPS://example.com"),
        ("next?a=b:c", "next?a=b:c"),
        ("#part", "#part"),
        ("/caf\xc3\xa9", "/café"),
        ("/caf\xe9", "/caf%E9"),
        ("/\u20ac", "/\u20ac"),
    ],
)
def test_targets_are_handed_on_readable(location: str, target: str) -> None:
    redirect = next_request("GET", 302, location, False)
    assert redirect is not None
    assert redirect.location == target


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("", "redirect-without-target"),
        ("  ", "redirect-without-target"),
        ("file:///etc/passwd", "redirect-scheme-refused"),
        ("FILE:/etc/passwd", "redirect-scheme-refused"),
        ("data:text/plain,x", "redirect-scheme-refused"),
        ("javascript:alert(1)", "redirect-scheme-refused"),
        ("unix:/run/docker.sock", "redirect-scheme-refused"),
        ("socks5://localhost", "redirect-scheme-refused"),
        ("/a\r\nX: y", "redirect-target-invalid"),
        ("java\tscript:x", "redirect-target-invalid"),
        ("\x00/a", "redirect-target-invalid"),
    ],
)
def test_targets_that_no_server_may_choose_are_refused(location: str, code: str) -> None:
    with pytest.raises(BrokenResponse) as caught:
        next_request("GET", 302, location, False)
    assert caught.value.fault.code == code
    assert "302" in caught.value.sentence("es")


HTTPS = ("https", "example.com", 443)


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (HTTPS, HTTPS, True),
        (HTTPS, ("https", "example.com", 8443), False),
        (HTTPS, ("https", "example.org", 443), False),
        (HTTPS, ("https", "www.example.com", 443), False),
        (HTTPS, ("https", "example.com.", 443), False),
        (HTTPS, ("http", "example.com", 80), False),
        (HTTPS, ("http", "example.com", 443), False),
        (("http", "example.com", 80), HTTPS, True),
        (("http", "example.com", 8080), HTTPS, False),
        (("http", "example.com", 80), ("https", "example.com", 8443), False),
        (("http", "example.com", 80), ("https", "example.org", 443), False),
    ],
)
def test_credentials_stay_with_their_origin(
    before: tuple[str, str, int], after: tuple[str, str, int], kept: bool
) -> None:
    assert keeps_credentials(before, after) is kept


NAMES = [
    "Accept",
    "AUTHORIZATION",
    "Authorization",
    "Content-Length",
    "Content-Type",
    "cookie",
    "Host",
    "Proxy-Authorization",
    "User-Agent",
    "X-Api-Key",
    "X-Auth-Token",
]


def test_nothing_is_dropped_on_the_way_to_the_same_origin_with_content() -> None:
    assert fields_to_drop(NAMES, keeps_content=True, keeps_credentials=True) == frozenset()


def test_credentials_are_dropped_in_any_case_on_the_way_to_another_origin() -> None:
    dropped = fields_to_drop(NAMES, keeps_content=True, keeps_credentials=False)
    assert dropped == {
        "AUTHORIZATION",
        "Authorization",
        "cookie",
        "Host",
        "Proxy-Authorization",
        "X-Api-Key",
        "X-Auth-Token",
    }


def test_fields_of_the_content_go_when_it_goes_rfc9110_15_4() -> None:
    dropped = fields_to_drop(NAMES, keeps_content=False, keeps_credentials=True)
    assert dropped == {"Content-Length", "Content-Type"}
