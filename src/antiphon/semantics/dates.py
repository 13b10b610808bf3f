"""Dates in fields (RFC 9110 §5.6.7): seconds since the epoch to text and back, without a clock or a time zone."""

from __future__ import annotations

import re

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONG_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_DAY = rf"(?P<weekday>{'|'.join(_DAYS)})"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_TIME = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})"
_FORMS = (
    re.compile(rf"{_DAY}, (?P<day>[0-9]{{2}}) {_MONTH} (?P<year>[0-9]{{4}}) {_TIME} GMT"),
    re.compile(rf"(?:{_LONG_DAYS}), (?P<day>[0-9]{{2}})-{_MONTH}-(?P<year>[0-9]{{2}}) {_TIME} GMT"),
    re.compile(rf"{_DAY} {_MONTH} (?P<day>[ 0-9][0-9]) {_TIME} (?P<year>[0-9]{{4}})"),
)

_SECONDS_A_DAY = 86_400
_DAYS_A_CYCLE = 146_097
_DAYS_BEFORE_EPOCH = 719_468


def format_date(epoch: int) -> str:
    """Return `epoch`, seconds since 1970 in UTC, as an IMF-fixdate: ``Sun, 06 Nov 1994 08:49:37 GMT``."""
    days, seconds = divmod(epoch, _SECONDS_A_DAY)
    year, month, day = _civil(days)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    weekday = _DAYS[(days + 3) % 7]
    return f"{weekday}, {day:02} {_MONTHS[month - 1]} {year:04} {hour:02}:{minute:02}:{second:02} GMT"


def format_utc(epoch: int) -> str:
    """Return `epoch`, in seconds since 1970, as people of every language read it: ``2026-11-21 16:24:45 UTC``."""
    days, seconds = divmod(epoch, _SECONDS_A_DAY)
    year, month, day = _civil(days)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC"


def parse_date(text: str, now: int | None = None) -> int | None:
    """Return the seconds since the epoch that `text` means in one of the three forms, None where it is none of them.

    The year of the obsolete RFC 850 form has two digits: it is the one that is not more than 50 years after `now`;
    without `now`, 70 to 99 are of the last century. The name of the day is not compared with the date.
    """
    for form in _FORMS:
        found = form.fullmatch(text)
        if found:
            return _epoch(found, now)
    return None


def _epoch(found: re.Match[str], now: int | None) -> int | None:
    month = _MONTHS.index(found["month"]) + 1
    year, day, hour, minute, second = (int(found[part]) for part in ("year", "day", "hour", "minute", "second"))
    if len(found["year"]) == 2:
        year = _full_year(year, (month, day, hour, minute, second), now)
    # A leap second is legal in the grammar; it counts as the first of the next minute.
    if hour > 23 or minute > 59 or second > 60 or year < 1:
        return None
    days = _days(year, month, day)
    if day < 1 or _civil(days) != (year, month, day):
        return None
    return days * _SECONDS_A_DAY + hour * 3600 + minute * 60 + second


def _full_year(short: int, rest: tuple[int, ...], now: int | None) -> int:
    """Return the year that ends in `short`; `rest` is month, day, hour, minute and second of the date."""
    if now is None:
        return short + (1900 if short >= 70 else 2000)
    days, seconds = divmod(now, _SECONDS_A_DAY)
    this_year, *today = _civil(days)
    year = this_year - this_year % 100 + short
    present = (this_year + 50, *today, seconds // 3600, seconds // 60 % 60, seconds % 60)
    return year - 100 if (year, *rest) > present else year


# Days and dates in the proleptic Gregorian calendar, by years that start in March, so that the leap day is the last.


def _civil(days: int) -> tuple[int, int, int]:
    cycle, day_of_cycle = divmod(days + _DAYS_BEFORE_EPOCH, _DAYS_A_CYCLE)
    year_of_cycle = (day_of_cycle - day_of_cycle // 1460 + day_of_cycle // 36524 - day_of_cycle // 146096) // 365
    day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle // 4 - year_of_cycle // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    return year_of_cycle + cycle * 400 + (month <= 2), month, day


def _days(year: int, month: int, day: int) -> int:
    shifted_year = year - (month <= 2)
    cycle, year_of_cycle = divmod(shifted_year, 400)
    day_of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    day_of_cycle = year_of_cycle * 365 + year_of_cycle // 4 - year_of_cycle // 100 + day_of_year
    return cycle * _DAYS_A_CYCLE + day_of_cycle - _DAYS_BEFORE_EPOCH
