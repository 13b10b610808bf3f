"""The tables of MySQL and MariaDB: what SQLAlchemy's inspector finds, and what only their own catalogue tells."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import sqlalchemy

from ..query.full_text import Match
from .inspected_tables import inspected_tables
from .mysql_types import storage_of, values_of, with_charset
from .resource import Kind
from .sql_tokens import tokens_of
from .table_facts import ColumnFacts, TableFacts
from .value_type import ValueType

_CHARSETS = """
    SELECT TABLE_NAME, COLUMN_NAME, CHARACTER_SET_NAME FROM information_schema.COLUMNS
    WHERE TABLE_SCHEMA = coalesce(:schema, database()) AND CHARACTER_SET_NAME IS NOT NULL
"""
_INDEXES = """
    SELECT TABLE_NAME, INDEX_NAME, INDEX_TYPE = 'FULLTEXT', COLUMN_NAME, SUB_PART FROM information_schema.STATISTICS
    WHERE TABLE_SCHEMA = coalesce(:schema, database()) AND (INDEX_TYPE = 'FULLTEXT' OR NOT NON_UNIQUE)
      AND INDEX_NAME <> 'PRIMARY'
    ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX
"""
_WITHOUT_TRANSACTIONS = """
    SELECT TABLE_NAME FROM information_schema.TABLES JOIN information_schema.ENGINES USING (ENGINE)
    WHERE TABLE_SCHEMA = coalesce(:schema, database()) AND NOT coalesce(TRANSACTIONS = 'YES', FALSE)
"""
# MariaDB has CHECKs of columns besides those of tables, which are all that SQLAlchemy finds, and all that MySQL has.
_CHECKS = """
    SELECT TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS
    WHERE CONSTRAINT_SCHEMA = coalesce(:schema, database())
"""
_JSON = ValueType(Kind.JSON, comparable=False)

Checks = tuple[tuple[str, str], ...]


def mysql_tables(connection: sqlalchemy.Connection, schema: str | None = None) -> list[TableFacts]:
    """Return the tables and views of `schema`, or of the database that `connection` is of, sorted by name."""
    catalogue = _Catalogue(connection, schema)
    return [catalogue.completed(table) for table in inspected_tables(connection, schema)]


class _Catalogue:
    """What the server's catalogue tells of one schema."""

    def __init__(self, connection: sqlalchemy.Connection, schema: str | None) -> None:
        def rows(sql: str) -> list[tuple[object, ...]]:
            return [tuple(row) for row in connection.execute(sqlalchemy.text(sql), {"schema": schema})]

        self._charsets = {(table, column): str(charset) for table, column, charset in rows(_CHARSETS)}
        self._without_transactions = {table for (table,) in rows(_WITHOUT_TRANSACTIONS)}
        self._uniques: dict[object, dict[str, list[str | None]]] = defaultdict(lambda: defaultdict(list))
        self._full_texts: dict[object, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for table, index, is_full_text, column, length in rows(_INDEXES):
            if is_full_text:
                self._full_texts[table][str(index)].append(str(column))
            else:
                # What is unique in its first characters, or of an expression, is no column that is unique.
                is_whole = column is not None and length is None
                self._uniques[table][str(index)].append(str(column) if is_whole else None)
        self._checks: dict[object, Checks] | None = None
        if getattr(connection.dialect, "is_mariadb", False):
            self._checks = defaultdict(tuple)
            for table, name, sql in rows(_CHECKS):
                self._checks[table] += ((str(name), str(sql)),)

    def completed(self, table: TableFacts) -> TableFacts:
        """Return `table` with what only the catalogue tells."""
        checks = table.checks if self._checks is None else self._checks[table.name]
        documents = {_json_column(sql) for _, sql in checks}
        columns = (self._column(table, column) for column in table.columns)
        full_texts = self._full_texts[table.name]
        return replace(
            table,
            columns=tuple(replace(column, values=_JSON) if column.name in documents else column for column in columns),
            uniques=tuple(
                (name, tuple(filter(None, columns)))
                for name, columns in self._uniques[table.name].items()
                if None not in columns
            ),
            checks=tuple(check for check in checks if _json_column(check[1]) is None),
            full_text=Match(tuple(next(iter(full_texts.values())))) if full_texts else None,
            read_only=table.name in self._without_transactions and not table.is_view,
        )

    def _column(self, table: TableFacts, column: ColumnFacts) -> ColumnFacts:
        charset = self._charsets.get((table.name, column.name))
        return replace(
            column,
            values=values_of(column.storage) or column.values,
            storage=with_charset(column.storage, charset) if charset else storage_of(column.storage),
            # The key of a new row is known only where the client gives it or the server counts it.
            default=None if column.name in table.key else column.default,
        )


def _json_column(sql: str) -> str | None:
    """Return the column that a CHECK wants to be JSON and no more: so MariaDB writes a column of that type."""
    tokens = [token.value for token in tokens_of(sql, backslash_escapes=True)]
    is_json = len(tokens) == 4 and tokens[0].lower() == "json_valid"
    return tokens[2] if is_json else None
