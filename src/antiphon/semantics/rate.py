"""A rate of requests: when the next one may go. Moments are seconds on any clock that only goes forward."""

from __future__ import annotations

from dataclasses import dataclass

from .settings import check, is_number


@dataclass(frozen=True, slots=True)
class Rate:
    """How many requests may go to one origin: `per_second` in the long run, `burst` of them at once.

    A server that answers 429 or 503 with Retry-After is left alone for that long, though never for more than
    `longest_hold` seconds.
    """

    per_second: float
    burst: int = 1
    longest_hold: float = 300.0

    def __post_init__(self) -> None:
        """Raises `UsageError` for numbers that cannot be meant."""
        check("Rate.per_second", self.per_second, is_number(self.per_second) and self.per_second > 0, "> 0")
        check("Rate.burst", self.burst, is_number(self.burst, int) and self.burst > 0, "int > 0")
        is_good = is_number(self.longest_hold) and 0 <= self.longest_hold <= 86_400
        check("Rate.longest_hold", self.longest_hold, is_good, ">= 0 and <= 86400")


@dataclass(frozen=True, slots=True)
class Pacing:
    """The pace of one origin: when the next request is due at an even rate, and until when none may go."""

    due: float = float("-inf")
    held_until: float = float("-inf")

    def next(self, rate: Rate, now: float) -> tuple[float, Pacing]:
        """Return when the request that asks at `now` may go, and the pacing after it.

        A request may go before it is due by as much as the burst allows (the generic cell rate algorithm).
        """
        moment = max(now, self.held_until, self.due - (rate.burst - 1) / rate.per_second)
        return moment, Pacing(max(self.due, moment) + 1 / rate.per_second, self.held_until)

    def held(self, until: float) -> Pacing:
        """Return the pacing of an origin that wants no request before the moment `until`; turns are taken anew."""
        return self if until <= self.held_until else Pacing(until, until)

    def is_over(self, now: float) -> bool:
        """Tell whether nothing speaks against a request at `now`, as if there had been none before."""
        return self.due <= now and self.held_until <= now
