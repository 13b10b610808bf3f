"""DNS messages: questions, answers, and what only pretends to be one (RFC 1035, RFC 3596)."""

from __future__ import annotations

import struct
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import AntiphonError, ProtocolError, ResolveError
from antiphon.semantics.dns import Answer, Kind, question, read_answer

HOST = "www.a.example"
NAME = b"\x03www\x01a\x07example\0"
POINTER = b"\xc0\x0c"


def record(kind: int, data: bytes, owner: bytes = POINTER, ttl: int = 300, record_class: int = 1) -> bytes:
    return owner + struct.pack("!HHIH", kind, record_class, ttl, len(data)) + data


def message(
    *records: bytes, flags: int = 0x8180, name: bytes = NAME, kind: int = 1, number: int = 0, count: int | None = None
) -> bytes:
    head = struct.pack("!HHHHHH", number, flags, 1, len(records) if count is None else count, 0, 0)
    return head + name + struct.pack("!HH", kind, 1) + b"".join(records)


def address(last: int) -> bytes:
    return bytes((192, 0, 2, last))


def test_a_question_is_a_header_and_a_name_rfc_1035_4_1() -> None:
    asked = question("WWW.a.example.", Kind.AAAA)
    assert asked == bytes.fromhex("0000 0100 0001 0000 0000 0000") + NAME + bytes.fromhex("001c 0001")


@pytest.mark.parametrize("host", ["a" * 64 + ".example", ".".join(["a" * 60] * 5), "", "a..b", "a\0b"])
def test_a_name_that_the_dns_has_no_place_for_is_refused(host: str) -> None:
    with pytest.raises(ResolveError) as caught:
        question(host, Kind.A)
    assert caught.value.fault.code == "dns-name"


def test_addresses_come_in_the_servers_order_with_the_least_ttl() -> None:
    got = read_answer(message(record(1, address(2), ttl=60), record(1, address(1))), HOST, Kind.A)
    assert got == Answer(("192.0.2.2", "192.0.2.1"), 60)


def test_ipv6_addresses_rfc_3596() -> None:
    got = read_answer(message(record(28, b"\x20\x01\x0d\xb8" + bytes(11) + b"\x01"), kind=28), HOST, Kind.AAAA)
    assert got.addresses == ("2001:db8::1",)


def test_aliases_are_followed_within_the_answer_rfc_1034_3_6_2() -> None:
    alias = record(5, b"\x03cdn\x07example\0", ttl=20)
    cdn = b"\x03CDN\x07example\0"
    assert read_answer(message(alias, record(1, address(1), cdn)), HOST, Kind.A) == Answer(("192.0.2.1",), 20)
    assert read_answer(message(record(1, address(1), cdn), alias), HOST, Kind.A) == Answer(("192.0.2.1",), 20)


def test_records_about_other_names_count_for_nothing() -> None:
    got = read_answer(message(record(1, address(1), b"\x04evil\x07example\0")), HOST, Kind.A)
    assert got == Answer((), 0)


def test_other_types_and_classes_are_passed_over() -> None:
    others = [
        record(16, b"\x04text"),
        record(46, bytes(20)),
        record(1, address(9), record_class=3),
        record(28, bytes(16)),
    ]
    assert read_answer(message(*others, record(1, address(1))), HOST, Kind.A).addresses == ("192.0.2.1",)


def test_a_name_that_does_not_exist_has_no_addresses() -> None:
    assert read_answer(message(flags=0x8183), HOST, Kind.A) == Answer((), 0)


@pytest.mark.parametrize(("ttl", "seconds"), [(2**31, 0), (2**31 - 1, 86_400), (0, 0)])
def test_a_ttl_is_at_most_a_day_and_never_negative_rfc_2181_8(ttl: int, seconds: int) -> None:
    assert read_answer(message(record(1, address(1), ttl=ttl)), HOST, Kind.A).ttl == seconds


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (message(record(1, address(1)), flags=0x8380), "dns-truncated"),
        (message(record(1, address(1)), flags=0x0100), "dns-other-question"),
        (message(record(1, address(1)), number=7), "dns-other-question"),
        (message(record(1, address(1)), name=b"\x04evil\x07example\0"), "dns-other-question"),
        (message(record(1, address(1)), kind=28), "dns-other-question"),
        (message(flags=0x8182), "dns-refused"),
        (message(flags=0x8185), "dns-refused"),
        (message(flags=0x818F), "dns-refused"),
        (message(record(5, POINTER)), "dns-refused"),
        (message(record(5, b"\x01b\0"), record(5, NAME, b"\x01b\0")), "dns-refused"),
    ],
)
def test_an_answer_that_is_none_says_why(sent: bytes, code: str) -> None:
    with pytest.raises(ResolveError) as caught:
        read_answer(sent, HOST, Kind.A)
    assert caught.value.fault.code == code and HOST in str(caught.value)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        message()[:11],
        message()[:-1],
        message(count=1),
        message(record(1, address(1)), count=2),
        message(record(1, b"\x01\x02\x03")),
        message(record(1, bytes(5))),
        message(record(28, address(1), owner=POINTER)[:-1]),
        message(record(1, address(1), owner=b"\xc0\xff")),
        message(record(1, address(1), owner=b"\xc0\x1f")),
        message(record(1, address(1), owner=b"\x80abc\0")),
        message(record(1, address(1), owner=b"\x3f" + b"a" * 10)),
        message(record(1, address(1), owner=(b"\x3f" + b"a" * 63) * 4 + b"\0")),
        message(record(5, b"\x01b\0more")),
        message(name=b"\xc0\x0c"),
    ],
    ids=range(15),
)
def test_what_breaks_the_format_is_refused_where_it_does(sent: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        read_answer(sent, HOST, Kind.A)
    assert caught.value.fault.code == "dns-message-broken"
    assert 0 <= caught.value.details["offset"] <= len(sent)


def test_pointers_that_lead_back_and_forth_end_rfc_1035_4_1_4() -> None:
    chain = bytearray(message(count=1))
    for _ in range(5000):
        chain += (0xC000 | max(len(chain) - 2, 12)).to_bytes(2, "big") if len(chain) < 0x3FFF else b""
    with pytest.raises(AntiphonError):
        read_answer(bytes(chain), HOST, Kind.A)


def test_a_flood_of_addresses_is_cut_to_a_few() -> None:
    flood = [record(1, IPv4Address(0x08080808 + last).packed) for last in range(3000)]
    assert len(read_answer(message(*flood), HOST, Kind.A).addresses) == 64


@given(st.binary(max_size=200))
def test_noise_raises_nothing_but_faults(noise: bytes) -> None:
    with pytest.raises(AntiphonError):
        read_answer(noise, HOST, Kind.A)


@given(st.integers(0, 60), st.integers(0, 255))
def test_a_damaged_byte_raises_nothing_but_faults(at: int, value: int) -> None:
    whole = bytearray(message(record(5, b"\x01b\0"), record(1, address(1), b"\x01b\0")))
    whole[at % len(whole)] = value
    try:
        read_answer(bytes(whole), HOST, Kind.A)
    except AntiphonError as error:
        assert error.explanation("es")
