"""Whether a request may be sent again (RFC 9110 §9.2.2), and how long to wait before."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import (
    BrokenResponse,
    Cancelled,
    CircuitOpen,
    ConnectionError,
    ConnectTimeout,
    PoolTimeout,
    ReadTimeout,
    RequestError,
    ResolveError,
    TLSError,
    TLSTimeout,
    TotalTimeout,
    UsageError,
)
from antiphon.faults import connection as faults
from antiphon.faults.exchange import NO_RESPONSE, PROTOCOL_BROKEN
from antiphon.faults.policies import CANCELLED, CIRCUIT_OPEN
from antiphon.faults.security import TLS_FAILED
from antiphon.semantics.methods import METHODS
from antiphon.semantics.retrying import Outcome, Retries, is_passing, is_repeatable, may_repeat, pause, retries_of

POLICY = Retries()


@pytest.mark.parametrize("method", [*METHODS, "PROPFIND", "get"])
def test_idempotent_methods_are_repeatable_rfc_9110_9_2_2(method: str) -> None:
    idempotent = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"}
    assert is_repeatable(POLICY, method, has_key=False) == (method in idempotent)
    assert is_repeatable(POLICY, method, has_key=True)
    assert is_repeatable(Retries(methods=frozenset({"PROPFIND", "get"})), "PROPFIND", has_key=False)


@pytest.mark.parametrize("status", range(100, 600))
def test_statuses(status: int) -> None:
    outcome = Outcome(status, retry_after=1.0)
    assert may_repeat(POLICY, outcome, repeatable=True) == (status in {408, 413, 421, 425, 429, 502, 503, 504})
    assert may_repeat(POLICY, outcome, repeatable=False) == (status in {421, 425})


def test_413_is_passing_only_with_retry_after_rfc_9110_15_5_14() -> None:
    assert not may_repeat(POLICY, Outcome(413), repeatable=True)


def test_what_was_not_sent_may_always_be_sent() -> None:
    assert may_repeat(POLICY, Outcome(unsent=True), repeatable=False)
    assert not may_repeat(POLICY, Outcome(), repeatable=False)
    assert not may_repeat(POLICY, Outcome(unsent=True, passing=False), repeatable=True)


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (ConnectionError(faults.CONNECTION_RESET), True),
        (ConnectionError(faults.CONNECTION_REFUSED), True),
        (ConnectionError(NO_RESPONSE), True),
        (BrokenResponse(PROTOCOL_BROKEN), True),
        (ReadTimeout(faults.READ_TIMEOUT), True),
        (ConnectTimeout(faults.CONNECT_TIMEOUT), True),
        (TLSTimeout(faults.TLS_TIMEOUT), True),
        (PoolTimeout(faults.POOL_TIMEOUT), True),
        (ResolveError(faults.RESOLVE_FAILED), True),
        (ResolveError(faults.NAME_NOT_FOUND), False),
        (ConnectionError(faults.UNIX_SOCKET_MISSING), False),
        (ConnectionError(faults.CONNECTION_DROPPED_HERE), False),
        (TLSError(TLS_FAILED), False),
        (TotalTimeout(faults.TOTAL_TIMEOUT), False),
        (Cancelled(CANCELLED), False),
        (CircuitOpen(CIRCUIT_OPEN), False),
    ],
    ids=lambda value: value.fault.code if isinstance(value, RequestError) else None,
)
def test_failures_that_may_be_over_soon(error: RequestError, passing: bool) -> None:
    assert is_passing(error) == passing


def test_the_wait_doubles_and_is_random_to_its_full_width() -> None:
    policy = Retries(most=100, backoff=1, longest_backoff=10)
    assert [pause(policy, Outcome(), number, 1.0) for number in (1, 2, 3, 4, 5, 100)] == [1, 2, 4, 8, 10, 10]
    assert pause(policy, Outcome(), 4, 0.0) == 0 and pause(policy, Outcome(), 4, 0.25) == 2


def test_there_is_an_end_to_it() -> None:
    assert pause(Retries(most=2), Outcome(), 2, 0.5) is not None
    assert pause(Retries(most=2), Outcome(), 3, 0.5) is None
    assert pause(Retries(most=0), Outcome(), 1, 0.5) is None


def test_retry_after_is_the_least_wait_and_too_long_a_one_ends_it() -> None:
    policy = Retries(backoff=10, longest_retry_after=60)
    assert pause(policy, Outcome(503, 60.0), 1, 0.5) == 60 and pause(policy, Outcome(503, 1.0), 1, 0.5) == 5
    assert pause(policy, Outcome(503, 61.0), 1, 0.5) is None and pause(policy, Outcome(503, math.inf), 1, 0.5) is None


@given(st.integers(1, 10**9), st.floats(0, 1), st.floats(0, allow_infinity=True) | st.none())
def test_a_wait_is_never_longer_than_the_policy_says(repetition: int, chance: float, asked: float | None) -> None:
    policy = Retries(most=10**9)
    wait = pause(policy, Outcome(503, asked), repetition, chance)
    assert wait is None or 0 <= wait <= 60


@pytest.mark.parametrize(
    "wrong",
    [
        {"most": -1},
        {"most": 1.5},
        {"most": True},
        {"most": "3"},
        {"backoff": -1},
        {"backoff": float("nan")},
        {"longest_backoff": float("inf")},
        {"longest_retry_after": 10**20},
        {"budget": -0.1},
        {"budget": "all"},
    ],
    ids=str,
)
def test_numbers_that_cannot_be_meant_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=f"Retries.{next(iter(wrong))} is") as caught:
        Retries(**wrong)
    assert caught.value.fault.code == "policy-unusable"


def test_the_ways_to_say_it() -> None:
    assert retries_of(None) is None and retries_of(0) is None and retries_of(2) == Retries(most=2)
    assert retries_of(POLICY) is POLICY
    for wrong in (-1, 1.5, True, "3"):
        with pytest.raises(UsageError, match="retries is"):
            retries_of(wrong)  # type: ignore[arg-type]
