"""Hosts and ports (RFC 3986 §3.2.2 and §3.2.3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import InvalidURL
from antiphon.semantics.hosts import canonical_ipv6, is_address, is_loopback, normalized_host, port_number


@pytest.mark.parametrize("host", ["localhost", "a.localhost", "localhost.", "127.0.0.1", "127.255.0.9", "::1"])
def test_loopback_hosts_rfc_6761_section_6_3(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "example.com", "notlocalhost", "localhost.example.com", "127.example.com", "128.0.0.1", "::2", "::"]
)
def test_hosts_that_are_not_this_machine(host: str) -> None:
    assert not is_loopback(host)


def test_addresses_and_names() -> None:
    assert is_address("10.0.0.1")
    assert is_address("::1")
    assert not is_address("10.0.0.example")
    assert not is_address("localhost")


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("::1", "::1"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("2001:DB8::0:1", "2001:db8::1"),
        ("::ffff:127.0.0.1", "::ffff:127.0.0.1"),
        ("::ffff:7f00:1", "::ffff:127.0.0.1"),
        ("::1%eth0", None),
        ("1.2.3.4", None),
        (":::", None),
        ("", None),
        ("::1/64", None),
        ("::１", None),
    ],
)
def test_ipv6_addresses_are_written_as_rfc_5952_does(address: str, canonical: str | None) -> None:
    assert canonical_ipv6(address) == canonical


@pytest.mark.parametrize(
    ("digits", "port"),
    [("1", 1), ("443", 443), ("65535", 65535), ("0080", 80), ("0", None), ("65536", None), ("", None), ("٨", None)],
)
def test_ports_are_1_to_65535(digits: str, port: int | None) -> None:
    assert port_number(digits) == port


@given(st.text(max_size=30))
def test_a_normalized_host_stays_as_it_is(host: str) -> None:
    try:
        normalized = normalized_host(host)
    except InvalidURL:
        return
    again = f"[{normalized}]" if ":" in normalized else normalized
    assert normalized_host(again) == normalized
