"""What only the database can tell of a row: which CHECKs it breaks, which references point nowhere, what is taken.

The database refuses a row at the first constraint that it breaks, and does not always say which. These are questions
that find all of them: each has a statement, and makes sense of its answer. They are asked after a refusal, or before a
write in its transaction; either way the database's own refusal is what counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...faults.row import CHECK_BROKEN, REFERENCE_MISSING
from ...semantics.json_pointer import pointer_to
from ..database.database import Row, Statement
from ..refusal import Violation
from .checks import Names, speaks_of_columns_only
from .resource import Check, Column, Kind, Reference, Resource, Schema

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.engine import Dialect

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """Asks which of `checks` hold; there is one row, with the answer to each."""

    statement: Statement
    checks: tuple[Check, ...]

    def violations(self, rows: list[Row]) -> tuple[Violation, ...]:
        """Return a violation for each CHECK that is false; one that is NULL is not broken."""
        return tuple(
            _check_broken(check)
            for check, holds in zip(self.checks, rows[0], strict=True)
            if holds is not None and not holds
        )


@dataclass(frozen=True, slots=True)
class ReferenceQuestion:
    """Asks for the row that `reference` points to."""

    statement: Statement
    reference: Reference

    def violations(self, rows: list[Row]) -> tuple[Violation, ...]:
        """Return a violation where there is no such row."""
        if rows:
            return ()
        target = ", ".join(self.reference.target_columns)
        details = {"resource": self.reference.target, "target": target}
        return (Violation(pointer_to(self.reference.columns[0]), REFERENCE_MISSING, details),)


@dataclass(frozen=True, slots=True)
class UniqueQuestion:
    """Asks for the key of another row that has the same values in `columns`, which are unique or the key itself."""

    statement: Statement
    columns: tuple[str, ...]

    def other(self, rows: list[Row]) -> Row | None:
        """Return the key of the other row, as the driver gives it; None where the values are free."""
        return rows[0] if rows else None


def check_question(
    resource: Resource, values: Values, dialect: Dialect, current: Values | None = None
) -> CheckQuestion | None:
    """Return the question which CHECKs a row with `values` breaks; None where there is nothing to ask.

    `values` are those of the statement that writes, `current` those of the whole row where it is only changed. CHECKs
    that speak of what is not known here are left out: generated columns, defaults, the number of the row, and values
    that this database would turn into others. What fails while it is asked, such as a division by zero, fails in the
    write as well.
    """
    row = _Row(resource, {**(current or {}), **values}, dialect, is_whole=current is None)
    names_of_columns = Names(resource.by_name, dialect.name)
    checks = tuple(
        check
        for check in resource.checks
        if values.keys() & set(check.columns)
        and all(map(row.is_known, check.columns))
        and speaks_of_columns_only(names_of_columns.tokens(check.sql), names_of_columns, resource.table.name)
    )
    if not checks:
        return None
    names = tuple(dict.fromkeys(name for check in checks for name in check.columns))
    sql = _Language(dialect)
    asked = ", ".join(f"({sql.escaped(check.sql)}\n)" for check in checks)
    given = ", ".join(f"{sql.typed(resource, name)} AS {sql.name(name)}" for name in names)
    statement = f"SELECT {asked} FROM (SELECT {given}) AS {sql.name(resource.table.name)}"
    return CheckQuestion(Statement(statement, tuple(map(row.value, names))), checks)


def reference_questions(
    resource: Resource, schema: Schema, values: Values, dialect: Dialect, current: Values | None = None
) -> tuple[ReferenceQuestion, ...]:
    """Return a question for each foreign key that `values` set, and that is not NULL in a part of it."""
    row = {**(current or {}), **values}
    return tuple(
        _reference_question(resource, schema.resources[reference.target], reference, row, dialect)
        for reference in resource.references
        if values.keys() & set(reference.columns)
        and all(row.get(name) is not None for name in reference.columns)
        and not _is_itself(reference, row)
    )


def unique_questions(
    resource: Resource,
    values: Values,
    dialect: Dialect,
    *,
    key: tuple[object, ...] | None = None,
    current: Values | None = None,
) -> tuple[UniqueQuestion, ...]:
    """Return a question for the key and each group of unique columns that `values` set, without NULL among them.

    `key` is that of the row itself, where it exists.
    """
    row = {**(current or {}), **values}
    groups = [unique.columns for unique in resource.uniques]
    if key is None:
        groups.insert(0, resource.key)
    return tuple(
        _unique_question(resource, columns, row, key, dialect)
        for columns in groups
        if values.keys() & set(columns) and all(row.get(name) is not None for name in columns)
    )


def _check_broken(check: Check) -> Violation:
    columns = ", ".join(check.columns)
    # The SQL of a rule is the operator's own business.
    return Violation(pointer_to(check.columns[0]), CHECK_BROKEN, {"rule": check.name or columns, "columns": columns})


def _is_itself(reference: Reference, row: Values) -> bool:
    """Tell whether the row refers to itself, which it may before it exists."""
    return reference.target == reference.resource and all(
        row.get(target) == row[name] for name, target in zip(reference.columns, reference.target_columns, strict=True)
    )


def _reference_question(
    resource: Resource, target: Resource, reference: Reference, row: Values, dialect: Dialect
) -> ReferenceQuestion:
    sql = _Language(dialect)
    statement = f"SELECT 1 FROM {sql.table(target.table)} WHERE {sql.equal(target, reference.target_columns)} LIMIT 1"
    return ReferenceQuestion(Statement(statement, tuple(row[name] for name in reference.columns)), reference)


def _unique_question(
    resource: Resource, columns: tuple[str, ...], row: Values, key: tuple[object, ...] | None, dialect: Dialect
) -> UniqueQuestion:
    sql = _Language(dialect)
    shown = ", ".join(map(sql.name, resource.key))
    where = sql.equal(resource, columns)
    if key is not None:
        where += f" AND NOT ({sql.equal(resource, resource.key)})"
    statement = f"SELECT {shown} FROM {sql.table(resource.table)} WHERE {where} LIMIT 1"
    return UniqueQuestion(Statement(statement, (*(row[name] for name in columns), *(key or ()))), columns)


# What Python has for the kinds that a cast could turn into something else: SQLite keeps other values there, too.
_EXPECTED: dict[Kind, type | tuple[type, ...]] = {
    Kind.INTEGER: int,
    Kind.FLOAT: (int, float),
    Kind.DECIMAL: (int, float),
    Kind.BOOLEAN: int,
    Kind.TEXT: str,
}


class _Row:
    """What is known of the row that a statement will make."""

    def __init__(self, resource: Resource, values: Values, dialect: Dialect, *, is_whole: bool) -> None:
        self._resource = resource
        self._values = values
        self._is_sqlite = dialect.name == "sqlite"
        self._is_whole = is_whole

    def value(self, name: str) -> object:
        return self._values.get(name)

    def is_known(self, name: str) -> bool:
        """Tell whether the row's value is known, and a CHECK takes it as it takes the column's."""
        column = self._resource.by_name[name]
        if not column.writable:
            return False
        if name not in self._values:
            return self._is_whole and self._is_null_by_default(column)
        value = self._values[name]
        return value is None or (self._is_kept_here(column, value) if self._is_sqlite else _has_type(column))

    def _is_null_by_default(self, column: Column) -> bool:
        return column.nullable and self._resource.table.c[column.name].server_default is None

    def _is_kept_here(self, column: Column, value: object) -> bool:
        """Tell whether SQLite keeps the value as it is. It turns text that looks like a number into one, sometimes."""
        if column.kind is Kind.ANY:
            return self._resource.table.c[column.name].type.__visit_name__ == "null"
        return isinstance(value, _EXPECTED.get(column.kind, object))


def _has_type(column: Column) -> bool:
    """Tell whether the column's type is one that a value can be cast to without an error."""
    return column.kind is not Kind.ANY


