"""A rate of requests, on a clock that the test moves."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import UsageError
from antiphon.semantics.rate import Pacing, Rate


def moments(rate: Rate, *asked: float) -> list[float]:
    pacing, found = Pacing(), []
    for now in asked:
        moment, pacing = pacing.next(rate, now)
        found.append(moment)
    return found


def test_requests_go_one_after_the_other() -> None:
    assert moments(Rate(10), 0, 0, 0, 5) == pytest.approx([0, 0.1, 0.2, 5])


def test_a_burst_goes_at_once() -> None:
    assert moments(Rate(10, burst=3), 0, 0, 0, 0, 0) == pytest.approx([0, 0, 0, 0.1, 0.2])
    assert moments(Rate(10, burst=2), 0, 0, 1, 1, 1) == pytest.approx([0, 0, 1, 1, 1.1])


def test_an_origin_that_asked_for_a_pause_gets_it() -> None:
    held = Pacing().held(7)
    assert held.next(Rate(10), 0)[0] == 7 and held.next(Rate(10), 8)[0] == 8
    assert held.held(3) == held and not held.is_over(6.9) and held.is_over(7)


@given(st.floats(0.01, 1000), st.integers(1, 20), st.lists(st.floats(0, 10), min_size=1, max_size=60))
def test_no_more_than_the_rate_and_the_burst(per_second: float, burst: int, pauses: list[float]) -> None:
    now, asked = 0.0, []
    for pause in pauses:
        now += pause
        asked.append(now)
    gone = moments(Rate(per_second, burst), *asked)
    assert all(moment >= now for moment, now in zip(gone, asked, strict=True)) and gone == sorted(gone)
    for first, last in zip(range(len(gone)), range(burst, len(gone)), strict=False):
        assert gone[last] - gone[first] >= 1 / per_second - 1e-6


@pytest.mark.parametrize(
    "wrong",
    [
        {"per_second": 0},
        {"per_second": float("nan")},
        {"per_second": "1"},
        {"per_second": 1, "burst": 0},
        {"per_second": 1, "longest_hold": 10**20},
    ],
    ids=str,
)
def test_numbers_that_cannot_be_meant_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="Rate"):
        Rate(**wrong)
