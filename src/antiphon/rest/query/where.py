"""Tests of rows as SQL: the form of a test is compiled once, its values are bound each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import ColumnElement, Enum, String, Table, Text, and_, cast, or_, true
from sqlalchemy.sql.elements import BindParameter

from ..schema.resource import Resource
from . import mysql_text, patterns
from .compiled import Places
from .selection import AllOf, AnyOf, Condition, Not, Operator, Test

_EQUAL, _NOT_EQUAL, _IN, _NOT_IN = Operator.EQUAL, Operator.NOT_EQUAL, Operator.IN, Operator.NOT_IN
_LESS, _LESS_OR_EQUAL = Operator.LESS, Operator.LESS_OR_EQUAL
_GREATER, _GREATER_OR_EQUAL = Operator.GREATER, Operator.GREATER_OR_EQUAL
_LIKE, _NULL = Operator.LIKE, Operator.NULL
_PATTERNS: dict[Operator, Callable[[str], str]] = {
    Operator.ILIKE: patterns.like,
    Operator.CONTAINS: lambda text: f"%{patterns.literal(text)}%",
    Operator.STARTS: lambda text: f"{patterns.literal(text)}%",
    Operator.ENDS: lambda text: f"%{patterns.literal(text)}",
}


T = TypeVar("T")


class Where:
    """The tests of `resource` in the SQL of the engine that SQLAlchemy calls `dialect`."""

    def __init__(self, resource: Resource, dialect: str) -> None:
        self._table: Table = resource.table
        self._nullable = {column.name: column.nullable for column in resource.columns}
        self._is_sqlite, self._is_mysql = dialect == "sqlite", dialect == "mysql"
        self._patterns = _PATTERNS | {_LIKE: patterns.glob if self._is_sqlite else patterns.like}

    def form(self, test: Test, values: list[object]) -> Test:
        """Return `test` without its values, which are appended to `values` as they are bound.

        Tests that differ only in values, or a little in the number of values, have the same form.
        """
        if isinstance(test, Condition):
            return self._form_of_condition(test, values)
        if isinstance(test, Not):
            return Not(self.form(test.condition, values))
        return type(test)(tuple([self.form(part, values) for part in test.conditions]))

    def _form_of_condition(self, condition: Condition, values: list[object]) -> Condition:
        operator, given = condition.operator, condition.values
        if operator is _NULL:
            return condition
        if operator is _IN or operator is _NOT_IN:
            given = padded(given)
        elif write := self._patterns.get(operator):
            given = (write(str(given[0])),)
        values.extend(given)
        return Condition(condition.column, operator, (None,) * len(given))

    def clause(self, form: Test, places: Places) -> ColumnElement[bool]:
        """Return the SQL of `form`, with the next of `places` for each of its values."""
        if isinstance(form, AnyOf):
            return or_(*[self.clause(part, places) for part in form.conditions])
        if isinstance(form, AllOf):
            return and_(*[self.clause(part, places) for part in form.conditions])
        if isinstance(form, Not):
            # NULL counts as "does not hold", so that a row is chosen either by a test or by its negation.
            return self.clause(form.condition, places).self_group().is_not(true())
        return self._comparison(form, places)

    def _comparison(self, form: Condition, places: Places) -> ColumnElement[bool]:
        column, operator, nullable = self._table.c[form.column], form.operator, self._nullable[form.column]
        if operator is _NULL:
            return column.is_(None) if form.values[0] else column.is_not(None)
        if self._is_mysql and mysql_text.is_text(column) and operator not in self._patterns:
            return mysql_text.compared(column, operator, [places.next() for _ in form.values], nullable)
        if operator is _IN:
            return column.in_([places.next() for _ in form.values])
        if operator is _NOT_IN:
            outside = column.not_in([places.next() for _ in form.values])
            return or_(outside, column.is_(None)) if nullable else outside
        if operator in self._patterns:
            return self._matching(column, operator, places.next())
        return _compared(column, operator, places.next(), nullable)

    def _matching(
        self, column: ColumnElement[object], operator: Operator, pattern: BindParameter[object]
    ) -> ColumnElement[bool]:
        if self._is_mysql:
            return mysql_text.matching(column, operator, pattern)
        if self._is_sqlite:
            # SQLite's LIKE takes no notice of the case of ASCII letters; its GLOB does.
            return column.op("GLOB")(pattern) if operator is _LIKE else column.like(pattern, escape=patterns.ESCAPE)
        text = column if _is_text(column) else cast(column, Text)
        compare = text.like if operator is _LIKE else text.ilike
        return compare(pattern, escape=patterns.ESCAPE)


def _is_text(column: ColumnElement[object]) -> bool:
    return isinstance(column.type, String) and not isinstance(column.type, Enum)


def _compared(
    column: ColumnElement[object], operator: Operator, value: BindParameter[object], nullable: bool
) -> ColumnElement[bool]:
    if operator is _EQUAL:
        return column == value
    if operator is _NOT_EQUAL:
        return column.is_distinct_from(value) if nullable else column != value
    if operator is _LESS:
        return column < value
    if operator is _LESS_OR_EQUAL:
        return column <= value
    return column > value if operator is _GREATER else column >= value


def padded(values: tuple[T, ...]) -> tuple[T, ...]:
    """Return `values` with the last one repeated up to a power of two, so that few numbers of places occur."""
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values))
