"""The tables of PostgreSQL, and of whatever else SQLAlchemy's inspector knows, in a few queries for all of them."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine.reflection import ObjectKind

from ..query.full_text import text_search
from .inspected_types import storage_of, values_of
from .table_facts import ColumnFacts, ForeignKey, TableFacts

# A partition is part of the table that it is a partition of, which is shown.
_PARTITIONS = """
    SELECT c.relname FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relispartition AND n.nspname = coalesce(%(schema)s, current_schema())
"""
_Found = Mapping[tuple[str | None, str], Any]


def inspected_tables(connection: sqlalchemy.Connection, schema: str | None = None) -> list[TableFacts]:
    """Return the tables and views of `schema`, or of the default one, sorted by name."""
    inspector = sqlalchemy.inspect(connection)
    with warnings.catch_warnings():
        # A type that SQLAlchemy does not know is handled as text.
        warnings.filterwarnings("ignore", category=sqlalchemy.exc.SAWarning)
        return _Inspection(inspector, schema, _partitions(connection, schema)).tables()


def _partitions(connection: sqlalchemy.Connection, schema: str | None) -> frozenset[str]:
    if connection.dialect.name != "postgresql":
        return frozenset()
    return frozenset(
        connection.execute(sqlalchemy.text(_PARTITIONS.replace("%(schema)s", ":schema")), {"schema": schema}).scalars()
    )


class _Inspection:
    """All that the inspector finds in one schema."""

    def __init__(self, inspector: sqlalchemy.Inspector, schema: str | None, partitions: frozenset[str]) -> None:
        asked: dict[str, Any] = {"schema": schema, "kind": ObjectKind.ANY}
        self._schema = schema
        self._partitions = partitions
        self._views = {*inspector.get_view_names(schema), *_materialized(inspector, schema)}
        self._columns: _Found = inspector.get_multi_columns(**asked)
        self._keys: _Found = inspector.get_multi_pk_constraint(**asked)
        self._foreign_keys: _Found = inspector.get_multi_foreign_keys(**asked)
        self._uniques: _Found = inspector.get_multi_unique_constraints(**asked)
        self._indexes: _Found = inspector.get_multi_indexes(**asked)
        self._checks: _Found = inspector.get_multi_check_constraints(**asked)
        self._comments: _Found = inspector.get_multi_table_comment(**asked) if _has_comments(inspector) else {}

    def tables(self) -> list[TableFacts]:
        places = sorted(
            (place for place in self._columns if place[1] not in self._partitions), key=lambda place: place[1]
        )
        return [self._table(place) for place in places]

    def _table(self, place: tuple[str | None, str]) -> TableFacts:
        key = tuple((self._keys.get(place) or {}).get("constrained_columns") or ())
        return TableFacts(
            place[1],
            tuple(_column(found, key) for found in self._columns[place]),
            schema=self._schema,
            is_view=place[1] in self._views,
            key=key,
            foreign_keys=tuple(map(_foreign_key, self._foreign_keys.get(place) or ())),
            uniques=self._unique_columns(place),
            checks=tuple((found["name"] or "", found["sqltext"]) for found in self._checks.get(place) or ()),
            full_text=text_search(self._vectors(place), self._expressions(place)),
            comment=(self._comments.get(place) or {}).get("text") or "",
        )

    def _unique_columns(self, place: tuple[str | None, str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        constraints = [(found["name"] or "", tuple(found["column_names"])) for found in self._uniques.get(place) or ()]
        names = {name for name, _ in constraints}
        indexes = [
            (found["name"] or "", tuple(found["column_names"]))
            for found in self._indexes.get(place) or ()
            if found["unique"] and found["name"] not in names and _is_plain(found)
        ]
        return tuple(constraints + indexes)

    def _vectors(self, place: tuple[str | None, str]) -> list[tuple[str, str | None]]:
        return [
            (found["name"], (found.get("computed") or {}).get("sqltext"))
            for found in self._columns[place]
            if isinstance(found["type"], postgresql.TSVECTOR)
        ]

    def _expressions(self, place: tuple[str | None, str]) -> list[str]:
        indexes = sorted(self._indexes.get(place) or (), key=lambda found: found["name"] or "")
        return [expression for found in indexes for expression in found.get("expressions") or ()]


def _materialized(inspector: sqlalchemy.Inspector, schema: str | None) -> Sequence[str]:
    try:
        return inspector.get_materialized_view_names(schema)
    except NotImplementedError:
        return ()


def _has_comments(inspector: sqlalchemy.Inspector) -> bool:
    return inspector.dialect.supports_comments


def _is_plain(index: Any) -> bool:
    """Tell whether an index is on columns alone, for all rows."""
    options = index.get("dialect_options") or {}
    return "expressions" not in index and not options.get("postgresql_where")


def _column(found: Any, key: tuple[str, ...]) -> ColumnFacts:
    identity = found.get("identity") or {}
    declared = found["type"]
    return ColumnFacts(
        found["name"],
        values_of(declared),
        storage_of(declared),
        nullable=bool(found["nullable"]) and found["name"] not in key,
        default=None if found.get("computed") else found["default"],
        counted=bool(identity) or found.get("autoincrement") is True,
        generated=bool(found.get("computed")) or bool(identity.get("always")),
        comment=found.get("comment") or "",
    )


def _foreign_key(found: Any) -> ForeignKey:
    return ForeignKey(
        columns=tuple(found["constrained_columns"]),
        target=found["referred_table"],
        target_columns=tuple(found["referred_columns"]),
        target_schema=found["referred_schema"],
    )
