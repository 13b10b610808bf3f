"""The client's limits of time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from ..faults import UsageError
from ..faults.exchange import TIMEOUT_UNUSABLE
from ..faults.policies import POLICY_UNUSABLE
from ..semantics.settings import is_number, named


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Limits in seconds, None for no limit.

    `connect` covers resolving and connecting, `tls` the handshake, `read` and `write` the longest pause in which not
    one byte moves, `pool` the wait for a free connection. `total` is a deadline for the whole exchange, redirects
    and content included; a response that is streamed is not cut by the default one, since its reader sets the pace.
    `low_speed` is (bytes a second, seconds): content that comes more slowly than that over that time is given up; the
    time that its reader takes does not count.
    """

    connect: float | None = 10.0
    tls: float | None = 10.0
    read: float | None = 30.0
    write: float | None = 30.0
    pool: float | None = 30.0
    total: float | None = 300.0
    low_speed: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        """Raises `UsageError` for a speed or a time that cannot be meant."""
        if self.low_speed is not None and not _is_speed(self.low_speed):
            raise UsageError(POLICY_UNUSABLE, setting="low_speed", value=named(self.low_speed), rule="(> 0, > 0)")


DEFAULT_TIMEOUTS = Timeouts()
UNTIMED = Timeouts(None, None, None, None, None, None)

TimeoutInput: TypeAlias = "float | tuple[float | None, float | None] | Timeouts | None"


def timeouts_of(value: TimeoutInput) -> Timeouts:
    """Return `value` as `Timeouts`: seconds count for every phase, a pair for connecting and reading as in requests.

    None is no limit at all. The default deadline goes where a phase may last longer. Raises `UsageError` for anything
    else.
    """
    if isinstance(value, Timeouts):
        return value
    if value is None:
        return UNTIMED
    if isinstance(value, tuple) and len(value) == 2:
        connect, read = (None if part is None else _seconds(part) for part in value)
        total = _default_total(connect, read)
        return replace(DEFAULT_TIMEOUTS, connect=connect, tls=connect, read=read, write=read, total=total)
    seconds = _seconds(value)
    return Timeouts(seconds, seconds, seconds, seconds, seconds, _default_total(seconds))


def _default_total(*limits: float | None) -> float | None:
    total = DEFAULT_TIMEOUTS.total
    is_enough = total is not None and all(limit is not None and limit < total for limit in limits)
    return total if is_enough else None


def _seconds(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not value > 0:
        raise UsageError(TIMEOUT_UNUSABLE, value=named(value))
    return float(value)


def _is_speed(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(is_number(part) and part > 0 for part in value)


def for_stream(timeouts: Timeouts) -> Timeouts:
    """Return the limits for a streamed response: the default deadline goes, one that was chosen stays."""
    return replace(timeouts, total=None) if timeouts.total == DEFAULT_TIMEOUTS.total else timeouts
