"""Public suffixes, and the sites that they divide hosts into (RFC 6265bis §5.2)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from antiphon.semantics.public_suffixes import is_public_suffix, registrable_domain
from antiphon.semantics.sites import site_of
from antiphon.semantics.url import url_of


@pytest.mark.parametrize(
    ("domain", "public"),
    [
        ("com", True),
        ("com.", True),
        ("localhost", True),
        ("co.uk", True),
        ("co.uk.", True),
        ("github.io", True),
        ("example.com", False),
        ("me.github.io", False),
        ("www.ck", False),
        ("anything.ck", True),
        ("city.kobe.jp", False),
        ("other.kobe.jp", True),
        ("xn--55qx5d.cn", True),
        ("a.test", False),
        ("1.2.3.4", False),
    ],
)
def test_public_suffixes(domain: str, public: bool) -> None:
    assert is_public_suffix(domain) is public


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.shop.example.co.uk", "example.co.uk"),
        ("example.co.uk.", "example.co.uk"),
        ("me.github.io", "me.github.io"),
        ("github.io", "github.io"),
        ("localhost", "localhost"),
        ("192.0.2.1", "192.0.2.1"),
        ("::1", "::1"),
    ],
)
def test_registrable_domains(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


def test_a_site_has_a_scheme_and_no_port() -> None:
    assert site_of(url_of("https://a.example.com/")) == site_of(url_of("https://b.example.com:8443/x"))
    assert site_of(url_of("https://example.com/")) != site_of(url_of("http://example.com/"))
    assert site_of(url_of("https://one.github.io/")) != site_of(url_of("https://two.github.io/"))


def test_the_list_is_not_read_before_it_is_needed() -> None:
    code = """
import sys, antiphon
session = antiphon.Session()
jar = session.cookies
jar.receive([b"a=1", b"b=2; Domain=localhost"], "localhost", "/", True, 1.0)
jar.field_for("www.example.com", "/", True, 2.0)
assert "publicsuffixlist" not in sys.modules
jar.receive([b"a=1; Domain=example.com"], "www.example.com", "/", True, 1.0)
assert "publicsuffixlist" in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
