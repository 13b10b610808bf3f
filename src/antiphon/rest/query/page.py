"""A page of a collection as SQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, column, false, func, literal_column, select, table, union_all
from sqlalchemy.sql.elements import BindParameter

from ..schema.resource import Resource
from . import mysql_text
from .compiled import Places
from .embedding import embeddings
from .full_text import Fts5, Match, boolean_mode, fts5_expression, web_search
from .keyset import Nulls, OrderedColumn, ranges_after
from .selection import Order, Selection, Test
from .where import Where

_NULLS = {"postgresql": Nulls.GREATEST, "mysql": Nulls.LEAST}


def columns_of(resource: Resource, selection: Selection) -> tuple[str, ...]:
    """Return the columns in the rows of a page: those to show, then others that cursors, URLs and embedding need."""
    if selection.fields is None:
        return tuple(resource.by_name)
    needed = [order.column for order in selection.order]
    if selection.embed:
        offered = embeddings(resource)
        needed += [name for embed in selection.embed for name in offered[embed].here]
    return tuple(dict.fromkeys([*selection.fields, *needed]))


@dataclass(frozen=True, slots=True)
class PageForm:
    """A page without values: one statement serves all selections of this form.

    `nulls` tells of each column of the order whether the row to start from has NULL there; it is empty where the page
    starts from no row. The order of a page that ends before a row is reversed already.
    """

    columns: tuple[str, ...]
    tests: tuple[Test, ...]
    has_search: bool
    order: tuple[Order, ...] = ()
    nulls: tuple[bool, ...] = ()
    is_limited: bool = False
    has_offset: bool = False

    def counted(self) -> PageForm:
        """Return the form of counting the same rows, for which columns and order do not matter."""
        return replace(self, columns=(), order=())


class PageStatements:
    """The pages of `resource` in the SQL of the engine that SQLAlchemy calls `dialect`."""

    def __init__(self, resource: Resource, dialect: str) -> None:
        self._resource = resource
        self._table = resource.table
        self._is_postgresql, self._is_mysql = dialect == "postgresql", dialect == "mysql"
        self._nulls = _NULLS.get(dialect, Nulls.FOLLOW_WORDS)
        self._where = Where(resource, dialect)

    def form(self, selection: Selection, *, limited: bool) -> tuple[PageForm, list[object]]:
        """Return the form of `selection` and its values. Not `limited`: it has all rows, not those of a page."""
        values: list[object] = []
        tests = tuple([self._where.form(test, values) for test in selection.conditions])
        if selection.search is not None:
            values.append(self._search_value(selection.search))
        columns, has_search = columns_of(self._resource, selection), selection.search is not None
        if not limited:
            return PageForm(columns, tests, has_search, selection.order), values
        start = selection.after if selection.before is None else selection.before
        nulls = tuple([value is None for value in start or ()])
        values += [value for value in start or () if value is not None]
        values.append(selection.limit + 1)
        if selection.passed_over:
            values.append(selection.passed_over)
        order = selection.order if selection.before is None else reversed_order(selection.order)
        return PageForm(columns, tests, has_search, order, nulls, True, bool(selection.passed_over)), values

    def page(self, form: PageForm) -> Select[Any]:
        """Return the statement for the rows of a page of this form."""
        places = Places()
        conditions = self._conditions(form, places)
        start: list[BindParameter[object] | None] = [None if null else places.next() for null in form.nulls]
        limit = places.next() if form.is_limited else None
        order = [self._ordered(each) for each in form.order]
        ranges = ranges_after(order, start, row_values=self._is_postgresql) if start else [[]]
        # A row after which nothing can come: the greatest is NULL.
        ranges = ranges or [[false()]]
        columns = [self._table.c[name].label(f"column_{index}") for index, name in enumerate(form.columns)]
        parts = [self._part(columns, [*conditions, *each], order, limit) for each in ranges]
        if len(parts) > 1:
            return self._joined(parts, form, limit)
        return parts[0].offset(places.next()) if form.has_offset else parts[0]

    def count(self, form: PageForm) -> Select[Any]:
        """Return the statement for the number of rows of this form."""
        return select(func.count()).select_from(self._table).where(*self._conditions(form, Places()))

    def _conditions(self, form: PageForm, places: Places) -> list[ColumnElement[bool]]:
        conditions = [self._where.clause(test, places) for test in form.tests]
        if form.has_search:
            conditions.append(self._search(places))
        return conditions

    def _part(
        self,
        columns: list[Any],
        conditions: list[ColumnElement[bool]],
        order: list[OrderedColumn],
        limit: BindParameter[object] | None,
    ) -> Select[Any]:
        terms = [term for each in order for term in each.terms(each.column, self._nulls)]
        return _limited(select(*columns).where(*conditions).order_by(*terms), limit)

    def _joined(self, parts: list[Select[Any]], form: PageForm, limit: BindParameter[object] | None) -> Select[Any]:
        """Return the first rows of all `parts`, each of which has its first rows in order."""
        numbered = [
            select(part.subquery(f"range_{number}"), literal_column(str(number)).label("number"))
            for number, part in enumerate(parts)
        ]
        rows = union_all(*numbered).subquery("ranges")
        terms = [
            term
            for each in form.order
            for term in self._ordered(each).terms(
                self._sortable(rows.c[form.columns.index(each.column)], each.column), self._nulls
            )
        ]
        return _limited(select(*list(rows.c)[:-1]).order_by(rows.c.number, *terms), limit)

    def _ordered(self, order: Order) -> OrderedColumn:
        nullable = self._resource.by_name[order.column].nullable
        column = self._sortable(self._table.c[order.column], order.column)
        return OrderedColumn(column, order.descending, nullable)

    def _sortable(self, column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
        return mysql_text.sortable(column, self._table.c[name]) if self._is_mysql else column

    def _search_value(self, words: str) -> str:
        index = self._resource.full_text
        if isinstance(index, Fts5):
            return fts5_expression(words)
        return boolean_mode(words) if isinstance(index, Match) else web_search(words)

    def _search(self, places: Places) -> ColumnElement[bool]:
        index, words = self._resource.full_text, places.next()
        if index is None:
            raise ValueError(f"{self._resource.name} has no full-text index")
        if isinstance(index, Fts5):
            known = table(index.name, column("rowid"), column(index.name))
            found = select(known.c.rowid).where(known.c[index.name].op("MATCH")(words))
            return self._table.c.get(index.column, column(index.column)).in_(found)
        if isinstance(index, Match):
            return mysql_text.searched([self._table.c[name] for name in index.columns], words)
        configuration: list[ColumnElement[Any]] = (
            [] if index.configuration is None else [literal_column(f"'{index.configuration}'")]
        )
        query = func.websearch_to_tsquery(*configuration, words)
        return literal_column(f"({index.vector})").op("@@", is_comparison=True)(query)


def _limited(rows: Select[Any], limit: BindParameter[object] | None) -> Select[Any]:
    # Left alone, SQLAlchemy would give SQLite an offset of its own, as one more value to bind.
    return rows if limit is None else rows.limit(limit).offset(literal_column("0"))


def reversed_order(order: tuple[Order, ...]) -> tuple[Order, ...]:
    """Return the opposite order."""
    return tuple([Order(each.column, not each.descending) for each in order])
