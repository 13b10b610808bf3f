"""Tasks are graded on what was exchanged: method, status, fields, and how often in a row."""

from __future__ import annotations

import pytest

from antiphon.learn.grading import Outcome, in_a_row, meets
from antiphon.learn.lesson import Task


def outcome(status: int | None = 412, method: str = "PUT", target: str = "/a", sent: str = "if-match") -> Outcome:
    return Outcome(method, target, status, frozenset(sent.split()), frozenset({"etag"}))


TASK = Task("Get a 412.", (412,), "PUT", ("If-Match",), ("ETag",))


@pytest.mark.parametrize(
    ("given", "met"),
    [
        (outcome(), True),
        (outcome(status=200), False),
        (outcome(status=None), False),
        (outcome(method="PATCH"), False),
        (outcome(sent="accept"), False),
    ],
)
def test_each_wish_counts(given: Outcome, met: bool) -> None:
    assert meets(TASK, given) is met


def test_a_task_without_a_method_takes_any() -> None:
    assert meets(Task("Get a 412.", (412,)), outcome(method="BREW"))


def test_a_row_ends_where_something_else_came_between() -> None:
    assert in_a_row(TASK, []) == 0
    assert in_a_row(TASK, [outcome(), outcome()]) == 2
    assert in_a_row(TASK, [outcome(), outcome(200), outcome()]) == 1
    assert in_a_row(TASK, [outcome(), outcome(200)]) == 0
    assert in_a_row(TASK, [outcome(target="/b"), outcome()]) == 1
