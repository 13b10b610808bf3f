"""Retry-After (RFC 9110 §10.2.3): seconds, dates, and what is neither."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.semantics.dates import format_date
from antiphon.semantics.retry_after import retry_after

NOW = 1_700_000_000


@pytest.mark.parametrize(
    ("values", "seconds"),
    [
        (["0"], 0.0),
        (["120"], 120.0),
        (["000120"], 120.0),
        ([" 7 "], 7.0),
        (["100000000000000000000"], math.inf),
        (["9" * 5000], math.inf),
        (["0" * 5000 + "3"], 3.0),
        (["3", "5", "soon"], 5.0),
        ([format_date(NOW + 90)], 90.0),
        ([format_date(NOW - 90)], 0.0),
        (["Sunday, 06-Nov-94 08:49:37 GMT"], 0.0),
    ],
)
def test_what_it_asks_for(values: list[str], seconds: float) -> None:
    assert retry_after(values, NOW) == seconds


@pytest.mark.parametrize(
    "value", ["", "-1", "+1", "1.5", "1e3", "soon", "٣", "0x10", "1_000", "1, 2", "Tue, 32 Nov 2023 99:00:00 GMT"]
)
def test_garbage_asks_for_nothing(value: str) -> None:
    assert retry_after([value], NOW) is None


def test_nothing_asks_for_nothing() -> None:
    assert retry_after([], NOW) is None


@given(st.text(max_size=40), st.floats(0, 4e9))
def test_no_value_breaks_it(value: str, now: float) -> None:
    wait = retry_after([value], now)
    assert wait is None or wait >= 0
