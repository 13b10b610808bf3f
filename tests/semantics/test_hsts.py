"""HTTP Strict Transport Security (RFC 6797): what the field says, and whom it is about."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import antiphon
from antiphon.semantics.hsts import (
    LONGEST_MAX_AGE,
    Policy,
    StrictHost,
    is_strict,
    may_be_strict,
    parse_policy,
    secured,
)
from antiphon.semantics.hsts_lines import hosts_of_lines, lines_of_hosts
from antiphon.semantics.url import url_of

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("value", "policy"),
    [
        (b"max-age=31536000", Policy(31_536_000)),
        (b"max-age=15768000 ; includeSubDomains", Policy(15_768_000, True)),
        (b'max-age="31536000"', Policy(31_536_000)),
        (b"max-age=0", Policy(0)),
        (b'max-age="0"; includeSubDomains', Policy(0, True)),
        (b"includesubdomains;MAX-AGE=5", Policy(5, True)),
        (b"; ;max-age = 5\t;;", Policy(5)),
        (b"max-age=5; preload", Policy(5)),
        (b'max-age=5; later="a;b\\"c"; other=x', Policy(5)),
        (b"max-age=00005", Policy(5)),
        (b"max-age=99999999999999999999", Policy(LONGEST_MAX_AGE)),
        (b"max-age=" + b"9" * 9000, Policy(LONGEST_MAX_AGE)),
    ],
    ids=range(12),
)
def test_a_policy_is_read_rfc_6797_6_1(value: bytes, policy: Policy) -> None:
    assert parse_policy([value]) == policy


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"includeSubDomains",
        b"max-age",
        b"max-age=",
        b"max-age=-1",
        b"max-age=+1",
        b"max-age=1.5",
        b"max-age=0x10",
        b"max-age=1 000",
        b"max-age=\xb2",
        b"max-age='5'",
        b'max-age="5',
        b"max-age=5, includeSubDomains",
        b"max-age=5 includeSubDomains",
        b"max-age=5; max-age=5",
        b"max-age=5; MAX-AGE=0",
        b"max-age=5; includeSubDomains; includeSubDomains",
        b"max-age=5; other; other",
        b"max-age=5; includeSubDomains=yes",
        b"max-age=5; includeSubDomains=",
        b"max-age=5; =x",
        b"max-age=5; a b",
        b"max-age=5; (x)",
    ],
)
def test_what_breaks_the_grammar_is_ignored_as_a_whole_rfc_6797_6_1(value: bytes) -> None:
    assert parse_policy([value]) is None


def test_only_the_first_field_counts_rfc_6797_8_1() -> None:
    assert parse_policy([b"max-age=1", b"max-age=2; includeSubDomains"]) == Policy(1)
    assert parse_policy([b"nonsense", b"max-age=2"]) is None
    assert parse_policy([]) is None


@pytest.mark.parametrize(
    ("host", "strict"),
    [
        ("example.com", True),
        ("example.com.", True),
        ("a.example.com", True),
        ("b.a.example.com", True),
        ("a.example.com.", True),
        ("evilexample.com", False),
        ("com", False),
        ("narrow.org", True),
        ("www.narrow.org", False),
        ("below.narrow.org", True),
        ("a.below.narrow.org", True),
        ("gone.net", False),
        ("a.gone.net", False),
    ],
)
def test_a_host_and_those_below_it_rfc_6797_8_2(host: str, strict: bool) -> None:
    known = [
        StrictHost("example.com", NOW + 1, True),
        StrictHost("narrow.org", NOW + 1),
        StrictHost("below.narrow.org", NOW + 1, True),
        StrictHost("gone.net", NOW, True),
    ]
    assert is_strict({one.host: one for one in known}, host, NOW) is strict


@pytest.mark.parametrize(
    ("host", "may"),
    [
        ("example.com", True),
        ("intranet", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("::1", False),
        ("2001:db8::1", False),
        ("localhost", False),
        ("localhost.", False),
        ("app.localhost", False),
    ],
)
def test_addresses_and_names_of_this_machine_have_no_policy_rfc_6797_8_1_1(host: str, may: bool) -> None:
    assert may_be_strict(host) is may


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("http://example.com/", "https://example.com/"),
        ("http://example.com:80/a?b=c#d", "https://example.com/a?b=c#d"),
        ("http://example.com:8080/", "https://example.com:8080/"),
        ("http://example.com:443/", "https://example.com/"),
    ],
)
def test_port_80_becomes_443_and_others_stay_rfc_6797_8_3(asked: str, sent: str) -> None:
    assert str(secured(url_of(asked))) == sent
    assert secured(url_of("http://u:p@example.com/")).credentials == ("u", "p")


def test_lines_are_those_of_curl_and_come_back() -> None:
    hosts = [
        StrictHost("example.com", NOW, True),
        StrictHost("narrow.org", NOW + 0.7),
        StrictHost("x.org", float("inf")),
    ]
    text = lines_of_hosts(hosts)
    assert '.example.com "20270115 08:00:00"\nnarrow.org "20270115 08:00:00"\nx.org "unlimited"\n' in text
    again = hosts_of_lines(text, "hsts.txt")
    assert again == [hosts[0], StrictHost("narrow.org", NOW), hosts[2]]
    assert hosts_of_lines('# note\r\n\n.A.Example. "20270115 08:00:00"\r\n', "x") == [
        StrictHost("a.example", NOW, True)
    ]


@pytest.mark.parametrize(
    "line",
    ["example.com", 'example.com "soon"', 'example.com "20271315 08:00:00"', '"20270115 08:00:00"', "a b c", "a\x00b"],
)
def test_a_damaged_line_is_named(line: str) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        hosts_of_lines(f'# one\na.example "unlimited"\n{line}\n', "/here/hsts.txt")
    assert caught.value.fault.code == "hsts-line"
    assert "Line 3 of /here/hsts.txt" in str(caught.value) and "línea 3" in caught.value.explanation("es")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_policy_or_none(value: bytes) -> None:
    policy = parse_policy([value])
    assert policy is None or 0 <= policy.max_age <= LONGEST_MAX_AGE


@pytest.mark.parametrize(
    "value", [b" " * 60_000, b"max-age=1" + b" " * 60_000 + b"x", b'a="' + b"\\" * 60_001, b";" * 60_000]
)
def test_long_fields_take_time_in_proportion(value: bytes) -> None:
    start = perf_counter()
    parse_policy([value])
    assert perf_counter() - start < 10
