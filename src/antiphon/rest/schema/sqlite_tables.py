"""The tables of an SQLite database, from its pragmas: a handful of queries for all tables together.

SQLAlchemy's inspector asks several questions for each table, and turns declared types that it does not know into
numbers; the pragmas tell exactly what SQLite knows. What they do not tell is in the text of CREATE TABLE.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy

from ..query.full_text import FullText, fts5_tables
from .create_table import Definition, definition_of
from .resource import Kind
from .sqlite_types import has_numeric_affinity, values_of
from .table_facts import ColumnFacts, ForeignKey, TableFacts

_TABLES = "FROM pragma_table_list AS l WHERE l.schema = 'main' AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
_LIST = f"SELECT l.name, l.type, l.wr {_TABLES} AND l.type IN ('table', 'view') ORDER BY l.name"
_SQL = "SELECT name, sql FROM main.sqlite_master WHERE type = 'table'"
_JOIN = "FROM pragma_table_list AS l JOIN {pragma}(l.name, 'main') AS p WHERE l.schema = 'main' AND l.type = 'table'"
_COLUMNS = f'SELECT l.name, p.name, p.type, p."notnull", p.dflt_value, p.pk, p.hidden {_JOIN} ORDER BY p.cid'
_VIEW_COLUMNS = (
    'SELECT p.name, p.name, p.type, p."notnull", p.dflt_value, p.pk, p.hidden FROM pragma_table_xinfo(?) AS p'
)
_FOREIGN_KEYS = f'SELECT l.name, p.id, p."table", p."from", p."to" {_JOIN} ORDER BY p.id, p.seq'
_INDEXES = f"""
    SELECT t, index_name, origin, i.name FROM (
        SELECT l.name AS t, p.name AS index_name, p.origin AS origin {_JOIN} AND p."unique" AND NOT p.partial
    ) JOIN pragma_index_info(index_name, 'main') AS i ORDER BY index_name, i.seqno
"""
_GENERATED = (2, 3)
_HIDDEN = 1
_STORAGE: dict[Kind, sqlalchemy.types.TypeEngine[Any]] = {
    Kind.INTEGER: sqlalchemy.BigInteger(),
    Kind.BOOLEAN: sqlalchemy.Integer(),
    Kind.FLOAT: sqlalchemy.REAL(),
    Kind.DECIMAL: sqlalchemy.Numeric(),
    Kind.BINARY: sqlalchemy.LargeBinary(),
    Kind.ANY: sqlalchemy.types.NullType(),
}
_TEXT = sqlalchemy.Text()
_Rows = dict[str, list[Any]]


def sqlite_tables(connection: sqlalchemy.Connection) -> list[TableFacts]:
    """Return the tables and views of the main database, sorted by name.

    Virtual tables are left out with the tables behind them: they are indexes for searching, or need a module that may
    be missing. Views that cannot be read, since what they show is gone, are left out too.
    """
    columns = _by_table(connection, _COLUMNS.format(pragma="pragma_table_xinfo"))
    foreign_keys = _by_table(connection, _FOREIGN_KEYS.format(pragma="pragma_foreign_key_list"))
    indexes = _by_table(connection, _INDEXES.format(pragma="pragma_index_list"))
    statements: dict[str, str] = {row[0]: row[1] for row in connection.exec_driver_sql(_SQL)}
    full_texts = {name.lower(): index for name, index in fts5_tables(statements.items()).items()}
    tables = []
    for name, kind, without_rowid in connection.exec_driver_sql(_LIST):
        if kind == "view":
            view = _view(connection, name)
            tables += [view] if view.columns else []
        else:
            reader = _TableReader(columns[name], indexes[name], definition_of(statements[name]), bool(without_rowid))
            tables.append(reader.table(name, foreign_keys[name], full_texts.get(name.lower())))
    return tables


def _by_table(connection: sqlalchemy.Connection, sql: str) -> _Rows:
    rows: _Rows = defaultdict(list)
    for name, *row in connection.exec_driver_sql(sql):
        rows[name].append(row)
    return rows


def _view(connection: sqlalchemy.Connection, name: str) -> TableFacts:
    try:
        rows = connection.exec_driver_sql(_VIEW_COLUMNS, (name,)).all()
    except sqlalchemy.exc.DatabaseError:
        return TableFacts(name, ())
    columns = (ColumnFacts(column, values_of(declared), _storage(declared, {}, "")) for column, _, declared, *_ in rows)
    return TableFacts(name, tuple(columns), is_view=True)


def _storage(declared: str, collations: dict[str, str], name: str) -> sqlalchemy.types.TypeEngine[Any]:
    collation = collations.get(name.lower())
    if collation is not None:
        return sqlalchemy.Text(collation=collation)
    kind = values_of(declared).kind
    if kind is Kind.ANY and has_numeric_affinity(declared):
        return _STORAGE[Kind.DECIMAL]
    return _STORAGE.get(kind, _TEXT)


class _TableReader:
    """Makes sense of the rows about one table."""

    def __init__(self, columns: list[Any], indexes: list[Any], definition: Definition, without_rowid: bool) -> None:
        self._columns = columns
        self._indexes = indexes
        self._definition = definition
        self._without_rowid = without_rowid
        self._key = tuple(column[0] for column in sorted(columns, key=lambda column: column[4]) if column[4])

    def table(self, name: str, foreign_keys: list[Any], full_text: FullText | None) -> TableFacts:
        collations = dict(self._definition.collations)
        columns = (self._column(row, collations) for row in self._columns if row[5] != _HIDDEN)
        return TableFacts(
            name,
            tuple(columns),
            key=self._key,
            foreign_keys=_foreign_keys(foreign_keys),
            uniques=self._uniques(),
            checks=self._definition.checks,
            full_text=full_text,
        )

    def _column(self, row: Sequence[Any], collations: dict[str, str]) -> ColumnFacts:
        name, declared, not_null, default, key, hidden = row
        return ColumnFacts(
            name,
            values_of(declared),
            _storage(declared, collations, name),
            nullable=not not_null and not key,
            default=default,
            counted=bool(key) and declared.upper() == "INTEGER" and self._key_is_rowid(),
            generated=hidden in _GENERATED,
        )

    def _key_is_rowid(self) -> bool:
        """Tell whether the key is the number of the row (https://www.sqlite.org/lang_createtable.html#rowid).

        SQLite makes an index for every other key.
        """
        return len(self._key) == 1 and not self._without_rowid and all(index[1] != "pk" for index in self._indexes)

    def _uniques(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        columns: dict[tuple[str, str], list[str | None]] = defaultdict(list)
        for index, origin, column in self._indexes:
            columns[index, origin].append(column)
        return tuple(
            ("" if origin == "u" else index, tuple(name for name in names if name is not None))
            for (index, origin), names in columns.items()
            # An index on an expression has no name for it.
            if origin != "pk" and None not in names
        )


def _foreign_keys(rows: list[Any]) -> tuple[ForeignKey, ...]:
    keys: dict[int, list[Any]] = defaultdict(list)
    for number, *row in rows:
        keys[number].append(row)
    # SQLite lists the last one first.
    return tuple(
        ForeignKey(
            columns=tuple(column for _, column, _ in parts),
            target=parts[0][0],
            target_columns=tuple(target for _, _, target in parts if target is not None),
        )
        for _, parts in sorted(keys.items(), reverse=True)
    )
