"""A database's tables and views become resources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import sqlalchemy

from .checks import Choices, Names, choices_in, columns_in
from .codecs import codec_for
from .inspected_tables import inspected_tables
from .modified import modified_column
from .resource import Check, Column, Kind, Reference, Resource, Schema, Unique
from .sqlite_tables import sqlite_tables
from .table_facts import ColumnFacts, ForeignKey, TableFacts

_OURS = "_antiphon"
# No path leads to these: they are what relative references are made of (RFC 3986 §5.2.4), or the root.
_NO_NAMES = frozenset({"", ".", ".."})
_EXACT_COLLATIONS = frozenset({"BINARY", "C", "POSIX", "default"})


def reflect(connection: sqlalchemy.Connection, schemas: Sequence[str] = ()) -> Schema:
    """Return the resources of the database, sorted by name.

    They are the tables and views of the default schema (PostgreSQL: ``public``) under their own names, and those of
    the further `schemas` as ``schema.table``; where two have the same name, the first one keeps it. Tables whose name
    begins with ``_antiphon`` are the server's own, and are no resources.
    """
    dialect = connection.dialect.name
    tables = _tables(connection)
    for schema in schemas:
        tables += _tables(connection, schema)
    named: dict[str, TableFacts] = {}
    for table in tables:
        if _can_be_shown(table):
            named.setdefault(_resource_name(table), table)
    return Schema(_Assembly(named, dialect).resources())


def _tables(connection: sqlalchemy.Connection, schema: str | None = None) -> list[TableFacts]:
    dialect = connection.dialect.name
    if dialect == "sqlite" and schema is None:
        return sqlite_tables(connection)
    if dialect == "mysql":
        # Loaded where it is needed: SQLAlchemy's part for MySQL brings all its drivers' parts.
        from .mysql_tables import mysql_tables

        return mysql_tables(connection, schema)
    return inspected_tables(connection, schema)


def _can_be_shown(table: TableFacts) -> bool:
    has_name = table.name not in _NO_NAMES and not table.name.lower().startswith(_OURS)
    return has_name and bool(table.columns) and all(column.name for column in table.columns)


def _resource_name(table: TableFacts) -> str:
    return table.name if table.schema is None else f"{table.schema}.{table.name}"


class _Assembly:
    """Makes the resources out of the facts, once all of them are known, since they refer to each other."""

    def __init__(self, tables: dict[str, TableFacts], dialect: str) -> None:
        self._tables = tables
        self._dialect = dialect
        self._metadata = sqlalchemy.MetaData()
        fold = str.lower if dialect == "sqlite" else str
        self._names = {(table.schema, fold(table.name)): name for name, table in tables.items()}
        self._fold = fold
        self._references: dict[str, list[Reference]] = defaultdict(list)
        self._referrers: dict[str, list[Reference]] = defaultdict(list)
        for name, table in tables.items():
            for key in table.foreign_keys:
                self._add_reference(name, table, key)

    def resources(self) -> dict[str, Resource]:
        return {name: self._resource(name, self._tables[name]) for name in sorted(self._tables)}

    def _resource(self, name: str, table: TableFacts) -> Resource:
        names = Names((column.name for column in table.columns), self._dialect)
        checks = [_check(label, sql, names) for label, sql in table.checks]
        choices = _choices(table, [found for _, found in checks if found is not None])
        columns = tuple(self._column(column, choices.get(column.name)) for column in table.columns)
        return Resource(
            name,
            self._table(table),
            columns,
            key=table.key,
            references=tuple(self._references[name]),
            referrers=tuple(self._referrers[name]),
            uniques=_uniques(table),
            # The codec of a column with choices says the same.
            checks=tuple(check for check, found in checks if found is None or choices.get(found.column) != found.texts),
            is_view=table.is_view,
            read_only=table.read_only,
            modified=modified_column(columns),
            description=table.comment,
            full_text=table.full_text,
        )

    def _column(self, facts: ColumnFacts, choices: tuple[str, ...] | None) -> Column:
        values = facts.values if choices is None else replace(facts.values, choices=choices)
        return Column(
            facts.name,
            values.kind,
            codec_for(values, self._dialect),
            nullable=facts.nullable,
            optional=facts.nullable or facts.counted or facts.generated or _has_default(facts),
            writable=not facts.generated,
            max_length=values.max_length,
            precision=values.precision,
            scale=values.scale,
            choices=values.choices,
            description=facts.comment,
            comparable=values.comparable,
        )

    def _table(self, facts: TableFacts) -> sqlalchemy.Table:
        columns = (self._table_column(column) for column in facts.columns)
        schema = None if facts.schema is None else _quoted(facts.schema)
        return sqlalchemy.Table(_quoted(facts.name), self._metadata, *columns, schema=schema)

    def _table_column(self, facts: ColumnFacts) -> sqlalchemy.Column[object]:
        # SQLAlchemy is not told which columns are the key: it would look for ways to know it before an INSERT.
        return sqlalchemy.Column(
            _quoted(facts.name),
            facts.storage,
            nullable=facts.nullable,
            server_default=None if facts.default is None else sqlalchemy.DefaultClause(_sql(facts.default)),
        )

    def _add_reference(self, name: str, table: TableFacts, key: ForeignKey) -> None:
        """Take up the reference, where its target and both ends' columns exist: SQLite takes any name."""
        target = self._names.get((key.target_schema, self._fold(key.target)))
        if target is None:
            return
        columns = self._columns(table, key.columns)
        target_columns = self._columns(self._tables[target], key.target_columns or self._tables[target].key)
        if len(columns) == len(target_columns) > 0:
            reference = Reference(name, columns, target, target_columns)
            self._references[name].append(reference)
            self._referrers[target].append(reference)

    def _columns(self, table: TableFacts, names: Iterable[str]) -> tuple[str, ...]:
        """Return the columns of `table` called `names` as the table spells them, without those that it lacks."""
        spelt = {self._fold(column.name): column.name for column in table.columns}
        return tuple(spelt[self._fold(name)] for name in names if self._fold(name) in spelt)


