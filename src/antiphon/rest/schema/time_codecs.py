"""Dates, times and moments between JSON (RFC 3339), text and drivers.

A column without a zone holds UTC: a moment with an offset is converted, one without is taken as it is, and it is shown
without a zone. A column with a zone wants one in every value, and shows UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from ...faults.row import FRACTION_TOO_FINE, NOT_A_DATE, NOT_A_DATETIME, NOT_A_TIME, ZONE_MISSING
from ..refusal import Mismatch
from .value_type import ValueType

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?"
    r"(?P<zone>[zZ]|[+-][0-9]{2}:[0-5][0-9])?"
)
_DATE_LENGTH = len("2026-02-28")
_PARTERS = frozenset("Tt ")
_MICROSECOND_DIGITS = 6


class DateCodec:
    """Days, ``2026-02-28``, for drivers that have them."""

    __slots__ = ()
    shows_as_is = False

    def from_json(self, value: Any) -> object:
        """Return the `datetime.date`. Raises `Mismatch`."""
        return _date(value)

    def from_text(self, text: str) -> object:
        """Return what `from_json` does. Raises `Mismatch`."""
        return self.from_json(text)

    def to_json(self, value: Any) -> Any:
        """Return the day as text."""
        return value.isoformat() if isinstance(value, date) else value


class SQLiteDateCodec(DateCodec):
    """Days as SQLite keeps them: text."""

    __slots__ = ()
    shows_as_is = True

    def from_json(self, value: Any) -> object:
        """Return the day as text. Raises `Mismatch`."""
        return _date(value).isoformat()

    def to_json(self, value: Any) -> Any:
        """Return `value`."""
        return value


def _date(value: Any) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value) is not None:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Mismatch(NOT_A_DATE)


class TimeCodec:
    """Times of day, ``12:30:00``, for drivers that have them."""

    __slots__ = ("_digits", "_zoned")
    shows_as_is = False

    def __init__(self, values: ValueType) -> None:
        self._zoned = values.zoned
        self._digits = _MICROSECOND_DIGITS if values.precision is None else values.precision

    def from_json(self, value: Any) -> object:
        """Return the `datetime.time`. Raises `Mismatch`."""
        example = "12:30:00Z" if self._zoned else "12:30:00"
        read = _time(value) if isinstance(value, str) else None
        if read is None or (read.tzinfo is not None and not self._zoned):
            raise Mismatch(NOT_A_TIME, example=example)
        if read.tzinfo is None and self._zoned:
            raise Mismatch(ZONE_MISSING)
        _check_fraction(read, self._digits)
        return read

    def from_text(self, text: str) -> object:
        """Return what `from_json` does. Raises `Mismatch`."""
        return self.from_json(text)

    def to_json(self, value: Any) -> Any:
        """Return the time as text."""
        return _shown(value) if isinstance(value, time) else value


class SQLiteTimeCodec(TimeCodec):
    """Times of day as SQLite keeps them: text."""

    __slots__ = ()
    shows_as_is = True

    def from_json(self, value: Any) -> object:
        """Return the time as text. Raises `Mismatch`."""
        return str(super().from_json(value))

    def to_json(self, value: Any) -> Any:
        """Return `value`."""
        return value


class DateTimeCodec:
    """Moments, ``2026-02-28T12:30:00Z``, for drivers that have them."""

    __slots__ = ("_digits", "_zoned")
    shows_as_is = False

    def __init__(self, values: ValueType) -> None:
        self._zoned = values.zoned
        self._digits = _MICROSECOND_DIGITS if values.precision is None else values.precision

    def from_json(self, value: Any) -> object:
        """Return the `datetime.datetime`, in UTC. Raises `Mismatch`."""
        return self._moment(value)

    def _moment(self, value: Any) -> datetime:
        moment = _datetime(value) if isinstance(value, str) else None
        if moment is None:
            raise Mismatch(NOT_A_DATETIME, example="2026-02-28T12:30:00Z" if self._zoned else "2026-02-28T12:30:00")
        if moment.tzinfo is None and self._zoned:
            raise Mismatch(ZONE_MISSING)
        _check_fraction(moment, self._digits)
        return moment if self._zoned else moment.replace(tzinfo=None)

    def from_text(self, text: str) -> object:
        """Return what `from_json` does. Raises `Mismatch`."""
        return self.from_json(text)

    def to_json(self, value: Any) -> Any:
        """Return the moment as text, in UTC where it knows its zone."""
        if not isinstance(value, datetime):
            return value
        return _shown(value if value.tzinfo is None else value.astimezone(UTC))


class SQLiteDateTimeCodec(DateTimeCodec):
    """Moments as SQLite's own functions write them: ``2026-02-28 12:30:00``, so that text sorts as time does."""

    __slots__ = ()

    def from_json(self, value: Any) -> object:
        """Return the moment as text, a space between day and time. Raises `Mismatch`."""
        return self._moment(value).isoformat(" ")

    def to_json(self, value: Any) -> Any:
        """Return text with a T where SQLite has the space; anything else as it is."""
        if isinstance(value, str) and len(value) > _DATE_LENGTH and value[_DATE_LENGTH] == " ":
            return f"{value[:_DATE_LENGTH]}T{value[_DATE_LENGTH + 1 :]}"
        return value


def _datetime(text: str) -> datetime | None:
    if len(text) <= _DATE_LENGTH or text[_DATE_LENGTH] not in _PARTERS or not _DATE.match(text):
        return None
    time_of_day = _time(text[_DATE_LENGTH + 1 :])
    if time_of_day is None:
        return None
    try:
        moment = datetime.combine(date.fromisoformat(text[:_DATE_LENGTH]), time_of_day)
        return moment if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _time(text: str) -> time | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    fraction = (match["fraction"] or "").rstrip("0")
    if len(fraction) > _MICROSECOND_DIGITS:
        raise Mismatch(FRACTION_TOO_FINE, digits=_MICROSECOND_DIGITS)
    try:
        return time(
            int(match["hour"]),
            int(match["minute"]),
            int(match["second"]),
            int(fraction.ljust(_MICROSECOND_DIGITS, "0")),
            _zone(match["zone"]),
        )
    except ValueError:
        return None


def _check_fraction(value: time | datetime, digits: int) -> None:
    """Raises `Mismatch` where the database would round `value` to `digits` of its second's fraction."""
    if value.microsecond % 10 ** (_MICROSECOND_DIGITS - digits):
        raise Mismatch(FRACTION_TOO_FINE, digits=digits)


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text in "zZ":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-offset if text[0] == "-" else offset)


def _shown(value: time | datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")
