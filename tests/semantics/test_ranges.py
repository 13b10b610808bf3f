"""Range requests, RFC 9110 §14."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.semantics.ranges import (
    ByteRange,
    ContentRange,
    RangeOutcome,
    if_range_holds,
    parse_content_range,
    select_ranges,
)
from antiphon.semantics.validators import EntityTag

HUGE = "9" * 5000


def pairs(value: str, size: int) -> list[tuple[int, int]]:
    selection = select_ranges(value, size)
    assert selection.outcome is RangeOutcome.SATISFIABLE
    return [(one.first, one.last) for one in selection.ranges]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("bytes=0-499", [(0, 499)]),
        ("bytes=500-", [(500, 999)]),
        ("bytes=-500", [(500, 999)]),
        ("BYTES=0-0", [(0, 0)]),
        ("bytes=999-2000", [(999, 999)]),
        ("bytes=-2000", [(0, 999)]),
        (f"bytes=0-{HUGE}", [(0, 999)]),
        (f"bytes=-{HUGE}", [(0, 999)]),
        ("bytes=00000000000000000000000001-2", [(1, 2)]),
        ("bytes=0-0,-1", [(0, 0), (999, 999)]),
        ("bytes= 0-0 ,, 5-6\t", [(0, 0), (5, 6)]),
        ("bytes=500-600,0-1", [(500, 600), (0, 1)]),
        ("bytes=0-10,2000-3000", [(0, 10)]),
    ],
)
def test_ranges_select_bytes_rfc9110_14_1_2(value: str, expected: list[tuple[int, int]]) -> None:
    assert pairs(value, 1000) == expected


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=,",
        "bytes=-",
        "bytes=a-b",
        "bytes=5",
        "bytes=5-4",
        "bytes=0-1,x",
        "bytes=0-1,5-4",
        "bytes=--1",
        "bytes=1-2-3",
        "bytes=0x1-2",
        "bytes=+1-2",
        "bytes=1 - 2",
        "bytes=٣-٤",
        "items=0-1",
        "bytes 0-1",
    ],
)
def test_a_field_that_breaks_the_grammar_is_ignored_rfc9110_14_2(value: str | None) -> None:
    assert select_ranges(value, 1000).outcome is RangeOutcome.NONE


@pytest.mark.parametrize("value", ["bytes=1000-", "bytes=1000-2000", "bytes=-0", f"bytes={HUGE}-", "bytes=-0,5000-"])
def test_ranges_outside_the_content_are_unsatisfiable_rfc9110_15_5_17(value: str) -> None:
    assert select_ranges(value, 1000).outcome is RangeOutcome.UNSATISFIABLE


def test_empty_content_has_no_ranges_but_its_end_is_there() -> None:
    assert select_ranges("bytes=0-", 0).outcome is RangeOutcome.UNSATISFIABLE
    assert select_ranges("bytes=-0", 0).outcome is RangeOutcome.UNSATISFIABLE
    assert select_ranges("bytes=-5", 0).outcome is RangeOutcome.NONE


def test_overlapping_ranges_become_one_rfc9110_17_15() -> None:
    assert pairs("bytes=5-9,0-6,10-11,20-30,25-26", 1000) == [(0, 11), (20, 30)]
    assert pairs("bytes=" + "0-," * 10_000, 1000) == [(0, 999)]


def test_more_ranges_than_the_limit_count_as_none() -> None:
    apart = "bytes=" + ",".join(f"{2 * n}-{2 * n}" for n in range(10_000))
    assert select_ranges(apart, 100_000).outcome is RangeOutcome.NONE
    few = "bytes=" + ",".join(f"{2 * n}-{2 * n}" for n in range(32))
    assert len(pairs(few, 100_000)) == 32


@given(
    size=st.integers(0, 200),
    asked=st.lists(st.tuples(st.none() | st.integers(0, 250), st.none() | st.integers(0, 250)), max_size=10),
)
def test_selected_ranges_are_exactly_the_bytes_asked_for(size: int, asked: list[tuple[int | None, int | None]]) -> None:
    value = "bytes=" + ",".join(f"{'' if a is None else a}-{'' if b is None else b}" for a, b in asked)
    selection = select_ranges(value, size)
    if selection.outcome is not RangeOutcome.SATISFIABLE:
        assert selection.ranges == ()
        return
    wanted: set[int] = set()
    for first, last in asked:
        if first is None:
            wanted |= set(range(max(size - (last or 0), 0), size))
        else:
            wanted |= set(range(first, min(size if last is None else last + 1, size)))
    got = [byte for one in selection.ranges for byte in range(one.first, one.last + 1)]
    assert len(got) == len(set(got)) == sum(one.size for one in selection.ranges)
    assert set(got) == wanted


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("bytes 0-499/1000", ContentRange(ByteRange(0, 499), 1000)),
        ("bytes 0-499/*", ContentRange(ByteRange(0, 499), None)),
        ("bytes */1000", ContentRange(None, 1000)),
    ],
)
def test_content_range_is_read_and_written_rfc9110_14_4(value: str, expected: ContentRange) -> None:
    assert parse_content_range(value) == expected
    assert str(expected) == value


@pytest.mark.parametrize(
    "value",
    [
        "",
        "bytes",
        "bytes 5-4/10",
        "bytes 0-10/10",
        "bytes */*",
        "items 0-1/2",
        f"bytes 0-1/{HUGE}",
        "bytes -1/2",
    ],
)
def test_content_ranges_that_say_nothing_valid_are_none(value: str) -> None:
    assert parse_content_range(value) is None


MOMENT = 784_111_777
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"


@pytest.mark.parametrize(
    ("value", "etag", "last_modified", "date", "holds"),
    [
        (None, None, None, None, True),
        ('"a"', EntityTag("a"), None, None, True),
        ('"a"', EntityTag("b"), None, None, False),
        ('"a"', None, MOMENT, None, False),
        ('W/"a"', EntityTag("a", weak=True), None, None, False),
        ('W/"a"', EntityTag("a"), None, None, False),
        (DATE, None, MOMENT, None, True),
        (DATE, None, MOMENT, MOMENT + 1, True),
        (DATE, None, MOMENT, MOMENT, False),
        (DATE, None, MOMENT - 1, None, False),
        (DATE, None, None, None, False),
        ("nonsense", EntityTag("a"), MOMENT, None, False),
    ],
)
def test_if_range_compares_strongly_rfc9110_13_1_5(
    value: str | None, etag: EntityTag | None, last_modified: int | None, date: int | None, holds: bool
) -> None:
    assert if_range_holds(value, etag, last_modified, date) is holds
