"""Paths, references and cookies between the origin and the gateway: pure decisions."""

from __future__ import annotations

import pytest

from antiphon.faults import AntiphonError, InvalidURL, UsageError
from antiphon.gateway.cookie import cookie_here
from antiphon.gateway.origin import Origin

ROOT = Origin.of("https://app.example")
BELOW = Origin.of("https://app.example:8443/api/")
HERE = "https://localhost:9000"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://app.example", "https://app.example"),
        ("HTTP://App.Example:80/", "http://app.example"),
        ("https://app.example/a/b/", "https://app.example/a/b"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_scheme_host_port_and_prefix(text: str, shown: str) -> None:
    assert str(Origin.of(text)) == shown


@pytest.mark.parametrize(("rest", "part"), [("?a=b", "?"), ("#f", "#"), ("?", "?")])
def test_what_no_request_carries_is_refused(rest: str, part: str) -> None:
    with pytest.raises(UsageError, match=f"has {'[' + part + ']'}") as caught:
        Origin.of(f"https://app.example/{rest}")
    assert caught.value.fault.code == "origin-unusable"


def test_credentials_in_the_url_are_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        Origin.of("https://user:hunter2@app.example/")
    assert "hunter2" not in str(caught.value) and caught.value.fault.code == "origin-unusable"


@pytest.mark.parametrize("text", ["https://", "http://a b", "https://a:99999", "http://0x7f.1"])
def test_what_is_no_url_is_refused(text: str) -> None:
    with pytest.raises(InvalidURL):
        Origin.of(text)


@pytest.mark.parametrize(
    "target", ["/", "/a", "/a?b=/..", "//x", "/?", "/a/../b", "/%2e", "/..a/", "/a;/..", "/a/./.."]
)
def test_a_path_goes_below_the_prefix_character_by_character(target: str) -> None:
    assert BELOW.url_of(target).request_target.decode() == f"/api{target}"
    assert ROOT.url_of(target).request_target.decode() == target


@pytest.mark.parametrize(
    "target",
    [
        "/..",
        "/../",
        "/a/../../b",
        "/%2e%2e/x",
        "/.%2E/",
        "/..%2fx",
        "/..\\x",
        "/..%5cx",
        "/..;a=b/x",
        "//../x",
        "/./..",
        "/a//../../",
    ],
)
def test_no_path_leads_out_of_the_prefix(target: str) -> None:
    with pytest.raises(AntiphonError) as caught:
        BELOW.url_of(target)
    assert (caught.value.fault.code, caught.value.fault.status) == ("path-above-prefix", 400)


@pytest.mark.parametrize(
    ("reference", "below", "root"),
    [
        ("https://app.example:8443/api/x?y#z", f"{HERE}/x?y#z", None),
        ("https://APP.example:8443/api", f"{HERE}/", None),
        ("https://app.example:8443/api?x", f"{HERE}/?x", None),
        ("//app.example:8443/api/x", f"{HERE}/x", None),
        ("https://app.example:8443/apix", None, None),
        ("https://app.example:8443/other", None, None),
        ("http://app.example:8443/api/x", None, None),
        ("https://app.example/x", None, f"{HERE}/x"),
        ("https://app.example", None, f"{HERE}/"),
        ("https://app.example:443//evil.example/x", None, f"{HERE}//evil.example/x"),
        ("/api/x", f"{HERE}/x", None),
        ("/api", f"{HERE}/", None),
        ("/other?x", "https://app.example:8443/other?x", None),
        ("x", None, None),
        ("../x", None, None),
        ("?x", None, None),
        ("", None, None),
        ("mailto:a@b", None, None),
        ("https://app.example.evil/x", None, None),
        ("https://user@app.example:8443/api/x", f"{HERE}/x", None),
        ("https://[::g]/x", None, None),
    ],
)
def test_a_reference_is_told_for_this_place(reference: str, below: str | None, root: str | None) -> None:
    """`below` is what it is here with a prefix, `root` without one; None where it stays as it is."""
    assert BELOW.reference_here(reference, HERE) == (reference if below is None else below)
    assert ROOT.reference_here(reference, HERE) == (reference if root is None else root)


def test_without_a_host_no_reference_becomes_one_to_another_host() -> None:
    assert BELOW.reference_here("/api/x", "") == "/x"
    assert BELOW.reference_here("/api//evil.example", "") == "https://app.example:8443/api//evil.example"
    assert ROOT.reference_here("https://app.example//evil.example", "") == "https://app.example//evil.example"


@pytest.mark.parametrize(
    ("cookie", "below"),
    [
        ("a=b", "a=b"),
        ("a=b; Secure; HttpOnly; SameSite=Lax", "a=b; Secure; HttpOnly; SameSite=Lax"),
        ("a=b; Domain=app.example; Secure", "a=b; Secure"),
        ("a=b;DOMAIN = .App.Example;Secure", "a=b;Secure"),
        ("a=b; Domain=example; Path=/", "a=b; Path=/"),
        ("a=b; Domain=other.example", "a=b; Domain=other.example"),
        ("a=b; Path=/api", "a=b; Path=/"),
        ("a=b; path=/api/x; Max-Age=1", "a=b; path=/x; Max-Age=1"),
        ("a=b; Path=/apix", "a=b; Path=/apix"),
        ("a=Domain=app.example; Path=/", "a=Domain=app.example; Path=/"),
    ],
)
def test_a_cookie_becomes_one_of_the_gateways_host_rfc6265bis_5_6(cookie: str, below: str) -> None:
    assert cookie_here(cookie, BELOW) == below


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://localhost:3000", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:8000", True),
        ("http://app.localhost", True),
        ("http://10.1.2.3", True),
        ("http://[fd00::1]", True),
        ("http://169.254.169.254", True),
        ("http://intranet", True),
        ("http://printer.local", True),
        ("http://db.internal.", True),
        ("https://app.example", False),
        ("https://1.1.1.1", False),
        ("https://[2606:4700::1111]", False),
    ],
)
def test_what_is_not_on_the_public_internet_is_known_by_its_name_rfc6890(url: str, private: bool) -> None:
    assert Origin.of(url).is_private is private
