"""RFC 8305: the order of addresses and the race between them, on a clock made of numbers."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.net import Address
from antiphon.net.happy_eyeballs import Race, interleave


def four(last: int) -> Address:
    return Address(socket.AF_INET, (f"192.0.2.{last}", 443))


def six(last: int) -> Address:
    return Address(socket.AF_INET6, (f"2001:db8::{last:x}", 443, 0, 0))


def started_race(addresses: int, delay: float = 0.25) -> Race:
    race = Race([four(number) for number in range(addresses)], delay)
    race.started(0, 0.0)
    return race


def test_families_alternate_beginning_with_that_of_the_first_address_rfc_8305_4() -> None:
    ordered = interleave([six(1), six(2), six(3), four(1), four(2)])
    assert ordered == (six(1), four(1), six(2), four(2), six(3))
    assert interleave([four(1), six(1), six(2)]) == (four(1), six(1), six(2))


def test_doubles_are_tried_once() -> None:
    assert interleave([four(1), four(1), six(1), four(1)]) == (four(1), six(1))


@given(st.lists(st.integers(0, 9).map(four) | st.integers(0, 9).map(six)))
def test_interleaving_keeps_each_familys_own_order(addresses: list[Address]) -> None:
    ordered = interleave(addresses)
    assert len(ordered) == len(set(addresses))
    for family in (socket.AF_INET, socket.AF_INET6):
        kept = [address for address in ordered if address.family == family]
        assert kept == list(dict.fromkeys(address for address in addresses if address.family == family))


def test_the_first_attempt_is_due_at_once() -> None:
    race = Race([four(1), four(2)])
    assert race.due(1000.0) == 0
    assert race.next_wait(1000.0) == 0.0


def test_the_second_attempt_is_due_after_the_delay_rfc_8305_5() -> None:
    race = started_race(2)
    assert race.due(0.24) is None
    assert race.next_wait(0.2) == pytest.approx(0.05)
    assert race.due(0.25) == 1


def test_a_failure_makes_the_next_attempt_due_at_once() -> None:
    race = started_race(2)
    race.failed(0, "ECONNREFUSED", 0.01)
    assert race.due(0.01) == 1


def test_the_delay_is_never_below_ten_milliseconds_rfc_8305_5() -> None:
    race = started_race(2, delay=0.0)
    assert race.due(0.009) is None
    assert race.due(0.010) == 1


def test_after_the_last_attempt_began_there_is_nothing_to_wait_for() -> None:
    race = started_race(1)
    assert race.due(10.0) is None
    assert race.next_wait(10.0) is None


def test_the_race_is_lost_when_every_address_failed() -> None:
    race = started_race(2)
    race.failed(0, "ECONNREFUSED", 0.1)
    assert not race.lost
    race.started(1, 0.1)
    race.failed(1, "EHOSTUNREACH", 0.2)
    assert race.lost


def test_attempts_start_in_order() -> None:
    with pytest.raises(ValueError, match="attempt 1 comes next"):
        started_race(3).started(2, 0.1)


def test_the_report_tells_winner_losers_and_seconds() -> None:
    race = started_race(3)
    race.failed(0, "ECONNREFUSED", 0.1)
    race.started(1, 0.1)
    race.started(2, 0.35)
    race.won(2, 0.5)
    report = [(attempt.error, round(attempt.seconds, 3)) for attempt in race.attempts(0.5, "ECANCELED")]
    assert report == [("ECONNREFUSED", 0.1), ("ECANCELED", 0.4), (None, 0.15)]
