"""How a limit and a deadline combine: the nearer one counts."""

from __future__ import annotations

from dataclasses import dataclass


def earliest(limit: float | None, deadline: float | None, now: float) -> float | None:
    """Return the moment at which a wait that starts at `now` must end, None for never."""
    if limit is None:
        return deadline
    ends = now + limit
    return ends if deadline is None or ends < deadline else deadline


def nearest(limit: float | None, deadline: float | None, now: float) -> float | None:
    """Return how many seconds a wait that starts at `now` may take, None for any number."""
    if deadline is None:
        return limit
    left = deadline - now
    return left if limit is None or left < limit else limit


@dataclass(frozen=True, slots=True)
class Allowance:
    """The time for work of several waits: `limit` and `deadline` as they were given, and when the nearer one
    `ends`.

    Made by `begin` when the work begins. A single read or write has no need of it.
    """

    limit: float | None
    deadline: float | None
    ends: float | None

    @classmethod
    def begin(cls, limit: float | None, deadline: float | None, now: float) -> Allowance:
        """Return the allowance of work that begins at `now`."""
        return cls(limit, deadline, earliest(limit, deadline, now))

    def left(self, now: float) -> float | None:
        """Return the seconds left at `now`, never negative; None for any number."""
        return None if self.ends is None else max(0.0, self.ends - now)

    def is_over(self, now: float) -> bool:
        """Say whether the time is up at `now`."""
        return self.ends is not None and now >= self.ends

    def is_total(self, now: float) -> bool:
        """Say whether it is the deadline, rather than the limit, that is up at `now`."""
        if self.deadline is None:
            return False
        # Timers of a loop count milliseconds and may fire a little before the moment itself, so `now` alone lies.
        return self.limit is None or self.ends == self.deadline or now >= self.deadline
