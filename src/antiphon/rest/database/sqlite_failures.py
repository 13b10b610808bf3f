"""What an error of SQLite means to whoever asked."""

from __future__ import annotations

import re
import sqlite3

from ...faults import AntiphonError, Fault
from ...faults.database import (
    CHECK_VIOLATED,
    DATABASE_DAMAGED,
    DATABASE_DISK,
    DATABASE_FAILED,
    DATABASE_FULL,
    DATABASE_GONE,
    DATABASE_LOCKED,
    DATABASE_READ_ONLY,
    NOT_NULL_VIOLATED,
    QUERY_TOO_LONG,
    REFERENCE_VIOLATED,
    RULE_VIOLATED,
    SCHEMA_CHANGED,
    STILL_REFERENCED,
    TYPE_VIOLATED,
    UNIQUE_VIOLATED,
)
from .failures import ConstraintViolated, DatabaseUnavailable

Errors = (sqlite3.Error, OverflowError, UnicodeEncodeError)
"""What the driver raises: the last two where a value is no 64 bit integer or no UTF-8."""

_UNAVAILABLE: dict[int, tuple[Fault, int | None]] = {
    sqlite3.SQLITE_BUSY: (DATABASE_LOCKED, 1),
    sqlite3.SQLITE_LOCKED: (DATABASE_LOCKED, 1),
    sqlite3.SQLITE_READONLY: (DATABASE_READ_ONLY, 60),
    sqlite3.SQLITE_READONLY_DBMOVED: (DATABASE_GONE, 5),
    sqlite3.SQLITE_PERM: (DATABASE_READ_ONLY, 60),
    sqlite3.SQLITE_FULL: (DATABASE_FULL, None),
    sqlite3.SQLITE_IOERR: (DATABASE_DISK, 30),
    sqlite3.SQLITE_CANTOPEN: (DATABASE_GONE, 5),
    sqlite3.SQLITE_NOMEM: (DATABASE_DISK, 5),
    sqlite3.SQLITE_CORRUPT: (DATABASE_DAMAGED, None),
    sqlite3.SQLITE_NOTADB: (DATABASE_DAMAGED, None),
    sqlite3.SQLITE_SCHEMA: (SCHEMA_CHANGED, 1),
}
_SCHEMA_CHANGED = re.compile(
    r"no such (?:table|column|index|view)"
    r"|table .* has (?:no column named|\d+ columns but)"
    r"|cannot modify .* because it is",
    re.DOTALL,
)
_UNFIT = ("LIKE or GLOB pattern too complex", "string or blob too big")
_DATATYPE = re.compile(r"cannot store \w+ value in \w+ column (?P<column>.*)", re.DOTALL)
_WORD = re.compile(r"\w+")


def failure_of(
    error: Exception, sql: str = "", *, seconds: float = 0, connection: sqlite3.Connection | None = None
) -> AntiphonError:
    """Return what to raise for `error`, one of `Errors`, that came of running `sql` for at most `seconds`.

    `connection` is where the columns of a constraint are looked up.
    """
    if not isinstance(error, sqlite3.Error):
        return ConstraintViolated(TYPE_VIOLATED)
    # Mistakes in the use of the driver have no code.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE)
    kind = code & 0xFF
    if kind == sqlite3.SQLITE_CONSTRAINT:
        return _violation(code, str(error), sql, connection)
    if kind in (sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG) or str(error) in _UNFIT:
        return ConstraintViolated(TYPE_VIOLATED)
    if kind == sqlite3.SQLITE_INTERRUPT:
        return DatabaseUnavailable(QUERY_TOO_LONG, retry_after=60, seconds=seconds)
    return _unavailable(code, str(error))


def _unavailable(code: int, message: str) -> DatabaseUnavailable:
    if code & 0xFF == sqlite3.SQLITE_ERROR and _SCHEMA_CHANGED.match(message):
        return DatabaseUnavailable(SCHEMA_CHANGED, retry_after=1)
    fault, retry_after = _UNAVAILABLE.get(code) or _UNAVAILABLE.get(code & 0xFF) or (DATABASE_FAILED, None)
    return DatabaseUnavailable(fault, retry_after=retry_after)


def _violation(code: int, message: str, sql: str, connection: sqlite3.Connection | None) -> ConstraintViolated:
    subject = message.partition(" constraint failed: ")[2]
    if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        deleting = sql.lstrip()[:6].upper() == "DELETE"
        return ConstraintViolated(STILL_REFERENCED if deleting else REFERENCE_VIOLATED)
    if code == sqlite3.SQLITE_CONSTRAINT_TRIGGER:
        return ConstraintViolated(RULE_VIOLATED, reason=message.rstrip("."))
    if code == sqlite3.SQLITE_CONSTRAINT_CHECK:
        # An unnamed CHECK is reported by its SQL, which is not for clients.
        name = subject if _WORD.fullmatch(subject) else ""
        return ConstraintViolated(CHECK_VIOLATED, name=name, rule=subject)
    if match := _DATATYPE.match(message):
        table, columns = _columns(match["column"], connection)
        return ConstraintViolated(TYPE_VIOLATED, table=table, columns=columns)
    if subject.startswith("index '"):
        return ConstraintViolated(UNIQUE_VIOLATED, name=subject[7:-1])
    fault = NOT_NULL_VIOLATED if code == sqlite3.SQLITE_CONSTRAINT_NOTNULL else UNIQUE_VIOLATED
    table, columns = _columns(subject, connection)
    return ConstraintViolated(fault, table=table, columns=columns)


def _columns(subject: str, connection: sqlite3.Connection | None) -> tuple[str, tuple[str, ...]]:
    """Return the table and the columns of ``table.one, table.two``. Any of the names may hold dots and commas."""
    for dot in re.finditer(r"\.", subject):
        table = subject[: dot.start()]
        columns = tuple(subject[dot.end() :].split(f", {table}."))
        if set(columns) <= _columns_of(table, connection):
            return table, columns
    return "", ()


def _columns_of(table: str, connection: sqlite3.Connection | None) -> set[str]:
    if connection is None:
        return set()
    try:
        return {name for (name,) in connection.execute("SELECT name FROM pragma_table_xinfo(?)", (table,))}
    except sqlite3.Error:
        return set()
