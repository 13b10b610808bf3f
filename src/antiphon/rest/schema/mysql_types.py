"""What the types of MySQL and MariaDB mean, where they mean something else than those of other databases."""

from __future__ import annotations

from copy import copy
from typing import Any

from sqlalchemy import ColumnElement, literal_column
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeEngine, UserDefinedType

from .resource import Kind
from .value_type import ValueType

_BITS: tuple[tuple[type[TypeEngine[Any]], int], ...] = (
    (mysql.TINYINT, 8),
    (mysql.SMALLINT, 16),
    (mysql.MEDIUMINT, 24),
    (mysql.BIGINT, 64),
    (mysql.INTEGER, 32),
)
_YEAR = ValueType(Kind.INTEGER, least=1901, greatest=2155)
_BOOLEAN = ValueType(Kind.BOOLEAN)
_BLOBS = (mysql.TINYBLOB, mysql.MEDIUMBLOB, mysql.LONGBLOB)
_MOMENTS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (mysql.TIMESTAMP, Kind.DATETIME),
    (mysql.DATETIME, Kind.DATETIME),
    (mysql.TIME, Kind.TIME),
)


def values_of(declared: TypeEngine[Any]) -> ValueType | None:
    """Return what a column of the type `declared` holds; None where other databases have the same type."""
    if isinstance(declared, mysql.BIT):
        bits = declared.length or 1
        return _BOOLEAN if bits == 1 else ValueType(Kind.INTEGER, least=0, greatest=2**bits - 1)
    if isinstance(declared, mysql.TINYINT) and declared.display_width == 1:
        return _BOOLEAN
    if isinstance(declared, mysql.YEAR):
        return _YEAR
    if isinstance(declared, mysql.SET):
        return ValueType(Kind.TEXT)
    if isinstance(declared, _BLOBS):
        return ValueType(Kind.BINARY)
    if isinstance(declared, mysql.FLOAT):
        return ValueType(Kind.FLOAT, single=True)
    return _integers(declared) or _moments(declared)


def _integers(declared: TypeEngine[Any]) -> ValueType | None:
    bits = next((bits for type_, bits in _BITS if isinstance(declared, type_)), None)
    if bits is None:
        return None
    if getattr(declared, "unsigned", False):
        return ValueType(Kind.INTEGER, least=0, greatest=2**bits - 1)
    return ValueType(Kind.INTEGER, least=-(2 ** (bits - 1)), greatest=2 ** (bits - 1) - 1)


def _moments(declared: TypeEngine[Any]) -> ValueType | None:
    kind = next((kind for type_, kind in _MOMENTS if isinstance(declared, type_)), None)
    if kind is None:
        return None
    # The server keeps a TIMESTAMP in UTC, whatever the zone of who wrote it.
    return ValueType(kind, precision=getattr(declared, "fsp", None) or 0, zoned=isinstance(declared, mysql.TIMESTAMP))


class SingleFloat(UserDefinedType[float]):
    """FLOAT. The server shows six digits of it, unless it is asked for a number of 64 bits."""

    cache_ok = True

    def column_expression(self, colexpr: ColumnElement[Any]) -> ColumnElement[Any]:
        """Return the column as SELECT has it."""
        return colexpr.op("+")(literal_column("0e0"))


def storage_of(declared: TypeEngine[Any]) -> TypeEngine[Any]:
    """Return the type for SQL."""
    return SingleFloat() if isinstance(declared, mysql.FLOAT) else declared


def with_charset(declared: TypeEngine[Any], charset: str) -> TypeEngine[Any]:
    """Return the type `declared` of text with the character set that the column has in fact."""
    known: Any = copy(declared)
    known.charset = charset
    return known  # type: ignore[no-any-return]
