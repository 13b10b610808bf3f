"""What an error of PostgreSQL means to whoever asked, by its SQLSTATE (PostgreSQL documentation, appendix A)."""

from __future__ import annotations

import re

import psycopg

from ...faults import AntiphonError, Fault
from ...faults.database import (
    CHECK_VIOLATED,
    DATABASE_BUSY,
    DATABASE_DAMAGED,
    DATABASE_DISK,
    DATABASE_FAILED,
    DATABASE_FORBIDS,
    DATABASE_FULL,
    DATABASE_LOCKED,
    DATABASE_READ_ONLY,
    DATABASE_UNREACHABLE,
    NOT_NULL_VIOLATED,
    QUERY_TOO_LONG,
    REFERENCE_VIOLATED,
    RULE_VIOLATED,
    SCHEMA_CHANGED,
    STILL_REFERENCED,
    TYPE_VIOLATED,
    UNIQUE_VIOLATED,
    WRITE_CONFLICTED,
    WRITE_UNKNOWN,
)
from .failures import ConstraintViolated, DatabaseUnavailable

_VIOLATIONS: dict[str, Fault] = {
    "23001": STILL_REFERENCED,
    "23502": NOT_NULL_VIOLATED,
    "23505": UNIQUE_VIOLATED,
    "23514": CHECK_VIOLATED,
    "23P01": UNIQUE_VIOLATED,
    "44000": CHECK_VIOLATED,
    "P0001": RULE_VIOLATED,
}
_UNAVAILABLE: dict[str, tuple[Fault, int | None]] = {
    "26000": (SCHEMA_CHANGED, 1),
    "42P01": (SCHEMA_CHANGED, 1),
    "42703": (SCHEMA_CHANGED, 1),
    "3F000": (SCHEMA_CHANGED, 1),
    # Two made the same table at once: ``IF NOT EXISTS`` looks before the other has committed.
    "42710": (WRITE_CONFLICTED, 1),
    "42P07": (WRITE_CONFLICTED, 1),
    "25006": (DATABASE_READ_ONLY, 60),
    "40001": (WRITE_CONFLICTED, 1),
    "40P01": (WRITE_CONFLICTED, 1),
    "40003": (WRITE_UNKNOWN, None),
    "42501": (DATABASE_FORBIDS, None),
    "53100": (DATABASE_FULL, None),
    "53300": (DATABASE_BUSY, 2),
    "55P03": (DATABASE_LOCKED, 1),
    "57P01": (DATABASE_UNREACHABLE, 2),
    "57P02": (DATABASE_UNREACHABLE, 2),
    "57P03": (DATABASE_UNREACHABLE, 2),
    "57P05": (DATABASE_UNREACHABLE, 2),
}
_UNAVAILABLE_CLASSES: dict[str, tuple[Fault, int | None]] = {
    "08": (DATABASE_UNREACHABLE, 2),
    "53": (DATABASE_BUSY, 5),
    "58": (DATABASE_DISK, 30),
    "XX": (DATABASE_DAMAGED, None),
}

_LOST = ("57P01", "57P02", "57P03", "57P05")
_KEY = re.compile(r"\((?P<columns>.*?)\)=\(", re.DOTALL)


def failure_of(error: Exception, sql: str = "", *, seconds: float = 0) -> AntiphonError:
    """Return what to raise for `error` of psycopg or the network, from running `sql` for at most `seconds`."""
    if is_lost(error):
        return DatabaseUnavailable(DATABASE_UNREACHABLE, retry_after=2)
    if is_stale(error):
        return DatabaseUnavailable(SCHEMA_CHANGED, retry_after=1)
    if not isinstance(error, psycopg.Error):
        return DatabaseUnavailable(DATABASE_FAILED)
    state = error.sqlstate or ""
    if violation := _violation(error, state, sql):
        return violation
    if state == "57014":
        return DatabaseUnavailable(QUERY_TOO_LONG, retry_after=60, seconds=seconds)
    fault, retry_after = _UNAVAILABLE.get(state) or _UNAVAILABLE_CLASSES.get(state[:2]) or (DATABASE_FAILED, None)
    return DatabaseUnavailable(fault, retry_after=retry_after)


def is_lost(error: BaseException | None) -> bool:
    """Tell whether the connection broke, rather than a statement failed."""
    if not isinstance(error, psycopg.Error):
        return isinstance(error, OSError)
    state = error.sqlstate
    if state is None:
        return isinstance(error, psycopg.OperationalError)
    return state in _LOST or state[:2] == "08"


def is_stale(error: BaseException | None) -> bool:
    """Tell whether the server no longer has a prepared statement, or its result has other columns now."""
    if not isinstance(error, psycopg.Error):
        return False
    return error.sqlstate == "26000" or error.diag.source_function == "RevalidateCachedQuery"


def _violation(error: psycopg.Error, state: str, sql: str) -> ConstraintViolated | None:
    diagnosis = error.diag
    table = diagnosis.table_name or ""
    name = diagnosis.constraint_name or ""
    if state == "23503":
        deleting = sql.lstrip()[:6].upper() == "DELETE"
        return ConstraintViolated(STILL_REFERENCED if deleting else REFERENCE_VIOLATED, table=table, name=name)
    if state[:2] == "22" or (isinstance(error, psycopg.DataError) and not state):
        columns = (diagnosis.column_name,) if diagnosis.column_name else ()
        return ConstraintViolated(TYPE_VIOLATED, table=table, columns=columns)
    fault = _VIOLATIONS.get(state)
    if fault is None:
        return None
    reason = (diagnosis.message_primary or "").rstrip(".") if fault is RULE_VIOLATED else ""
    return ConstraintViolated(fault, table=table, columns=_columns(diagnosis), name=name, rule=name, reason=reason)


def _columns(diagnosis: psycopg.errors.Diagnostic) -> tuple[str, ...]:
    """Return the columns of a violated constraint, where the server names them: ``Key (a, b)=(1, 2) …``."""
    if diagnosis.column_name:
        return (diagnosis.column_name,)
    key = _KEY.search(diagnosis.message_detail or "")
    return tuple(key["columns"].split(", ")) if key else ()