def _check(name: str, sql: str, names: Names) -> tuple[Check, Choices | None]:
    """Return the check, and the choices that it lists if that is all it does."""
    tokens = names.tokens(sql)
    return Check(sql, columns_in(tokens, names), name), choices_in(tokens, names)


def _choices(table: TableFacts, found: Iterable[Choices]) -> dict[str, tuple[str, ...]]:
    """Return the choices of the columns of text; a column that takes any case has more than are listed."""
    plain = {
        column.name
        for column in table.columns
        if column.values.kind is Kind.TEXT and column.values.item is None and not _collation(column)
    }
    return {choices.column: choices.texts for choices in reversed(list(found)) if choices.column in plain}


def _collation(column: ColumnFacts) -> str | None:
    collation: str | None = getattr(column.storage, "collation", None)
    return None if collation in _EXACT_COLLATIONS or (collation or "").endswith("_bin") else collation


def _uniques(table: TableFacts) -> tuple[Unique, ...]:
    """Return the unique groups of columns, each once, without the key."""
    groups: dict[frozenset[str], Unique] = {}
    for name, columns in table.uniques:
        if frozenset(columns) != frozenset(table.key):
            groups.setdefault(frozenset(columns), Unique(columns, name))
    return tuple(groups.values())


def _has_default(facts: ColumnFacts) -> bool:
    return facts.default is not None and facts.default.strip().upper() not in ("NULL", "(NULL)")


def _quoted(name: str) -> sqlalchemy.quoted_name:
    """Return `name` so that SQL always has it in quotes: what needs them differs between databases and versions."""
    return sqlalchemy.quoted_name(name, True)


def _sql(text: str) -> sqlalchemy.ColumnElement[object]:
    # Not `text`, which would take what follows a colon for a parameter.
    return sqlalchemy.literal_column(text)
