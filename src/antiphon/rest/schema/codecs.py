"""Which codec a column has: by what its type says, and by what the database's driver takes and gives."""

from __future__ import annotations

from collections.abc import Callable

from .number_codecs import (
    BooleanCodec,
    DecimalCodec,
    FloatCodec,
    IntegerCodec,
    SingleFloatCodec,
    SQLiteBooleanCodec,
    SQLiteDecimalCodec,
)
from .resource import Codec, Kind
from .structure_codecs import AnyCodec, ArrayCodec, JSONCodec, SQLiteAnyCodec, SQLiteJSONCodec
from .text_codecs import BinaryCodec, SQLiteUUIDCodec, TextCodec, UUIDCodec
from .time_codecs import (
    DateCodec,
    DateTimeCodec,
    SQLiteDateCodec,
    SQLiteDateTimeCodec,
    SQLiteTimeCodec,
    TimeCodec,
)
from .value_type import ValueType

Maker = Callable[[ValueType], Codec]

# For drivers that take and give Python's own values, as psycopg does.
_NATIVE: dict[Kind, Maker] = {
    Kind.INTEGER: IntegerCodec,
    Kind.FLOAT: FloatCodec,
    Kind.DECIMAL: DecimalCodec,
    Kind.TEXT: TextCodec,
    Kind.BOOLEAN: lambda _: BooleanCodec(),
    Kind.DATE: lambda _: DateCodec(),
    Kind.TIME: TimeCodec,
    Kind.DATETIME: DateTimeCodec,
    Kind.UUID: lambda _: UUIDCodec(),
    Kind.JSON: lambda _: JSONCodec(),
    Kind.BINARY: BinaryCodec,
    Kind.ANY: lambda _: AnyCodec(),
}
# SQLite has integers, floats, text and bytes for all of them.
_SQLITE: dict[Kind, Maker] = _NATIVE | {
    Kind.DECIMAL: SQLiteDecimalCodec,
    Kind.BOOLEAN: lambda _: SQLiteBooleanCodec(),
    Kind.DATE: lambda _: SQLiteDateCodec(),
    Kind.TIME: SQLiteTimeCodec,
    Kind.DATETIME: SQLiteDateTimeCodec,
    Kind.UUID: lambda _: SQLiteUUIDCodec(),
    Kind.JSON: lambda _: SQLiteJSONCodec(),
    Kind.ANY: lambda _: SQLiteAnyCodec(),
}
# MySQL's driver gives whole numbers for truth values, and text for UUIDs and JSON.
_MYSQL: dict[Kind, Maker] = _NATIVE | {
    Kind.FLOAT: lambda values: SingleFloatCodec(values) if values.single else FloatCodec(values),
    Kind.BOOLEAN: lambda _: SQLiteBooleanCodec(),
    Kind.UUID: lambda _: SQLiteUUIDCodec(),
    Kind.JSON: lambda _: SQLiteJSONCodec(),
}
_BY_DIALECT = {"sqlite": _SQLITE, "mysql": _MYSQL}


def codec_for(values: ValueType, dialect: str) -> Codec:
    """Return the codec of a column that holds `values`, in a database of SQLAlchemy's `dialect` (``sqlite``, …)."""
    if values.item is not None:
        return ArrayCodec(codec_for(values.item, dialect))
    return _BY_DIALECT.get(dialect, _NATIVE)[values.kind](values)
