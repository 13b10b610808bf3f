"""SOCKS 4, 4a and 5, byte by byte (RFC 1928, RFC 1929)."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import ProtocolError, UsageError
from antiphon.wire.socks import Handshake, socks4, socks4a, socks5

BOUND = {
    1: b"\x05\x00\x00\x01\x7f\x00\x00\x01\x04\x38",
    3: b"\x05\x00\x00\x03\x04host\x04\x38",
    4: b"\x05\x00\x00\x04" + bytes(16) + b"\x04\x38",
}
GRANTED = b"\x00\x5a\x00\x00\x00\x00\x00\x00"


def four() -> Handshake:
    return socks4(IPv4Address("192.0.2.1"), 80, "me")


def five() -> Handshake:
    return socks5("a.test", 443)


def five_with_credentials() -> Handshake:
    return socks5("a.test", 443, ("me", "secret"))


# Each journey: what makes it, and the replies in the order of its steps.
JOURNEYS: dict[str, tuple[Callable[[], Handshake], list[bytes]]] = {
    "socks4": (four, [GRANTED]),
    "socks5-ipv4": (five, [b"\x05\x00", BOUND[1]]),
    "socks5-name": (five, [b"\x05\x00", BOUND[3]]),
    "socks5-ipv6": (five, [b"\x05\x00", BOUND[4]]),
    "socks5-user": (five_with_credentials, [b"\x05\x02", b"\x01\x00", BOUND[1]]),
    "socks5-user-not-asked": (five_with_credentials, [b"\x05\x00", BOUND[1]]),
}


def test_what_is_said_socks5() -> None:
    talk = five_with_credentials()
    assert talk.start == b"\x05\x02\x00\x02"
    assert talk.receive(b"\x05\x02") == b"\x01\x02me\x06secret"
    assert talk.receive(b"\x01\x00") == b"\x05\x01\x00\x03\x06a.test\x01\xbb"
    assert talk.receive(BOUND[1]) == b"" and talk.finished and talk.refusal is None


@pytest.mark.parametrize(
    ("host", "sent"),
    [
        ("192.0.2.1", b"\x01\xc0\x00\x02\x01"),
        ("2001:db8::1", b"\x04\x20\x01\x0d\xb8" + bytes(11) + b"\x01"),
        ("x" * 255, b"\x03\xff" + b"x" * 255),
    ],
)
def test_how_a_host_is_said_rfc_1928_5(host: str, sent: bytes) -> None:
    talk = socks5(host, 65535)
    assert talk.start == b"\x05\x01\x00"
    assert talk.receive(b"\x05\x00") == b"\x05\x01\x00" + sent + b"\xff\xff"


def test_what_is_said_socks4() -> None:
    assert four().start == b"\x04\x01\x00\x50\xc0\x00\x02\x01me\x00"
    assert socks4a("a.test", 80).start == b"\x04\x01\x00\x50\x00\x00\x00\x01\x00a.test\x00"


@pytest.mark.parametrize("name", JOURNEYS)
def test_any_cut_gives_the_same_way(name: str) -> None:
    make, replies = JOURNEYS[name]
    whole, single = make(), make()
    for reply in replies:
        one = whole.receive(reply)
        assert not single.finished
        assert b"".join(single.receive(reply[at : at + 1]) for at in range(len(reply))) == one
    assert whole.finished and single.finished and whole.refusal is single.refusal is None


@pytest.mark.parametrize("name", JOURNEYS)
def test_what_follows_the_last_reply_is_kept(name: str) -> None:
    make, replies = JOURNEYS[name]
    talk = make()
    for reply in replies[:-1]:
        talk.receive(reply)
    assert talk.receive(replies[-1] + b"HTTP") == b"" and talk.rest == b"HTTP"
    assert talk.receive(b"/1.1") == b"" and talk.rest == b"HTTP/1.1"


@pytest.mark.parametrize("name", [name for name, (_, replies) in JOURNEYS.items() if len(replies) > 1])
def test_a_reply_ahead_of_its_request_is_refused(name: str) -> None:
    make, replies = JOURNEYS[name]
    with pytest.raises(ProtocolError) as caught:
        make().receive(b"".join(replies))
    assert caught.value.fault.code == "socks-ahead"


# -- wrong bytes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "replies", "offset"),
    [
        (four, [b"\x04"], 0),
        (four, [b"HTTP/1.1 400"], 0),
        (five, [b"\x04"], 0),
        (five, [b"HTTP/1.1 400"], 0),
        (five, [b"\x05\x02"], 1),
        (five, [b"\x05\x01"], 1),
        (five_with_credentials, [b"\x05\x03"], 1),
        (five_with_credentials, [b"\x05\x02", b"\x05"], 0),
        (five, [b"\x05\x00", b"\x04"], 0),
        (five, [b"\x05\x00", b"\x05\x00\x01"], 2),
        (five, [b"\x05\x00", b"\x05\x00\x00\x02"], 3),
        (five, [b"\x05\x00", b"\x05\x00\x00\x00"], 3),
    ],
)
def test_the_first_wrong_byte_is_named_as_soon_as_it_is_there(
    make: Callable[[], Handshake], replies: list[bytes], offset: int
) -> None:
    talk = make()
    for reply in replies[:-1]:
        talk.receive(reply)
    with pytest.raises(ProtocolError) as caught:
        talk.receive(replies[-1])
    assert caught.value.fault.code == "socks-byte" and caught.value.details["offset"] == offset


@given(st.sampled_from(sorted(JOURNEYS)), st.binary(max_size=600), st.integers(1, 20))
def test_noise_ends_in_an_error_a_verdict_or_waiting(name: str, noise: bytes, size: int) -> None:
    talk = JOURNEYS[name][0]()
    try:
        for start in range(0, len(noise), size):
            talk.receive(noise[start : start + size])
    except ProtocolError as error:
        assert error.fault.code in ("socks-byte", "socks-ahead") and str(error)
    assert talk.finished or len(talk.rest) < 262


# -- refusals ------------------------------------------------------------------------------------------------------

SOCKS5_CODES = {
    1: "socks-general-failure",
    2: "socks-not-allowed",
    3: "socks-network-unreachable",
    4: "socks-host-unreachable",
    5: "socks-connection-refused",
    6: "socks-ttl-expired",
    7: "socks-command-unsupported",
    8: "socks-address-unsupported",
    9: "socks-reply-unassigned",
    255: "socks-reply-unassigned",
}
SOCKS4_CODES = {
    91: "socks4-rejected",
    92: "socks4-ident-unreachable",
    93: "socks4-ident-differs",
    0: "socks-reply-unassigned",
    94: "socks-reply-unassigned",
}


@pytest.mark.parametrize(("reply", "code"), SOCKS5_CODES.items())
def test_replies_in_words_rfc_1928_6(reply: int, code: str) -> None:
    talk = five()
    talk.receive(b"\x05\x00")
    assert talk.receive(bytes([5, reply])) == b"" and talk.finished
    assert talk.refusal is not None and talk.refusal.code == code


@pytest.mark.parametrize(("reply", "code"), SOCKS4_CODES.items())
def test_replies_in_words_socks4(reply: int, code: str) -> None:
    talk = four()
    talk.receive(bytes([0, reply, 0, 0, 0, 0, 0, 0]))
    assert talk.refusal is not None and talk.refusal.code == code


def test_no_method_and_wrong_credentials() -> None:
    without, wrong = five(), five_with_credentials()
    without.receive(b"\x05\xff")
    assert without.refusal is not None and without.refusal.code == "socks-no-method"
    wrong.receive(b"\x05\x02")
    assert wrong.receive(b"\x01\x07") == b""
    assert wrong.refusal is not None and wrong.refusal.code == "socks-credentials-refused"


# -- what cannot be asked ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: socks5("x" * 256, 1), "socks-name-too-long"),
        (lambda: socks5("", 1), "socks-name-too-long"),
        (lambda: socks4a("x" * 256, 1), "socks-name-too-long"),
        (lambda: socks5("a", 1, ("", "p")), "socks-credentials-length"),
        (lambda: socks5("a", 1, ("u" * 256, "p")), "socks-credentials-length"),
        (lambda: socks5("a", 1, ("u", "ü" * 128)), "socks-credentials-length"),
        (lambda: socks4a("a", 1, "u" * 256), "socks-credentials-length"),
        (lambda: socks4a("a", 1, "u\0x"), "socks4-user-nul"),
    ],
    ids=range(8),
)
def test_what_socks_cannot_say(make: Callable[[], Handshake], code: str) -> None:
    with pytest.raises(UsageError) as caught:
        make()
    assert caught.value.fault.code == code and "ü" not in str(caught.value)


def test_an_empty_password_is_sent() -> None:
    talk = socks5("a", 1, ("u", ""))
    assert talk.receive(b"\x05\x02") == b"\x01\x01u\x00"


def test_no_secret_is_shown() -> None:
    talk = five_with_credentials()
    shown = repr(talk._step)
    talk.receive(b"\x05\x02")
    assert "secret" not in shown + repr(talk._step)
