"""Where a client may connect: the registries of special-purpose addresses, and what a user names (RFC 6890)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import ReachError, UsageError
from antiphon.semantics.reach import Reach, reach_of, special_purpose

PUBLIC = ["1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.0", "100.128.0.0", "2606:4700::1", "2a00:1450::1"]
SPECIAL = [
    ("0.0.0.0", "This network"),
    ("0.1.2.3", "This network"),
    ("10.255.255.255", "Private-Use"),
    ("100.64.0.1", "Shared Address Space"),
    ("100.100.100.200", "Shared Address Space"),
    ("127.0.0.1", "Loopback"),
    ("127.255.255.254", "Loopback"),
    ("168.63.129.16", "Azure"),
    ("169.254.169.254", "Link Local"),
    ("172.16.0.1", "Private-Use"),
    ("172.31.255.255", "Private-Use"),
    ("192.0.0.192", "IETF Protocol Assignments"),
    ("192.0.2.1", "TEST-NET-1"),
    ("192.88.99.1", "6to4 Relay"),
    ("192.168.1.1", "Private-Use"),
    ("198.19.255.255", "Benchmarking"),
    ("198.51.100.7", "TEST-NET-2"),
    ("203.0.113.7", "TEST-NET-3"),
    ("224.0.0.1", "Multicast"),
    ("240.0.0.1", "Reserved"),
    ("255.255.255.255", "Limited Broadcast"),
    ("::", "Unspecified"),
    ("::1", "Loopback"),
    ("::7f00:1", "IPv4-Compatible"),
    ("::ffff:0:10.0.0.1", "IPv4-Translated"),
    ("64:ff9b:1::1", "Translation"),
    ("100::1", "Discard-Only"),
    ("2001:2::1", "IETF Protocol Assignments"),
    ("2001:db8::1", "Documentation"),
    ("3fff::1", "Documentation"),
    ("5f00::1", "Segment Routing"),
    ("fc00::1", "Unique-Local"),
    ("fd00:ec2::254", "Unique-Local"),
    ("fe80::1", "Link-Local"),
    ("fe80::1%eth0", "Link-Local"),
    ("fec0::1", "Site-Local"),
    ("ff02::1", "Multicast"),
    ("4000::1", "not in 2000::/3"),
]
INSIDE_IPV6 = ["::ffff:{0}", "64:ff9b::{0}", "2002:{1}::1", "2001:0:{1}::1", "2001:0:808:808:0:0:{2}"]


def forms(address: str) -> list[str]:
    """Return IPv6 addresses that have the IPv4 `address` inside."""
    number = int(IPv4Address(address))
    plain, inverted = (f"{value >> 16:x}:{value & 0xFFFF:x}" for value in (number, number ^ 0xFFFFFFFF))
    return [form.format(address, plain, inverted) for form in INSIDE_IPV6]


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_is_in_reach(address: str) -> None:
    assert Reach().refusal("a.example", address) is None


@pytest.mark.parametrize(("address", "name"), SPECIAL)
def test_special_purpose_addresses_are_not_rfc_6890(address: str, name: str) -> None:
    assert name in (Reach().refusal("a.example", address) or "")


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "224.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize("form", range(len(INSIDE_IPV6)))
def test_an_ipv4_address_inside_of_an_ipv6_one_is_judged_itself(inside: str, form: int) -> None:
    assert Reach().refusal("a.example", forms(inside)[form]) is not None


@pytest.mark.parametrize("address", ["::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"])
def test_a_public_ipv4_address_inside_of_an_ipv6_one_is_public(address: str) -> None:
    assert Reach().refusal("a.example", address) is None


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_that_python_calls_special_is_public(address: IPv4Address) -> None:
    if not address.is_global or address.is_multicast:
        # Of 192.0.0.0/24 and 240.0.0.0/4 some are anycast services; nothing is served to the web there.
        assert special_purpose(address) is not None


@given(st.ip_addresses(v=6))
def test_no_ipv6_address_that_python_calls_special_is_public(address: IPv6Address) -> None:
    inside = address.ipv4_mapped or address.sixtofour
    if inside is None and (not address.is_global or address.is_multicast):
        assert special_purpose(address) is not None


# -- what is named ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("db.example", "10.1.2.3"),
        ("db.example", "::ffff:10.1.2.3"),
        ("db.example", "192.168.0.7"),
        ("db.example", "fd00::7"),
        ("api.internal", "127.0.0.1"),
        ("api.internal.", "::1"),
        ("a.b.corp.test", "10.9.9.9"),
        ("db.example", "8.8.8.8"),
    ],
)
def test_networks_addresses_and_hosts_that_are_named_are_in_reach(host: str, address: str) -> None:
    reach = Reach(networks=["10.1.0.0/16", "192.168.0.7", "fd00::/8", "API.internal", "*.corp.test"])
    assert reach.refusal(host, address) is None


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("db.example", "10.2.0.1"),
        ("db.example", "192.168.0.8"),
        ("evilapi.internal", "127.0.0.1"),
        ("x.api.internal", "127.0.0.1"),
        ("api.internal.example", "127.0.0.1"),
        ("corp.test", "127.0.0.1"),
        ("evilcorp.test", "127.0.0.1"),
        ("db.example", "64:ff9b::10.1.0.1"),
    ],
)
def test_what_only_looks_like_a_name_that_is_named_is_not(host: str, address: str) -> None:
    reach = Reach(networks=["10.1.0.0/16", "192.168.0.7", "fd00::/8", "api.internal", ".corp.test"])
    assert reach.refusal(host, address) is not None


def test_without_the_public_internet_only_what_is_named_is_in_reach() -> None:
    reach = Reach(public=False, networks=["10.1.0.0/16"])
    assert reach.refusal("a.example", "10.1.0.1") is None
    assert reach.refusal("a.example", "8.8.8.8") == "not in Reach.networks"


def test_what_is_no_address_is_not_in_reach() -> None:
    assert Reach().refusal("a.example", "/run/socket") is not None


def test_ports_and_schemes_are_limits_of_their_own() -> None:
    reach = Reach(ports=[443, 8443], schemes=["https"])
    reach.check_url("https", "a.example", 8443)
    with pytest.raises(ReachError) as caught:
        reach.check_url("https", "a.example", 22)
    assert caught.value.fault.code == "port-forbidden"
    with pytest.raises(ReachError) as caught:
        reach.check_url("http", "a.example", 443)
    assert caught.value.fault.code == "scheme-forbidden"


@pytest.mark.parametrize(
    "settings",
    [
        {"networks": "10.0.0.0/8"},
        {"networks": ["10.1.2.3/8"]},
        {"networks": ["10.0.0.0/33"]},
        {"networks": ["a b"]},
        {"networks": ["127.1"]},
        {"networks": ["*"]},
        {"networks": ["a.example:80"]},
        {"networks": [b"a"]},
        {"networks": 5},
        {"ports": [0]},
        {"ports": [65536]},
        {"ports": ["80"]},
        {"ports": [True]},
        {"ports": 80},
        {"schemes": ["ftp"]},
        {"schemes": "https"},
        {"unix_sockets": "/run/x.sock"},
    ],
)
def test_settings_that_mean_nothing_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        Reach(**settings)
    assert caught.value.fault.code == "reach-unusable"
    assert next(iter(settings)) in caught.value.sentence()


def test_a_session_is_told_its_reach_in_one_word_or_in_full() -> None:
    assert reach_of(None) is None and reach_of("public") == Reach()
    assert reach_of(Reach(ports=[80])) == Reach(ports=(80,)) and hash(Reach(ports=[80])) == hash(Reach(ports={80}))
    for wrong in ("private", True, ["10.0.0.0/8"]):
        with pytest.raises(UsageError):
            reach_of(wrong)
