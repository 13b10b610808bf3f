"""Range requests (RFC 9110 §14): which bytes are asked for, and which are sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from .dates import parse_date
from .validators import EntityTag, parse_entity_tag

_RANGE_SET = re.compile(r"bytes=([0-9 \t,-]*)", re.IGNORECASE)
_RANGE = re.compile(r"([0-9]*)-([0-9]*)")
_CONTENT_RANGE = re.compile(r"bytes[ ]+(?:([0-9]+)-([0-9]+)|\*)/([0-9]+|\*)", re.IGNORECASE)

# More digits than any size has. int() of an attacker's thousands of digits takes quadratic time.
_MAX_DIGITS = 18


@dataclass(frozen=True, slots=True, order=True)
class ByteRange:
    """The bytes from `first` to `last`, both included, counted from 0."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """How many bytes there are in the range."""
        return self.last - self.first + 1


class RangeOutcome(Enum):
    """The status to answer with: ``NONE`` 200 and all content, ``SATISFIABLE`` 206, ``UNSATISFIABLE`` 416."""

    NONE = "none"
    SATISFIABLE = "satisfiable"
    UNSATISFIABLE = "unsatisfiable"


@dataclass(frozen=True, slots=True)
class RangeSelection:
    """The answer to a Range field; `ranges` has at least one member where `outcome` is ``SATISFIABLE``."""

    outcome: RangeOutcome
    ranges: tuple[ByteRange, ...] = ()


_NO_RANGE = RangeSelection(RangeOutcome.NONE)
_UNSATISFIABLE = RangeSelection(RangeOutcome.UNSATISFIABLE)


def select_ranges(value: str | None, size: int, *, max_ranges: int = 32) -> RangeSelection:
    """Return which of `size` bytes the Range field `value` asks for (RFC 9110 §14.1.2, §14.2).

    A field that is absent, in another unit or breaks the grammar counts as none, as §14.2 wants. Ranges that
    overlap or touch become one, in ascending order; others keep the order of the request. What still names
    more than `max_ranges` counts as none too, since it is more likely an attack (§17.15) than a reader.
    """
    match = _RANGE_SET.fullmatch(value.strip(" \t")) if value is not None else None
    if match is None:
        return _NO_RANGE
    members = [member for text in match[1].split(",") if (member := text.strip(" \t"))]
    asked = [_asked(member, size) for member in members]
    if not asked or None in asked:
        return _NO_RANGE
    within = [wanted for wanted in asked if wanted is not None and wanted.first <= wanted.last]
    if not within:
        return _empty_selection(members, size)
    ranges = _coalesced(within)
    return RangeSelection(RangeOutcome.SATISFIABLE, ranges) if len(ranges) <= max_ranges else _NO_RANGE


def _asked(member: str, size: int) -> ByteRange | None:
    """Return the range of one member, cut to `size`; with `last` before `first` where nothing of it is there.

    None where the member is no range at all.
    """
    match = _RANGE.fullmatch(member)
    if match is None:
        return None
    first, last = match.groups()
    if not first:
        return ByteRange(max(size - _number(last), 0), size - 1) if last else None
    if last and _number(last) < _number(first):
        return None
    return ByteRange(_number(first), min(_number(last), size - 1) if last else size - 1)


def _number(digits: str) -> int:
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) <= _MAX_DIGITS else 10**_MAX_DIGITS


def _empty_selection(members: Sequence[str], size: int) -> RangeSelection:
    """Decide where no byte is selected.

    The last bytes of nothing are satisfiable (RFC 9110 §14.1.2), yet Content-Range has no words for them: the
    answer is the whole, empty content.
    """
    asks_for_last = any(member[0] == "-" and _number(member[1:]) for member in members)
    return _NO_RANGE if size == 0 and asks_for_last else _UNSATISFIABLE


def _coalesced(ranges: Sequence[ByteRange]) -> tuple[ByteRange, ...]:
    merged: list[ByteRange] = []
    for current in sorted(ranges):
        if merged and current.first <= merged[-1].last + 1:
            merged[-1] = ByteRange(merged[-1].first, max(merged[-1].last, current.last))
        else:
            merged.append(current)
    return tuple(merged) if len(merged) < len(ranges) else tuple(ranges)


@dataclass(frozen=True, slots=True)
class ContentRange:
    """A Content-Range value (RFC 9110 §14.4): `selected` is None in a 416, `size` None while unknown."""

    selected: ByteRange | None
    size: int | None

    def __str__(self) -> str:
        """Return the field value."""
        selected = "*" if self.selected is None else f"{self.selected.first}-{self.selected.last}"
        return f"bytes {selected}/{'*' if self.size is None else self.size}"


def parse_content_range(value: str) -> ContentRange | None:
    """Return what a Content-Range value says, or None where it is in another unit or says nothing valid."""
    match = _CONTENT_RANGE.fullmatch(value.strip(" \t"))
    if match is None or any(digits and len(digits) > _MAX_DIGITS for digits in match.groups()):
        return None
    size = None if match[3] == "*" else int(match[3])
    if match[1] is None:
        return None if size is None else ContentRange(None, size)
    selected = ByteRange(int(match[1]), int(match[2]))
    is_valid = selected.first <= selected.last and (size is None or selected.last < size)
    return ContentRange(selected, size) if is_valid else None


def if_range_holds(
    value: str | None, etag: EntityTag | None, last_modified: int | None, date: int | None = None
) -> bool:
    """Tell whether the Range field still counts, given the If-Range field `value` (RFC 9110 §13.1.5).

    True without If-Range. `etag` and `last_modified` (seconds since the epoch) are those of the current
    representation; `date` is that of the response. A modification time is exact enough only when it lies at
    least one second before `date` (§8.8.2.2); without `date` it is taken as exact.
    """
    if value is None:
        return True
    tag = parse_entity_tag(value)
    if tag is not None:
        return etag is not None and tag.matches_strongly(etag)
    if last_modified is None or parse_date(value, None) != last_modified:
        return False
    return date is None or last_modified < date
