"""Alternative services (RFC 7838): what Alt-Svc says."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.semantics.alt_svc import DEFAULT_MAX_AGE, MOST_ALTERNATIVES, Alternative, parse_alternatives


@pytest.mark.parametrize(
    ("value", "alternatives"),
    [
        (b'h2=":443"', [Alternative("h2", "", 443)]),
        (b'h2="alt.example.com:8000"', [Alternative("h2", "alt.example.com", 8000)]),
        (
            b'h3=":443"; ma=2592000, h2="ALT.example.:443" ; ma="3600";persist=1',
            [Alternative("h3", "", 443, 2_592_000), Alternative("h2", "alt.example.", 443, 3600, True)],
        ),
        (b'h2="[2001:DB8::1]:443"', [Alternative("h2", "2001:db8::1", 443)]),
        (b'h2="192.0.2.1:443"', [Alternative("h2", "192.0.2.1", 443)]),
        (b'w%3Dx%3Ay#z=":1"', [Alternative("w=x:y#z", "", 1)]),
        (b'x%25y=":1"', [Alternative("x%y", "", 1)]),
        (b'h2="\\:44\\3"', [Alternative("h2", "", 443)]),
        (b',, h2=":1" ,\t, h3=":2",', [Alternative("h2", "", 1), Alternative("h3", "", 2)]),
        (b'h2=":1"; other=x; third="y, z"; ma=5', [Alternative("h2", "", 1, 5)]),
        (b'h2=":1"; ma=5; ma=6', [Alternative("h2", "", 1, 5)]),
        (b'h2=":1"; MA=5;', [Alternative("h2", "", 1, 5)]),
        (b'h2=":1"; ma=0', [Alternative("h2", "", 1, 0)]),
        (b'h2=":1"; ma=-5', [Alternative("h2", "", 1, DEFAULT_MAX_AGE)]),
        (b'h2=":1"; persist=2', [Alternative("h2", "", 1)]),
        (b'h2=":1"; ma=' + b"9" * 6000, [Alternative("h2", "", 1, 2**31)]),
        (b'clear=":1"', [Alternative("clear", "", 1)]),
    ],
    ids=range(17),
)
def test_alternatives_are_read_rfc_7838_3(value: bytes, alternatives: list[Alternative]) -> None:
    assert parse_alternatives([value]) == alternatives


@pytest.mark.parametrize(
    "value", [b"clear", b" clear ", b'clear, h2=":1"', b'h2=":1",clear', b'h2=":1"; ma=5 , clear ,']
)
def test_clear_ends_all_wherever_it_stands_rfc_7838_3(value: bytes) -> None:
    assert parse_alternatives([value]) == []
    assert parse_alternatives([b'h3=":1"', value]) == []


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b",",
        b"Clear",
        b"clear x",
        b"h2",
        b"h2=443",
        b"h2=:443",
        b'h2 =":1"',
        b'h2=":1" h3=":2"',
        b'h2=":1',
        b'="x:1"',
        b'h2=":1"; ma',
    ],
)
def test_what_breaks_the_grammar_changes_nothing(value: bytes) -> None:
    assert parse_alternatives([value]) is None


@pytest.mark.parametrize(
    "authority",
    [
        b":0",
        b":65536",
        b":99999999",
        b":",
        b"",
        b"443",
        b"example.com",
        b":-1",
        b":443x",
        b"[::1:443",
        b"::1:443",
        b"[::1]443",
        b"[::1%25eth0]:443",
        b"user@host:1",
        b"a b:1",
        b"2130706433:1",
        b"host/path:1",
        b"\xff:1",
    ],
)
def test_an_alternative_that_leads_nowhere_is_passed_over(authority: bytes) -> None:
    assert parse_alternatives([b'h2="' + authority + b'", h3=":2"']) == [Alternative("h3", "", 2)]
    assert parse_alternatives([b'h2="' + authority + b'"']) is None


@pytest.mark.parametrize("protocol", [b"h%2", b"h%zz", b"%"])
def test_a_protocol_that_is_not_encoded_well_is_passed_over_rfc_7838_3(protocol: bytes) -> None:
    assert parse_alternatives([protocol + b'=":1", h3=":2"']) == [Alternative("h3", "", 2)]


def test_several_fields_are_one_list_and_there_is_a_limit() -> None:
    assert parse_alternatives([b'h2=":1"', b'h3=":2"']) == [Alternative("h2", "", 1), Alternative("h3", "", 2)]
    many = parse_alternatives([b'h2=":1"'] * 100)
    assert many is not None and len(many) == MOST_ALTERNATIVES
    assert parse_alternatives([b'h2=":1"'] * 10_000) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_alternatives_or_nothing(value: bytes) -> None:
    for alternative in parse_alternatives([value]) or []:
        assert 0 < alternative.port < 65536 and alternative.max_age >= 0


@pytest.mark.parametrize("value", [b" " * 8000 + b"x", b'h2=":1"' + b" ;" * 4000 + b"x", b'h2="' + b"\\a" * 4000])
def test_long_fields_take_time_in_proportion(value: bytes) -> None:
    start = perf_counter()
    parse_alternatives([value])
    assert perf_counter() - start < 10
