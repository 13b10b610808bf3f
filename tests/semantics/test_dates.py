"""Dates in fields (RFC 9110 §5.6.7)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.semantics.dates import format_date, format_utc, parse_date

EXAMPLE = 784_111_777
LATEST = 253_402_300_799  # the last second of the year 9999
EARLIEST = -62_135_596_800  # the first of the year 1


def at(year: int, month: int = 1, day: int = 1, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    "text",
    ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"],
)
def test_the_three_forms_of_section_5_6_7_mean_the_same(text: str) -> None:
    assert parse_date(text) == EXAMPLE


def test_dates_are_written_as_imf_fixdate() -> None:
    assert format_date(EXAMPLE) == "Sun, 06 Nov 1994 08:49:37 GMT"
    assert format_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT"


@given(st.integers(EARLIEST, LATEST))
def test_what_is_written_reads_back(epoch: int) -> None:
    assert parse_date(format_date(epoch)) == epoch


@given(st.integers(0, 4_102_444_800))
def test_what_is_written_agrees_with_the_standard_library(epoch: int) -> None:
    assert format_date(epoch) == formatdate(epoch, usegmt=True)


@pytest.mark.parametrize(
    ("short", "now", "year"),
    [
        ("94", at(2026), 1994),
        ("26", at(2026), 2026),
        ("75", at(2026), 2075),
        ("76", at(2026, 12, 31), 2076),
        ("77", at(2026, 12, 31), 1977),
        ("00", at(2026), 2000),
        ("99", at(1999), 1999),
    ],
)
def test_two_digits_of_a_year_are_at_most_50_years_ahead(short: str, now: int, year: int) -> None:
    assert parse_date(f"Monday, 01-Mar-{short} 00:00:00 GMT", now) == at(year, 3)


def test_the_50_years_are_counted_to_the_second() -> None:
    now = at(2026, 3, 1, 12)
    assert parse_date("Sunday, 01-Mar-76 12:00:00 GMT", now) == at(2076, 3, 1, 12)
    assert parse_date("Sunday, 01-Mar-76 12:00:01 GMT", now) == at(1976, 3, 1, 12, 0, 1)


def test_without_a_clock_70_to_99_are_of_the_last_century() -> None:
    assert parse_date("Thursday, 01-Jan-70 00:00:00 GMT") == 0
    assert parse_date("Tuesday, 01-Jan-69 00:00:00 GMT") == at(2069)


def test_a_leap_second_is_the_first_of_the_next_minute() -> None:
    assert parse_date("Sat, 31 Dec 2016 23:59:60 GMT") == at(2017)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "-1",
        "1994-11-06T08:49:37Z",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "sun, 06 nov 1994 08:49:37 gmt",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Sun, 29 Feb 1900 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 0000 08:49:37 GMT",
        "Xyz, 06 Nov 1994 08:49:37 GMT",
        " Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT\n",
        "Sun, ٠٦ Nov 1994 08:49:37 GMT",
        "Sun Nov 6 08:49:37 1994",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert parse_date(text) is None or format_date(parse_date(text) or 0)


def test_people_of_every_language_read_the_order_of_iso_8601() -> None:
    assert format_utc(784111777) == "1994-11-06 08:49:37 UTC"
