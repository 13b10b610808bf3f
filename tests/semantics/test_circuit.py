"""The circuit breaker: every legal move, and nothing else."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

from antiphon.faults import UsageError
from antiphon.semantics.circuit import CLOSED, MOVES, Breaker, Circuit, Event, State

BREAKER = Breaker(failures=3, window=10, reset=5)


def failing(*moments: float, circuit: Circuit = CLOSED) -> Circuit:
    for moment in moments:
        circuit = circuit.failed(BREAKER, moment, "x")
    return circuit


def test_the_table_has_the_four_moves() -> None:
    legal = [(state, event) for state, event in itertools.product(State, Event) if (state, event) in MOVES]
    assert len(legal) == 4 == len(MOVES)


def test_failures_in_a_row_open_it() -> None:
    assert failing(0, 1).state is State.CLOSED and failing(0, 1).passes
    opened = failing(0, 1, 2)
    assert opened.state is State.OPEN and not opened.passes and opened.rests_until == 7 and opened.cause == "x"


def test_a_success_between_them_starts_the_count_anew() -> None:
    assert failing(0, 1).succeeded() == CLOSED
    assert failing(2, 3, circuit=failing(0, 1).succeeded()).state is State.CLOSED


def test_failures_beyond_the_window_do_not_count() -> None:
    assert failing(0, 9, 10).state is State.CLOSED and failing(0, 9, 9.9).state is State.OPEN


def test_after_its_rest_one_request_is_the_trial() -> None:
    opened = failing(0, 1, 2)
    assert opened.asked(6.9) == opened
    half = opened.asked(7)
    assert half.state is State.HALF_OPEN and half.passes and not half.begun().passes
    assert half.begun().trial_succeeded() == CLOSED
    again = half.begun().trial_failed(BREAKER, 8, "y")
    assert again.state is State.OPEN and again.rests_until == 13 and again.cause == "y"
    assert half.begun().trial_given_up() == half


def test_what_was_sent_before_it_opened_says_nothing_new() -> None:
    opened = failing(0, 1, 2)
    half = opened.asked(7).begun()
    for circuit in (opened, half):
        assert circuit.failed(BREAKER, 8, "late") == circuit == circuit.succeeded()


def test_an_illegal_move_is_a_missing_row() -> None:
    for move in (Circuit.trial_succeeded, lambda circuit: circuit.trial_failed(BREAKER, 0, "x")):
        with pytest.raises(KeyError):
            move(CLOSED)


def test_one_of_which_nothing_bad_is_known_any_more_can_be_forgotten() -> None:
    assert not failing(0).is_forgettable(9, BREAKER) and failing(0).is_forgettable(10, BREAKER)
    assert not replace(failing(0), state=State.OPEN).is_forgettable(99, BREAKER)


@pytest.mark.parametrize(
    "wrong", [{"failures": 0}, {"failures": 1.5}, {"window": 0}, {"reset": -1}, {"reset": "1"}], ids=str
)
def test_numbers_that_cannot_be_meant_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=f"Breaker.{next(iter(wrong))} is"):
        Breaker(**wrong)
