"""What SQLAlchemy's types, as its inspector finds them, mean."""

from __future__ import annotations

from typing import Any

import sqlalchemy
from sqlalchemy.dialects import postgresql

from .resource import Kind
from .value_type import ValueType

_INTEGER = ValueType(Kind.INTEGER, least=-(2**31), greatest=2**31 - 1)
_SMALL_INTEGER = ValueType(Kind.INTEGER, least=-(2**15), greatest=2**15 - 1)
_BIG_INTEGER = ValueType(Kind.INTEGER)
_SINGLE_PRECISION = 24
# Types that SQLAlchemy counts among others, and that have no form in JSON.
_UNUSUAL = (postgresql.MONEY, postgresql.TSVECTOR, postgresql.BIT, postgresql.OID, postgresql.REGCLASS)


def values_of(declared: sqlalchemy.types.TypeEngine[Any]) -> ValueType:
    """Return what a column of the type `declared` holds."""
    if isinstance(declared, postgresql.DOMAIN):
        return values_of(declared.data_type)
    if isinstance(declared, sqlalchemy.ARRAY):
        item = values_of(declared.item_type)
        return ValueType(Kind.JSON, item=item, comparable=item.comparable)
    if isinstance(declared, _UNUSUAL):
        return ValueType(Kind.ANY)
    if isinstance(declared, sqlalchemy.Enum):
        return ValueType(Kind.TEXT, choices=tuple(declared.enums))
    if isinstance(declared, sqlalchemy.SmallInteger):
        return _SMALL_INTEGER
    if isinstance(declared, sqlalchemy.Integer):
        return _BIG_INTEGER if isinstance(declared, sqlalchemy.BigInteger) else _INTEGER
    if isinstance(declared, sqlalchemy.Float):
        return ValueType(Kind.FLOAT, single=_is_single(declared))
    if isinstance(declared, sqlalchemy.Numeric):
        return ValueType(Kind.DECIMAL, precision=declared.precision, scale=declared.scale)
    if isinstance(declared, sqlalchemy.String):
        return ValueType(Kind.TEXT, max_length=declared.length)
    if isinstance(declared, sqlalchemy.LargeBinary | sqlalchemy.BINARY | sqlalchemy.VARBINARY):
        return ValueType(Kind.BINARY, max_length=declared.length)
    kind = next((kind for type_, kind in _SIMPLE if isinstance(declared, type_)), Kind.ANY)
    return ValueType(
        kind, zoned=bool(getattr(declared, "timezone", False)), comparable=not isinstance(declared, _INCOMPARABLE)
    )


# PostgreSQL has no equality for json, nor for types such as xml and point, which SQLAlchemy does not know.
_INCOMPARABLE = (sqlalchemy.JSON, sqlalchemy.types.NullType)
_SIMPLE: tuple[tuple[type[sqlalchemy.types.TypeEngine[Any]], Kind], ...] = (
    (sqlalchemy.Boolean, Kind.BOOLEAN),
    (sqlalchemy.Date, Kind.DATE),
    (sqlalchemy.Time, Kind.TIME),
    (sqlalchemy.DateTime, Kind.DATETIME),
    (sqlalchemy.Uuid, Kind.UUID),
    (sqlalchemy.JSON, Kind.JSON),
)


def _is_single(declared: sqlalchemy.Float[Any]) -> bool:
    return isinstance(declared, sqlalchemy.REAL) or (declared.precision or _SINGLE_PRECISION + 1) <= _SINGLE_PRECISION


def storage_of(declared: sqlalchemy.types.TypeEngine[Any]) -> sqlalchemy.types.TypeEngine[Any]:
    """Return the type for SQL: a domain's own one, as a value cast to the domain would meet its checks too early."""
    return declared.data_type if isinstance(declared, postgresql.DOMAIN) else declared
