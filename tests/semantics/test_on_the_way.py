"""What intermediaries take out and put in: Connection, Via, Forwarded (RFC 9110 §7.6, RFC 7239)."""

from __future__ import annotations

import pytest

from antiphon.semantics.connection_fields import OF_THE_CONNECTION, OF_THE_MESSAGE, connection_options, end_to_end
from antiphon.semantics.forwarded import element
from antiphon.semantics.via import came_through, with_member


def test_connection_lists_options_in_any_number_of_lines_rfc9110_7_6_1() -> None:
    pairs = [(b"Connection", b"close, X-A ,,\tx-b"), (b"connection", b"TE"), (b"X-A", b"close")]
    assert connection_options(pairs) == {b"close", b"x-a", b"x-b", b"te", b""}
    assert end_to_end([*pairs, (b"X-C", b"")]) == [(b"X-C", b"")]


def test_a_field_is_of_the_connection_or_of_the_message() -> None:
    assert not OF_THE_CONNECTION & OF_THE_MESSAGE
    pairs = [(b"Connection", name) for name in sorted(OF_THE_MESSAGE)]
    kept = [(name, b"x") for name in sorted(OF_THE_MESSAGE)]
    assert end_to_end(pairs + kept) == kept
    assert end_to_end((name, b"x") for name in OF_THE_CONNECTION) == []


@pytest.mark.parametrize(
    ("via", "found"),
    [
        ([], False),
        (["1.1 gate"], True),
        (["HTTP/1.1 GATE"], True),
        (["1.0 a,1.1 gate"], True),
        (["1.0 a", "1.1\tgate (b)"], True),
        (["1.1 gateway"], False),
        (["1.1 my-gate"], False),
        (["1.1 gate:80"], False),
    ],
)
def test_via_tells_who_passed_a_message_on_rfc9110_7_6_3(via: list[str], found: bool) -> None:
    assert came_through(via, "gate") is found


def test_via_grows_by_one_member() -> None:
    assert with_member([], 0, "gate") == "1.0 gate"
    assert with_member(["1.1 a", "", "1.0 b, 1.1 c"], 1, "gate") == "1.1 a, 1.0 b, 1.1 c, 1.1 gate"


@pytest.mark.parametrize(
    ("client", "host", "said"),
    [
        ("192.0.2.1", "a.example", "for=192.0.2.1;host=a.example;proto=https"),
        ("2001:db8::1", "a:8443", 'for="[2001:db8::1]";host="a:8443";proto=https'),
        ("fe80::1%eth0", None, 'for="[fe80::1]";proto=https'),
        (None, "", "for=unknown;proto=https"),
        ("192.0.2.1", 'a"\\b', 'for=192.0.2.1;host="a\\"\\\\b";proto=https'),
    ],
)
def test_forwarded_tells_one_step_of_the_way_rfc7239_4(client: str | None, host: str | None, said: str) -> None:
    assert element(client, host, "https") == said
