"""The statements about one resource: each form of them is made with SQLAlchemy and compiled once, then only bound."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Insert,
    Select,
    Update,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.sql.sqltypes import TupleType

from ..database.database import Row, Statement
from ..schema.resource import Resource
from . import mysql_text
from .compiled import Compiled, DriverValue, Places, compiled, compiled_in_order
from .defaults import default_of
from .page import PageForm, PageStatements
from .selection import Selection
from .where import padded

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

MOST_FORMS = 512
"""How many forms of each sort of statement are kept compiled; a client can make up any number of them."""

Key = tuple[object, ...]
Names = tuple[str, ...]


class Statements:
    """The SQL of `resource` for `dialect`, which has places without names (``?`` or ``%s``).

    All values given are values as the driver takes them. Rows have all columns of the resource in its order, unless
    told otherwise. Statements about one row need a resource with a key. Statements that write a row give its key, and
    its row is read afterwards by `item`: what RETURNING says of other columns precedes triggers, and in SQLite the
    conversion to the type of the column.
    """

    def __init__(self, resource: Resource, dialect: Dialect) -> None:
        self._resource = resource
        self._dialect = dialect
        self._is_sqlite, self._is_mysql = dialect.name == "sqlite", dialect.name == "mysql"
        self._table = resource.table
        self._all: list[ColumnElement[Any]] = [self._table.c[column.name] for column in resource.columns]
        self._key: list[ColumnElement[Any]] = [self._table.c[name] for name in resource.key]
        self._pages = PageStatements(resource, dialect.name)
        self._page = lru_cache(MOST_FORMS)(self._compiled_page)
        self._count = lru_cache(MOST_FORMS)(self._compiled_count)
        self._insert = lru_cache(MOST_FORMS)(self._compiled_insert)
        self._replace = lru_cache(MOST_FORMS)(self._compiled_replace)
        self._change = lru_cache(MOST_FORMS)(self._compiled_change)
        self._among = lru_cache(MOST_FORMS)(self._compiled_among)
        if resource.key:
            item = select(*self._all).where(self._is_item(Places()))
            self._item = compiled(item, dialect)
            # SQLite has no such clause: there, a transaction that writes is alone.
            self._locked = compiled(item.with_for_update(), dialect)
            self._exists = compiled(select(literal_column("1")).where(self._is_item(Places())), dialect)
            removal = self._returning(delete(self._table).where(self._is_item(Places())), self._all)
            self._delete = compiled(removal, dialect)

    def item(self, key: Key) -> Statement:
        """Return the statement for the row with `key`."""
        return self._item.bind(key)

    def locked(self, key: Key) -> Statement:
        """Return the statement for the row with `key`, which nobody else can change until the transaction ends."""
        return self._locked.bind(key)

    def exists(self, key: Key) -> Statement:
        """Return the statement that gives one row where there is an item with `key`, and none otherwise."""
        return self._exists.bind(key)

    def page(self, selection: Selection) -> Statement:
        """Return the statement for the rows of a page, and one more where there is one.

        The rows have the columns `columns_of(resource, selection)`. `window` makes the page of them: rows before a
        cursor come in the opposite order.
        """
        form, values = self._pages.form(selection, limited=True)
        return self._page(form).bind(values)

    def every(self, selection: Selection) -> Statement:
        """Return the statement for all rows that `selection` chooses, in its order, whatever its limit and place."""
        form, values = self._pages.form(selection, limited=False)
        return self._page(form).bind(values)

    def count(self, selection: Selection) -> Statement:
        """Return the statement for the number of rows that `selection` chooses, whatever its limit and place."""
        form, values = self._pages.form(selection, limited=False)
        return self._count(form.counted()).bind(values)

    def among(self, columns: Names, values: Sequence[tuple[object, ...]], limit: int | None = None) -> Statement:
        """Return the statement for the rows in which `columns` have one of `values`, none of which is NULL.

        With `limit`, there are at most so many rows for each of the values. Without, the rows have no order; with it,
        they have that of the columns and then of the key. `values` must not be empty.
        """
        rows = padded(tuple(values))
        flat: list[object] = [value for row in rows for value in row]
        if limit is not None:
            flat.append(limit)
        return self._among(columns, len(rows), limit is not None).bind(flat)

    def insert(self, names: Names, values: Sequence[object]) -> Statement:
        """Return the statement that adds a row with `values` in the columns `names`, and gives its key.

        Columns that are left out get their default.
        """
        return self._insert(names).bind(values)

    def key_of_inserted(self, names: Names, values: Sequence[object], rows: Sequence[Row]) -> Key:
        """Return the key of the row that `insert` has added, from the `rows` that it gave.

        In MySQL it is what was given, and the number that the server counted up, which is the only row then.
        """
        if not self._is_mysql:
            return rows[0]
        given = dict(zip(names, values, strict=True))
        return tuple([given[name] if name in given else rows[0][0] for name in self._resource.key])

    def replace(self, key: Key, names: Names, values: Sequence[object]) -> Statement:
        """Return the statement that replaces the row with `key` and gives its key, or no row where there is none.

        The columns `names`, none of the key, get `values`; all others that can be written get their default.
        """
        return self._replace(names).bind((*values, *key))

    def change(self, key: Key, names: Names, values: Sequence[object]) -> Statement:
        """Return the statement that puts `values` into the columns `names` of the row with `key`.

        It gives the key that the row has then, or no row where there is none.
        """
        return self._change(names).bind((*values, *key))

    def delete(self, key: Key) -> Statement:
        """Return the statement that removes the row with `key` and gives it as it was, or none where there is none."""
        return self._delete.bind(key)

    def _is_item(self, places: Places) -> ColumnElement[bool]:
        columns = [self._table.c[name] for name in self._resource.key]
        if self._is_mysql:
            return and_(*[mysql_text.equal(column, places.next()) for column in columns])
        return and_(*[column == places.next() for column in columns])

    def _returning(self, statement: Insert | Update | Delete, columns: list[ColumnElement[Any]]) -> Any:
        """Return `statement` with its rows, where the engine can give them: MySQL cannot, MariaDB not always."""
        return statement if self._is_mysql else statement.returning(*columns)

    def _compiled_page(self, form: PageForm) -> Compiled:
        return compiled(self._pages.page(form), self._dialect)

    def _compiled_count(self, form: PageForm) -> Compiled:
        return compiled(self._pages.count(form), self._dialect)

    def _compiled_insert(self, names: Names) -> Compiled:
        places = Places()
        values = {name: places.next() for name in names}
        return compiled(self._returning(insert(self._table).values(values), self._key), self._dialect)

    def _compiled_replace(self, names: Names) -> Compiled:
        places = Places()
        values: dict[str, object] = {name: places.next() for name in names}
        for column in self._resource.columns:
            if column.writable and column.name not in values and column.name not in self._resource.key:
                values[column.name] = self._default(column.name)
        return self._compiled_update(values, places)

    def _compiled_change(self, names: Names) -> Compiled:
        places = Places()
        return self._compiled_update({name: places.next() for name in names}, places)

    def _compiled_update(self, values: dict[str, object], places: Places) -> Compiled:
        is_item = self._is_item(places)
        if not values:
            return compiled(select(*self._key).where(is_item), self._dialect)
        changed = self._returning(update(self._table).values(values).where(is_item), self._key)
        return compiled(changed, self._dialect)

    def _default(self, name: str) -> object:
        return default_of(self._table.c[name]) if self._is_sqlite else text("DEFAULT")

    def _compiled_among(self, columns: Names, number: int, is_limited: bool) -> Compiled:
        places = Places()
        chosen = select(*self._all).where(self._is_among(columns, number, places))
        if is_limited:
            chosen = self._limited_for_each(chosen, columns, places)
        return compiled_in_order(chosen, self._dialect)

    def _is_among(self, columns: Names, number: int, places: Places) -> ColumnElement[bool]:
        if len(columns) == 1:
            return self._table.c[columns[0]].in_([places.next() for _ in range(number)])
        types = TupleType(*[DriverValue() for _ in columns])
        none = [(None,) * len(columns)] * number
        rows = bindparam("_antiphon_rows", value=none, expanding=True, type_=types)
        return tuple_(*[self._table.c[name] for name in columns]).in_(rows)

    def _limited_for_each(self, chosen: Select[Any], columns: Names, places: Places) -> Select[Any]:
        same = [self._table.c[name] for name in columns]
        by_key = [self._table.c[name] for name in self._resource.key]
        number = func.row_number().over(partition_by=same, order_by=by_key or same)
        labelled = [column.label(f"column_{index}") for index, column in enumerate(self._all)]
        rows = chosen.with_only_columns(*labelled, number.label("number")).subquery("rows")
        names = [column.name for column in self._resource.columns]
        order = [rows.c[names.index(name)] for name in columns]
        shown = list(rows.c)[:-1]
        return select(*shown).where(rows.c.number <= places.next()).order_by(*order, rows.c.number)
