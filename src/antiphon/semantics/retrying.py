"""Sending a request again: whether that is safe, whether it promises anything, and how long to wait before it.

Safe is what cannot be done twice by it (RFC 9110 §9.2.2): a request with an idempotent method, one that carries an
Idempotency-Key, one of which not a byte was sent, and one of which the server says that it did nothing:

- 421 says that another server is meant; the client may repeat any method on another connection (RFC 9110 §15.5.20).
- 425 says that the request was not risked because it came in early data (RFC 8470 §5.2).

The others prove nothing. 503 says that the server cannot handle requests now, and its Retry-After says when to come
again, not what was done (RFC 9110 §15.6.4); a gateway in front says both of a server that died in the middle. 429 says
that there were too many, 408 that the request was not complete when the time was over, which a server that works on
the content while it comes may say halfway. These are repeated only if repeating is harmless.

500 is not among the statuses: nothing about it is passing, and it usually comes again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..faults import ConnectionError, PoolTimeout, RequestError, Side, Timeout, TLSError, TotalTimeout
from .methods import is_idempotent
from .retry_after import retry_after
from .settings import check, is_number

RETRIED_STATUSES = frozenset({408, 413, 421, 425, 429, 502, 503, 504})
UNPROCESSED_STATUSES = frozenset({421, 425})

_CONTENT_TOO_LARGE = 413
_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Retries:
    """When a request is sent again, and how often.

    - `most`: how many times at most, after the first.
    - `statuses`: the statuses after which it is; 413 only where it has Retry-After (RFC 9110 §15.5.14).
    - `unprocessed`: those of them which prove that the server did nothing, so that any method may be repeated.
    - `methods`: methods that are known to be idempotent besides the registered ones.
    - `backoff`: seconds; the wait before the first repetition is random between none and this, doubled each time.
    - `longest_backoff`: where the doubling ends, in seconds.
    - `longest_retry_after`: a server that asks for a longer wait, in seconds, has given its answer.
    - `budget`: how many repetitions there may be for each request of the session, so that they cannot multiply the load
      of servers in trouble; ten are free. None is no limit.
    """

    most: int = 3
    statuses: frozenset[int] = RETRIED_STATUSES
    unprocessed: frozenset[int] = UNPROCESSED_STATUSES
    methods: frozenset[str] = frozenset()
    backoff: float = 0.5
    longest_backoff: float = 30.0
    longest_retry_after: float = 60.0
    budget: float | None = 0.2

    def __post_init__(self) -> None:
        """Raises `UsageError` for numbers that cannot be meant."""
        check("Retries.most", self.most, is_number(self.most, int) and self.most >= 0, "int >= 0")
        for name in ("backoff", "longest_backoff", "longest_retry_after"):
            value = getattr(self, name)
            check(f"Retries.{name}", value, is_number(value) and 0 <= value <= _A_DAY, f">= 0 and <= {_A_DAY}")
        budget = self.budget
        check("Retries.budget", budget, budget is None or (is_number(budget) and budget >= 0), ">= 0 | None")
        for name in ("statuses", "unprocessed", "methods"):
            object.__setattr__(self, name, frozenset(getattr(self, name)))


def retries_of(value: Retries | int | None) -> Retries | None:
    """Return the policy that `value` stands for: a number is how many times at most. Raises `UsageError`."""
    if value is None or isinstance(value, Retries):
        return value
    check("retries", value, is_number(value, int) and value >= 0, "int >= 0 | antiphon.Retries | None")
    return Retries(most=value) if value else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended that did not end well.

    `status` is that of the response, None where there was none; `retry_after` the seconds that it asks for. `unsent`
    says that no byte of the request was sent, `passing` that what went wrong may be over soon.
    """

    status: int | None = None
    retry_after: float | None = None
    unsent: bool = False
    passing: bool = True

    @classmethod
    def of_response(cls, status: int, retry_after_values: Iterable[str], now: float) -> Outcome:
        """Return the outcome that a response is; `now` is the time of day."""
        return cls(status, retry_after(retry_after_values, now))

    @classmethod
    def of_error(cls, error: RequestError) -> Outcome:
        """Return the outcome that a failure is."""
        return cls(unsent=error.unsent, passing=is_passing(error))


def is_passing(error: RequestError) -> bool:
    """Tell whether `error` may be over the next time: what the user got wrong, or a certificate, is the same then.

    The total deadline covers all attempts, so there is no time left after it.
    """
    if isinstance(error, TotalTimeout) or (isinstance(error, TLSError) and not isinstance(error, Timeout)):
        return False
    if isinstance(error, PoolTimeout):
        return True
    return isinstance(error, ConnectionError | Timeout) and error.fault.side is not Side.USER


def is_repeatable(policy: Retries, method: str, has_key: bool) -> bool:
    """Tell whether to do a request twice is no more than once (RFC 9110 §9.2.2).

    `has_key` says that it has an Idempotency-Key, by which its server knows it again
    (draft-ietf-httpapi-idempotency-key-header).
    """
    return has_key or is_idempotent(method) or method in policy.methods


def may_repeat(policy: Retries, outcome: Outcome, repeatable: bool) -> bool:
    """Tell whether a request that ended in `outcome` may be sent again, and whether that promises anything."""
    status = outcome.status
    if status is None:
        return outcome.passing and (repeatable or outcome.unsent)
    if status not in policy.statuses or (status == _CONTENT_TOO_LARGE and outcome.retry_after is None):
        return False
    return repeatable or status in policy.unprocessed


def pause(policy: Retries, outcome: Outcome, repetition: int, chance: float) -> float | None:
    """Return the seconds to wait before a request is sent for the `repetition`-th time again, counted from 1.

    `chance` is a random number from 0 to 1: waiting clients must not come back all at once. None where the server asks
    for more than the policy grants, or there have been enough.
    """
    if repetition > policy.most:
        return None
    asked = outcome.retry_after or 0.0
    if asked > policy.longest_retry_after:
        return None
    doubled = policy.backoff * 2.0 ** min(repetition - 1, 60)
    return max(asked, chance * min(doubled, policy.longest_backoff))