_SQLITE_CASTS = {
    Kind.INTEGER: "INTEGER",
    Kind.BOOLEAN: "NUMERIC",
    Kind.DECIMAL: "NUMERIC",
    Kind.FLOAT: "REAL",
    Kind.TEXT: "TEXT",
}
_MYSQL_CASTS = {Kind.DATE: "DATE", Kind.TIME: "TIME(6)", Kind.DATETIME: "DATETIME(6)"}


class _Language:
    """SQL as the driver of one dialect takes it."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._is_sqlite = dialect.name == "sqlite"
        self._is_mysql = dialect.name == "mysql"
        self._takes_percent = dialect.paramstyle in ("format", "pyformat")

    def escaped(self, sql: str) -> str:
        """Return `sql`, which has no parameters, so that the driver finds none in it."""
        return sql.replace("%", "%%") if self._takes_percent else sql

    def name(self, name: str) -> str:
        """Return a name in quotes."""
        quote = self._dialect.identifier_preparer.initial_quote
        return self.escaped(quote + str(name).replace(quote, quote * 2) + quote)

    def table(self, table: Table) -> str:
        """Return the name of a table, with its schema where it has one."""
        return ".".join(self.name(name) for name in (table.schema, table.name) if name is not None)

    def typed(self, resource: Resource, name: str) -> str:
        """Return a placeholder that behaves in comparisons as the column `name` does."""
        column, placeholder = resource.by_name[name], "%s" if self._takes_percent else "?"
        storage = resource.table.c[name].type
        if self._is_mysql:
            # Other values are written into the SQL as what they are.
            cast = _MYSQL_CASTS.get(column.kind)
            return placeholder if cast is None else f"CAST({placeholder} AS {cast})"
        if not self._is_sqlite:
            return f"CAST({placeholder} AS {self.escaped(storage.compile(self._dialect))})"
        cast = _SQLITE_CASTS.get(column.kind)
        collation = getattr(storage, "collation", None)
        typed = placeholder if cast is None else f"CAST({placeholder} AS {cast})"
        return typed if collation is None else f"{typed} COLLATE {self.name(collation)}"

    def equal(self, resource: Resource, columns: Iterable[str]) -> str:
        """Return the condition that columns have the values of placeholders."""
        return " AND ".join(f"{self.name(name)} = {self._value(resource, name)}" for name in columns)

    def _value(self, resource: Resource, name: str) -> str:
        # SQLite compares a column with a parameter as the column has it; a cast would change that.
        return "?" if self._is_sqlite else self.typed(resource, name)
