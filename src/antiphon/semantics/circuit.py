"""A circuit breaker: a server that keeps failing is left alone for a while, then tried with one request.

All legal moves are in one table. A `Circuit` is a value: each event gives the next one, `now` in seconds on any clock
that only goes forward.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType

from .settings import check, is_number

FAILED_STATUSES = frozenset({500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Breaker:
    """When requests to an origin are held back: after `failures` in a row within `window` seconds, for `reset` seconds.

    A failure is a `RequestError` that is not the user's, or a response with one of `statuses`.
    """

    failures: int = 5
    window: float = 30.0
    reset: float = 30.0
    statuses: frozenset[int] = FAILED_STATUSES

    def __post_init__(self) -> None:
        """Raises `UsageError` for numbers that cannot be meant."""
        check("Breaker.failures", self.failures, is_number(self.failures, int) and self.failures > 0, "int > 0")
        for name in ("window", "reset"):
            value = getattr(self, name)
            check(f"Breaker.{name}", value, is_number(value) and value > 0, "> 0")
        object.__setattr__(self, "statuses", frozenset(self.statuses))


class State(Enum):
    """Whether requests pass."""

    CLOSED = "closed"
    """All pass."""
    OPEN = "open"
    """None passes."""
    HALF_OPEN = "half-open"
    """One passes, as a trial."""


class Event(Enum):
    """What moves a circuit."""

    TOO_MANY_FAILURES = "too many failures"
    REST_OVER = "rest over"
    TRIAL_SUCCEEDED = "trial succeeded"
    TRIAL_FAILED = "trial failed"


MOVES: Mapping[tuple[State, Event], State] = MappingProxyType(
    {
        (State.CLOSED, Event.TOO_MANY_FAILURES): State.OPEN,
        (State.OPEN, Event.REST_OVER): State.HALF_OPEN,
        (State.HALF_OPEN, Event.TRIAL_SUCCEEDED): State.CLOSED,
        (State.HALF_OPEN, Event.TRIAL_FAILED): State.OPEN,
    }
)


@dataclass(frozen=True, slots=True)
class Circuit:
    """What is known of one origin.

    `failures` are the moments of the latest ones in a row, `cause` names the last; `rests_until` is when the rest of an
    open circuit is over; `trial` says that the request on trial is under way.
    """

    state: State = State.CLOSED
    failures: tuple[float, ...] = ()
    rests_until: float = 0.0
    trial: bool = False
    cause: str = ""

    def _moved(self, event: Event, **changes: object) -> Circuit:
        return replace(self, state=MOVES[self.state, event], trial=False, **changes)  # type: ignore[arg-type]

    def asked(self, now: float) -> Circuit:
        """Return the circuit as it is when a request wants to pass: one that has rested enough is half open."""
        if self.state is State.OPEN and now >= self.rests_until:
            return self._moved(Event.REST_OVER)
        return self

    @property
    def passes(self) -> bool:
        """Tell whether a request may pass now."""
        return self.state is State.CLOSED or (self.state is State.HALF_OPEN and not self.trial)

    def begun(self) -> Circuit:
        """Return the circuit once a request has passed: in a half-open one it is the trial."""
        return replace(self, trial=True) if self.state is State.HALF_OPEN else self

    def succeeded(self) -> Circuit:
        """Return the circuit after a request that was no trial went well: failures in a row end."""
        return CLOSED if self.state is State.CLOSED else self

    def failed(self, breaker: Breaker, now: float, cause: str) -> Circuit:
        """Return the circuit after a request that was no trial failed at `now` because of `cause`.

        One that was sent before the circuit opened says nothing new.
        """
        if self.state is not State.CLOSED:
            return self
        recent = [moment for moment in self.failures if now - moment < breaker.window]
        latest = (*recent, now)[-breaker.failures :]
        if len(latest) < breaker.failures:
            return replace(self, failures=latest, cause=cause)
        return self._moved(Event.TOO_MANY_FAILURES, failures=latest, rests_until=now + breaker.reset, cause=cause)

    def trial_succeeded(self) -> Circuit:
        """Return the circuit after its trial went well: the failures are forgotten."""
        return self._moved(Event.TRIAL_SUCCEEDED, failures=(), rests_until=0.0, cause="")

    def trial_failed(self, breaker: Breaker, now: float, cause: str) -> Circuit:
        """Return the circuit after its trial failed at `now` because of `cause`: open for another rest."""
        return self._moved(Event.TRIAL_FAILED, rests_until=now + breaker.reset, cause=cause)

    def trial_given_up(self) -> Circuit:
        """Return the circuit after a trial of which nothing was learned, such as one that was cancelled."""
        return replace(self, trial=False)

    def is_forgettable(self, now: float, breaker: Breaker) -> bool:
        """Tell whether nothing speaks against the origin at `now`."""
        return self.state is State.CLOSED and all(now - moment >= breaker.window for moment in self.failures)


CLOSED = Circuit()
"""The circuit of an origin of which nothing bad is known."""
