"""What an error of MySQL or MariaDB means to whoever asked, by its number (MySQL and MariaDB error references)."""

from __future__ import annotations

import re

import pymysql

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
)
from .failures import ConstraintViolated, DatabaseUnavailable

Errors = (pymysql.Error, OSError)

_VIOLATIONS: dict[int, Fault] = {
    **dict.fromkeys((1048, 1364), NOT_NULL_VIOLATED),
    **dict.fromkeys((1062, 1169, 1586), UNIQUE_VIOLATED),
    **dict.fromkeys((1216, 1452), REFERENCE_VIOLATED),
    **dict.fromkeys((1217, 1451), STILL_REFERENCED),
    # MySQL, MariaDB.
    **dict.fromkeys((3819, 4025), CHECK_VIOLATED),
    # Out of range, cut, not of the type, too long (1153: for the protocol), of no JSON that is kept.
    **dict.fromkeys((1153, 1264, 1265, 1292, 1300, 1366, 1367, 1406, 1411, 1416, 1690), TYPE_VIOLATED),
    **dict.fromkeys((3140, 3141, 3156, 3157), TYPE_VIOLATED),
    # Text that the column's character set does not have.
    **dict.fromkeys((1267, 1270, 1271, 3854, 3988), TYPE_VIOLATED),
    1644: RULE_VIOLATED,
}
_UNAVAILABLE: dict[int, tuple[Fault, int | None]] = {
    **dict.fromkeys((1205,), (DATABASE_LOCKED, 1)),
    # A row changed since it was read, a deadlock; a table that two make at the same time.
    **dict.fromkeys((1020, 1213, 1050), (WRITE_CONFLICTED, 1)),
    **dict.fromkeys((1040, 1203, 1206, 1226, 1317, 1637), (DATABASE_BUSY, 2)),
    **dict.fromkeys((1290, 1792, 1836), (DATABASE_READ_ONLY, 60)),
    **dict.fromkeys((1044, 1142, 1143, 1227, 1370), (DATABASE_FORBIDS, None)),
    **dict.fromkeys((1051, 1054, 1109, 1146, 1412), (SCHEMA_CHANGED, 1)),
    **dict.fromkeys((1021, 1114), (DATABASE_FULL, None)),
    **dict.fromkeys((1024, 1026, 1030), (DATABASE_DISK, 30)),
    **dict.fromkeys((1034, 1035, 1194, 1195), (DATABASE_DAMAGED, None)),
}
# MariaDB, MySQL.
_TOO_LONG = (1969, 3024)
# What the driver says of a connection, then what the server says as it ends one.
_LOST = frozenset({0, 2002, 2003, 2006, 2013, 2014, 2055, 1053, 1077, 1079, 1080, 1158, 1159, 1160, 1161, 1927, 4031})

_COLUMN = re.compile(r"(?:[Cc]olumn|Field) (?:'(?P<plain>[^']*)'|(?:`(?:[^`]|``)*`\.)*`(?P<quoted>(?:[^`]|``)*)`)")
_CONSTRAINT = re.compile(r"CONSTRAINT `(?P<quoted>(?:[^`]|``)*)`|Check constraint '(?P<plain>.*)' is violated")
_KEY = re.compile(r"for key '(?P<plain>[^']*)'\Z")


def failure_of(error: Exception, *, seconds: float = 0) -> AntiphonError:
    """Return what to raise for `error` of PyMySQL or the network, from a statement that may take `seconds`."""
    if is_lost(error):
        return DatabaseUnavailable(DATABASE_UNREACHABLE, retry_after=2)
    number, message = _number(error), _message(error)
    fault = _VIOLATIONS.get(number)
    if fault is None and (getattr(error, "sqlstate", None) or "")[:2] == "22":
        fault = TYPE_VIOLATED
    if fault is not None:
        return _violation(fault, message)
    if number in _TOO_LONG:
        return DatabaseUnavailable(QUERY_TOO_LONG, retry_after=60, seconds=seconds)
    unavailable, retry_after = _UNAVAILABLE.get(number, (DATABASE_FAILED, None))
    return DatabaseUnavailable(unavailable, retry_after=retry_after)


def connecting_failure_of(error: Exception) -> DatabaseUnavailable:
    """Return what to raise where no connection could be made while the database is served."""
    fault, retry_after = _UNAVAILABLE.get(_number(error), (DATABASE_UNREACHABLE, 2))
    return DatabaseUnavailable(fault if fault is DATABASE_BUSY else DATABASE_UNREACHABLE, retry_after=retry_after or 2)


def is_lost(error: BaseException | None) -> bool:
    """Tell whether the connection broke, rather than a statement failed."""
    return isinstance(error, OSError) or (isinstance(error, pymysql.Error) and _number(error) in _LOST)


def _number(error: BaseException) -> int:
    number = error.args[0] if error.args else None
    return number if isinstance(number, int) else -1


def _message(error: BaseException) -> str:
    return str(error.args[1]) if len(error.args) > 1 else ""


def _violation(fault: Fault, message: str) -> ConstraintViolated:
    if fault is RULE_VIOLATED:
        return ConstraintViolated(fault, reason=message.rstrip("."))
    if fault in (NOT_NULL_VIOLATED, TYPE_VIOLATED):
        column = _name(_COLUMN, message)
        return ConstraintViolated(fault, columns=(column,) if column else ())
    name = _name(_KEY if fault is UNIQUE_VIOLATED else _CONSTRAINT, message)
    if fault is CHECK_VIOLATED:
        # MariaDB calls the CHECK of a column by the names of the table and the column.
        name = name.rpartition(".")[2]
        return ConstraintViolated(fault, name=name, rule=name)
    return ConstraintViolated(fault, name=name)


def _name(pattern: re.Pattern[str], message: str) -> str:
    found = pattern.search(message)
    if found is None:
        return ""
    names = found.groupdict()
    return names["plain"] or (names.get("quoted") or "").replace("``", "`")
