"""How a connection to MySQL or MariaDB is made: strict, in UTC, with limits, and what its values become."""

from __future__ import annotations

import math
import socket
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

import pymysql
from pymysql.constants import CLIENT, FIELD_TYPE, SERVER_STATUS
from pymysql.converters import conversions, convert_datetime, convert_timedelta, escape_float
from pymysql.cursors import Cursor

Connection: TypeAlias = "pymysql.Connection[Any]"

# Nothing is cut, rounded to a limit or made a zero in silence, and zero is a number like any other for a counted key.
# Not NO_BACKSLASH_ESCAPES: the catalogue writes the texts in a CHECK with backslashes, whatever the mode is.
_SQL_MODE = "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO"
_GRACE = 10.0
"""The seconds that the network may take beyond what the server may, before the connection counts as broken."""

_OUT_OF_RANGE = 1264
_MOST_DIGITS = 81
"""Of a number in SQL, before or after its point (MySQL reference, DECIMAL)."""
_SLOWEST_READER = 3600
"""The seconds that the server waits for the client of an export to read on."""


def connect(parameters: Mapping[str, Any], *, patience: float, seconds: float | None) -> Connection:
    """Return a new connection, outside of any transaction. Raises `pymysql.Error` or `OSError`.

    Waiting for a lock is limited to `patience`, each statement to `seconds` (in MySQL, each that reads); None: not at
    all.
    """
    within = patience + (seconds or 0.0) + _GRACE
    connection: Connection = pymysql.connect(
        **parameters,
        defer_connect=True,
        charset="utf8mb4",
        autocommit=True,
        sql_mode=_SQL_MODE,
        conv=_CONVERSIONS,
        # An UPDATE tells how many rows it found, not how many became others.
        client_flag=CLIENT.FOUND_ROWS,
        binary_prefix=True,
        connect_timeout=max(1, math.ceil(patience)),
        read_timeout=math.ceil(within),
        write_timeout=math.ceil(within),
    )
    try:
        connection.connect(_socket_at(parameters["unix_socket"], patience) if "unix_socket" in parameters else None)
        with connection.cursor() as cursor:
            _set_up(cursor, connection, max(1, math.ceil(patience)), seconds)
    except BaseException:
        cut(connection)
        raise
    return connection


def _socket_at(path: str, patience: float) -> socket.socket:
    """Return a connection to the socket of a server on this machine. PyMySQL's own is left open where it fails."""
    opened = socket.socket(socket.AF_UNIX)
    try:
        opened.settimeout(patience)
        opened.connect(path)
    except BaseException:
        opened.close()
        raise
    return opened


def _set_up(cursor: Cursor, connection: Connection, patience: int, seconds: float | None) -> None:
    cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
    limit = _limit(connection, seconds or 0.0)
    # The words of refusals are read for the names in them, so they have to be in one language.
    cursor.execute(
        "SET SESSION time_zone = '+00:00', lc_messages = 'en_US', default_storage_engine = InnoDB, "
        f"innodb_lock_wait_timeout = {patience}, lock_wait_timeout = {patience}, {limit}, "
        f"net_write_timeout = {_SLOWEST_READER}"
    )


def _limit(connection: Connection, seconds: float) -> str:
    """Return the setting that ends long statements, which the two products call by different names. 0 is no limit."""
    version: str = connection.get_server_info()  # type: ignore[no-untyped-call]
    if "mariadb" in version.lower():
        return f"max_statement_time = {seconds}"
    return f"max_execution_time = {seconds * 1000:.0f}"


def in_transaction(connection: Connection) -> bool:
    """Tell whether a transaction is under way, by the last word of the server."""
    return bool(connection.server_status & SERVER_STATUS.SERVER_STATUS_IN_TRANS)  # type: ignore[attr-defined]


def cut(connection: Connection) -> None:
    """Let the connection go at once: `close` would first read what the server still sends, and say goodbye."""
    driver: Any = connection
    if driver._result is not None:
        # Else what is left of a stream would be read as the cursor is forgotten.
        driver._result.unbuffered_active = False
    driver._force_close()


def _decimal_literal(value: Decimal, mapping: object = None) -> str:
    if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS:
        raise pymysql.DataError(_OUT_OF_RANGE, "no decimal number of the server's")
    # With an exponent it would be a float to the server.
    return format(value, "f")


def _float_literal(value: float, mapping: object = None) -> str:
    if not math.isfinite(value):
        raise pymysql.DataError(_OUT_OF_RANGE, "no floating-point number of the server's")
    return escape_float(value)


def _bits(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _moment(text: str) -> object:
    """Return a TIMESTAMP, which is UTC in this session; text where Python has no such moment, as for all zeros."""
    moment = convert_datetime(text)
    return moment.replace(tzinfo=UTC) if isinstance(moment, datetime) else text


def _time_of_day(text: str) -> object:
    """Return a TIME within a day; text for the others, up to 838 hours, which are no times of day."""
    span = convert_timedelta(text)
    if isinstance(span, timedelta) and timedelta(0) <= span < timedelta(days=1):
        return (datetime.min + span).time()
    return text


_CONVERSIONS: dict[Any, Callable[..., object]] = {
    **conversions,
    Decimal: _decimal_literal,
    float: _float_literal,
    FIELD_TYPE.BIT: _bits,
    FIELD_TYPE.TIMESTAMP: _moment,
    FIELD_TYPE.TIME: _time_of_day,
}
