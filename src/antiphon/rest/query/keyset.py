"""Going on after a row, as fast on the last page as on the first: the rows that follow, as ranges of the order.

The rows after (a, b) in the order of two columns are those with the same a and a greater b, then those with a greater
a. Each of these ranges is one that an index on the columns walks from its start; a single condition with OR is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, tuple_
from sqlalchemy.sql.elements import BindParameter

Value = BindParameter[object] | None


class Nulls(Enum):
    """Where an engine sorts NULL."""

    GREATEST = "greatest"
    """After every value, as is wanted."""
    FOLLOW_WORDS = "follow words"
    """As NULLS FIRST and NULLS LAST say."""
    LEAST = "least"
    """Before every value, and there are no words for it."""


@dataclass(frozen=True, slots=True)
class OrderedColumn:
    """A column that rows are sorted by. NULL counts as greater than every value."""

    column: ColumnElement[object]
    descending: bool
    nullable: bool

    def terms(self, column: ColumnElement[object], nulls: Nulls) -> list[ColumnElement[object]]:
        """Return the terms of ORDER BY that sort `column` so; where the engine sees NULL so too, nothing is said of it.

        Nothing is said of columns without NULL either, since an index might not be used for that.
        """
        term = column.desc() if self.descending else column.asc()
        if nulls is Nulls.GREATEST or not self.nullable:
            return [term]
        if nulls is Nulls.LEAST:
            is_null: ColumnElement[Any] = column.is_(None)
            return [is_null.desc() if self.descending else is_null, term]
        return [term.nulls_first() if self.descending else term.nulls_last()]


def ranges_after(
    columns: Sequence[OrderedColumn], values: Sequence[Value], *, row_values: bool
) -> list[list[ColumnElement[bool]]]:
    """Return the ranges, in order, of the rows that follow the one with `values` (None for NULL) in `columns`.

    Each range is a list of conditions that all hold. `row_values`: the engine walks an index by ``(a, b) > (?, ?)``
    from its exact start, so that several ranges are one.
    """
    if not columns:
        return []
    first, value = columns[0], values[0]
    if value is None:
        ranges = _with_same(columns, values, row_values)
        return [*ranges, [first.column.is_not(None)]] if first.descending else ranges
    if row_values and _are_alike(columns, values):
        ranges = [[_beyond(columns, values)]]
    else:
        ranges = [*_with_same(columns, values, row_values), [_beyond(columns[:1], values[:1])]]
    nulls_follow = first.nullable and not first.descending
    return [*ranges, [first.column.is_(None)]] if nulls_follow else ranges


def _with_same(
    columns: Sequence[OrderedColumn], values: Sequence[Value], row_values: bool
) -> list[list[ColumnElement[bool]]]:
    column, value = columns[0].column, values[0]
    same = column.is_(None) if value is None else column == value
    return [[same, *rest] for rest in ranges_after(columns[1:], values[1:], row_values=row_values)]


def _are_alike(columns: Sequence[OrderedColumn], values: Sequence[Value]) -> bool:
    """Tell whether all columns go the same way, and NULL in them cannot spoil a comparison of rows."""
    return all(
        column.descending == columns[0].descending and not column.nullable and value is not None
        for column, value in zip(columns[1:], values[1:], strict=True)
    )


def _beyond(columns: Sequence[OrderedColumn], values: Sequence[Value]) -> ColumnElement[bool]:
    if len(columns) == 1:
        column, value = columns[0].column, values[0]
        return column < value if columns[0].descending else column > value
    row, bound = tuple_(*[column.column for column in columns]), tuple_(*values)
    return row < bound if columns[0].descending else row > bound
