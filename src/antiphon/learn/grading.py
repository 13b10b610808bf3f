"""Whether a task is solved: decided by what was really exchanged, not by what somebody says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..inspect.exchange import Exchange
from .lesson import Task


@dataclass(frozen=True, slots=True)
class Outcome:
    """What of an exchange counts for a task; `status` is None where no response came. Names are in lower case."""

    method: str
    target: str
    status: int | None
    sent: frozenset[str]
    received: frozenset[str]


def outcome_of(exchange: Exchange) -> Outcome:
    """Return what counts of `exchange`."""
    response = exchange.response
    return Outcome(
        exchange.request.method,
        exchange.request.target,
        None if response is None or exchange.error is not None else response.status,
        frozenset(name.lower() for name in exchange.request.fields),
        frozenset() if response is None else frozenset(name.lower() for name in response.fields),
    )


def meets(task: Task, outcome: Outcome) -> bool:
    """Tell whether one exchange is as `task` wants it."""
    return (
        outcome.status in task.status
        and task.method in ("", outcome.method)
        and outcome.sent.issuperset(name.lower() for name in task.sent)
        and outcome.received.issuperset(name.lower() for name in task.received)
    )


def in_a_row(task: Task, outcomes: Sequence[Outcome]) -> int:
    """Return how many of the last `outcomes`, of one method at one target, were as `task` wants them."""
    count = 0
    for outcome in reversed(outcomes):
        same = (outcome.method, outcome.target) == (outcomes[-1].method, outcomes[-1].target)
        if not same or not meets(task, outcome):
            break
        count += 1
    return count
