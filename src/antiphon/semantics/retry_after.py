"""Retry-After: how long a server asks to be left alone (RFC 9110 §10.2.3)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from .dates import parse_date

_DELAY_SECONDS = re.compile(r"[0-9]+")
_MOST_DIGITS = 15


def retry_after(values: Iterable[str], now: float) -> float | None:
    """Return the seconds to wait from `now`, the time of day in seconds since 1970; None where no value says it.

    `values` are those of all lines of the field. What is neither a number of seconds nor a date is passed over, a date
    in the past is no wait at all, and of several the longest counts, since it honours all of them. A number beyond
    any clock is infinite.
    """
    return max((wait for value in values if (wait := _wait(value.strip(), now)) is not None), default=None)


def _wait(value: str, now: float) -> float | None:
    if _DELAY_SECONDS.fullmatch(value):
        digits = value.lstrip("0")
        return float(digits or "0") if len(digits) <= _MOST_DIGITS else math.inf
    moment = parse_date(value, int(now))
    return None if moment is None else max(0.0, moment - now)
