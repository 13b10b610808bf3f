"""Freshness (RFC 9111 §4.2): for how long a response may be used without asking, and how old it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .cache_control import MOST_SECONDS, ResponseDirectives
from .dates import parse_date

HEURISTIC_FRACTION = 0.1
"""The part of the time since the last modification for which a response is taken to stay as it is (§4.2.2)."""
HEURISTIC_LIMIT = 86_400.0
"""The most seconds that a heuristic gives: a guess must not outlive a day."""

# A Vary with more names than any real one has would make every look-up slow.
MOST_VARYING_FIELDS = 64

# RFC 9110 §15.1.
HEURISTIC_STATUSES = frozenset({200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501})

_DIGITS = re.compile(r"[0-9]+")
_ASKED_NAMES = frozenset(
    {b"age", b"cache-control", b"date", b"etag", b"expires", b"last-modified", b"vary"},
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a response says that matters to a cache. Dates are seconds since the epoch, None where there is none.

    `age` is the Age field in seconds. `expires` is 0 where the field is there but no date. `varying` are the lower-case
    names in Vary, None where it says that everything counts. `modified` is the Last-Modified field as sent.
    """

    status: int
    directives: ResponseDirectives
    age: int = 0
    date: int | None = None
    expires: int | None = None
    last_modified: int | None = None
    modified: str | None = None
    etag: str | None = None
    varying: frozenset[str] | None = frozenset()

    @classmethod
    def parse(cls, status: int, lowered: Iterable[tuple[bytes, bytes]], now: int) -> Metadata:
        """Return what a response with `status` and the field lines `lowered` (lower-case names) says.

        `now`, in seconds since the epoch, gives the century of dates with a short year.
        """
        found: dict[bytes, list[str]] = {}
        for name, value in lowered:
            if name in _ASKED_NAMES:
                found.setdefault(name, []).append(value.decode("latin-1"))
        modified = _one(found.get(b"last-modified"))
        return cls(
            status=status,
            directives=ResponseDirectives.parse(found.get(b"cache-control", ())),
            age=_age(found.get(b"age")),
            date=_date(found.get(b"date"), now),
            expires=_expires(found.get(b"expires"), now),
            last_modified=None if modified is None else parse_date(modified, now),
            modified=modified,
            etag=_one(found.get(b"etag")) or None,
            varying=_varying(found.get(b"vary", ())),
        )

    @property
    def has_validator(self) -> bool:
        """Tell whether a server can be asked if this response is still good (RFC 9111 §4.3.1)."""
        return self.etag is not None or self.last_modified is not None


def _one(values: list[str] | None) -> str | None:
    """Return the value of a field that stands once; several that differ say nothing."""
    return values[0] if values and values.count(values[0]) == len(values) else None


def _age(values: list[str] | None) -> int:
    """Return the Age field. What is not one number makes the response as old as can be.

    RFC 9111 §5.1 would have a cache take the first of several and pass over what it cannot read, §4.2.1 encourages it
    to take invalid freshness information for stale. The second is the one that cannot do harm.
    """
    if not values:
        return 0
    if len(values) > 1 or not _DIGITS.fullmatch(values[0]):
        return MOST_SECONDS
    digits = values[0].lstrip("0") or "0"
    return min(int(digits), MOST_SECONDS) if len(digits) <= 10 else MOST_SECONDS


def _date(values: list[str] | None, now: int) -> int | None:
    value = _one(values)
    return None if value is None else parse_date(value, now)


def _expires(values: list[str] | None, now: int) -> int | None:
    """Return the earliest date in Expires; what is no date, such as ``0``, has passed already (RFC 9111 §5.3)."""
    if not values:
        return None
    return min(parse_date(value, now) or 0 for value in values)


def _varying(values: Iterable[str]) -> frozenset[str] | None:
    names = frozenset(name for value in values for part in value.split(",") if (name := part.strip(" \t").lower()))
    return None if "*" in names or len(names) > MOST_VARYING_FIELDS else names


def freshness_lifetime(metadata: Metadata, received_at: float, *, heuristics: bool = True) -> float:
    """Return for how many seconds since it was made a response is fresh (RFC 9111 §4.2.1), for a private cache.

    `received_at` stands in for Date where there is none. With `heuristics` off, only what the server said counts.
    """
    directives = metadata.directives
    if directives.max_age is not None:
        return float(directives.max_age)
    date = received_at if metadata.date is None else metadata.date
    if metadata.expires is not None:
        return max(0.0, metadata.expires - date)
    may_guess = heuristics and (metadata.status in HEURISTIC_STATUSES or directives.public)
    if may_guess and metadata.last_modified is not None:
        return min(max(0.0, (date - metadata.last_modified) * HEURISTIC_FRACTION), HEURISTIC_LIMIT)
    return 0.0


def is_lifetime_explicit(metadata: Metadata) -> bool:
    """Tell whether the server itself said for how long a response is fresh."""
    return metadata.directives.max_age is not None or metadata.expires is not None


def initial_age(metadata: Metadata, requested_at: float, received_at: float) -> float:
    """Return how many seconds old a response was when it came (RFC 9111 §4.2.3).

    The time on the way counts as age, and so does the time since Date, unless the server's clock is ahead.
    """
    apparent = 0.0 if metadata.date is None else max(0.0, received_at - metadata.date)
    return max(apparent, metadata.age + max(0.0, received_at - requested_at))


def current_age(initial: float, received_at: float, now: float) -> float:
    """Return how many seconds old a response is `now` (RFC 9111 §4.2.3).

    A clock that has been set back since tells nothing about the time between, so the response is taken to be old.
    """
    resident = now - received_at
    if resident < -1.0:
        return float(MOST_SECONDS)
    return initial + max(0.0, resident)
