"""A limit and a deadline: the nearer one counts, and it is known which one it was."""

from __future__ import annotations

import pytest

from antiphon.net.limits import Allowance, earliest, nearest


@pytest.mark.parametrize(
    ("limit", "deadline", "ends"),
    [(None, None, None), (5.0, None, 15.0), (None, 12.0, 12.0), (5.0, 12.0, 12.0), (5.0, 20.0, 15.0)],
)
def test_the_nearer_one_ends_the_wait(limit: float | None, deadline: float | None, ends: float | None) -> None:
    assert earliest(limit, deadline, 10.0) == ends
    assert nearest(limit, deadline, 10.0) == (None if ends is None else ends - 10.0)
    assert Allowance.begin(limit, deadline, 10.0).ends == ends


def test_time_left_is_never_negative() -> None:
    allowance = Allowance.begin(5.0, None, 10.0)
    assert allowance.left(12.0) == 3.0
    assert allowance.left(16.0) == 0.0
    assert not allowance.is_over(14.9)
    assert allowance.is_over(15.0)


def test_without_limit_and_deadline_it_is_never_over() -> None:
    allowance = Allowance.begin(None, None, 10.0)
    assert allowance.left(1e9) is None
    assert not allowance.is_over(1e9)


def test_only_the_deadline_makes_it_total() -> None:
    assert not Allowance.begin(5.0, 100.0, 10.0).is_total(15.0)
    assert Allowance.begin(5.0, 12.0, 10.0).is_total(12.0)
    assert Allowance.begin(None, 12.0, 10.0).is_total(12.0)
