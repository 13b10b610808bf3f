"""One column as a JSON Schema (2020-12, as OpenAPI 3.1 has it): what answers show of it, and what requests may send."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...faults.row import NOT_AN_ARRAY
from ..refusal import Mismatch
from ..schema.resource import Column, Kind

JSONSchema = dict[str, Any]

_BEYOND_EVERY_INTEGER = 10**30
# The format registry of OpenAPI has these.
_INTEGER_FORMATS = frozenset(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64))
_DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME_OF_DAY = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?"
_JSON_TYPES = ["object", "array", "string", "number", "boolean"]


def shown(column: Column) -> JSONSchema:
    """Return the schema of what answers show of `column`."""
    schema = _SHOWN[column.kind](column)
    if not column.writable:
        schema["readOnly"] = True
    return _described(_nullable(schema, column), column)


def sent(column: Column) -> JSONSchema:
    """Return the schema of what requests may send for `column`."""
    return _described(_nullable(_sendable(column), column), column)


def in_path(column: Column) -> JSONSchema:
    """Return the schema of `column`, part of a key, in the path of an item."""
    schema = _SHOWN[column.kind](column)
    return {**schema, "minLength": 1} if schema.get("type") == "string" else schema


def in_filter(column: Column) -> JSONSchema:
    """Return the schema of a value that `column` is compared with, the same for all columns of its kind."""
    plain = Column(column.name, column.kind, column.codec)
    return _decimal(plain) if column.kind is Kind.DECIMAL else _sendable(plain)


def _sendable(column: Column) -> JSONSchema:
    return _SENT.get(column.kind, _SHOWN[column.kind])(column)


def _nullable(schema: JSONSchema, column: Column) -> JSONSchema:
    if not column.nullable or "type" not in schema:
        return schema
    types = schema["type"]
    schema["type"] = [*(types if isinstance(types, list) else [types]), "null"]
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], None]
    return schema


def _described(schema: JSONSchema, column: Column) -> JSONSchema:
    if column.description:
        schema["description"] = column.description
    return schema


def _integer(column: Column) -> JSONSchema:
    """Ask the codec for its range: it tells it when it refuses a number."""
    try:
        column.codec.from_json(_BEYOND_EVERY_INTEGER)
    except Mismatch as mismatch:
        least, greatest = mismatch.details["least"], mismatch.details["greatest"]
    else:
        return {"type": "integer"}
    schema: JSONSchema = {"type": "integer", "minimum": least, "maximum": greatest}
    name = f"uint{greatest.bit_length()}" if least == 0 else f"int{greatest.bit_length() + 1}"
    return schema | {"format": name} if name in _INTEGER_FORMATS else schema


def _float(column: Column) -> JSONSchema:
    return {"type": "number", "format": "double"}


def _decimal(column: Column) -> JSONSchema:
    """A number with all its digits. There is no ``multipleOf``: validators compute it with floats, and refuse 19.99."""
    schema: JSONSchema = {"type": "number", "format": "decimal"}
    if column.precision is not None:
        limit = 10 ** (column.precision - (column.scale or 0))
        schema |= {"exclusiveMinimum": -limit, "exclusiveMaximum": limit}
        schema |= {"x-precision": column.precision, "x-scale": column.scale or 0}
    return schema


def _sent_decimal(column: Column) -> JSONSchema:
    """A number, or its digits as text for clients whose numbers are floats."""
    whole, fraction = "(0|[1-9][0-9]*)", r"(\.[0-9]+)?"
    if column.precision is not None:
        digits, scale = column.precision - (column.scale or 0), column.scale or 0
        whole = f"(0|[1-9][0-9]{{0,{digits - 1}}})" if digits > 0 else "0"
        fraction = rf"(\.[0-9]{{1,{scale}}})?" if scale > 0 else ""
    return _decimal(column) | {"type": ["number", "string"], "pattern": f"^-?{whole}{fraction}$"}


def _text(column: Column) -> JSONSchema:
    schema: JSONSchema = {"type": "string"}
    if column.max_length is not None:
        schema["maxLength"] = column.max_length
    if column.choices is not None:
        schema["enum"] = list(column.choices)
    return schema


def _boolean(column: Column) -> JSONSchema:
    return {"type": "boolean"}


def _formatted(name: str) -> Callable[[Column], JSONSchema]:
    return lambda column: {"type": "string", "format": name}


def _time(column: Column) -> JSONSchema:
    return {"type": "string", "format": "time" if _takes(column, "12:30:00Z") else "time-local"}


def _datetime(column: Column) -> JSONSchema:
    zoned = not _takes(column, "2026-02-28T12:30:00")
    return {"type": "string", "format": "date-time" if zoned else "date-time-local"}


def _sent_time(column: Column) -> JSONSchema:
    return _patterned(_time(column), "")


def _sent_datetime(column: Column) -> JSONSchema:
    return _patterned(_datetime(column), f"{_DAY}[Tt ]")


def _patterned(schema: JSONSchema, before: str) -> JSONSchema:
    """Add what a time without zone looks like: few tools know its format. SQLite may show others, so answers do not."""
    if not schema["format"].endswith("-local"):
        return schema
    zone = r"([Zz]|[+-][0-9]{2}:[0-5][0-9])?" if before else ""
    return schema | {"pattern": f"^{before}{_TIME_OF_DAY}{zone}$"}


def _takes(column: Column, value: str) -> bool:
    try:
        column.codec.from_json(value)
    except Mismatch:
        return False
    return True


def _json(column: Column) -> JSONSchema:
    try:
        column.codec.from_json({})
    except Mismatch as mismatch:
        if mismatch.fault is NOT_AN_ARRAY:
            return {"type": "array"}
    return {} if column.nullable else {"type": list(_JSON_TYPES)}


def _binary(column: Column) -> JSONSchema:
    schema: JSONSchema = {"type": "string", "contentEncoding": "base64"}
    if column.max_length is not None:
        schema["maxLength"] = -(-column.max_length // 3) * 4
    return schema


def _any(column: Column) -> JSONSchema:
    return {}


def _sent_any(column: Column) -> JSONSchema:
    return {"type": ["string", "number", "boolean"]}


_SHOWN: dict[Kind, Callable[[Column], JSONSchema]] = {
    Kind.INTEGER: _integer,
    Kind.FLOAT: _float,
    Kind.DECIMAL: _decimal,
    Kind.TEXT: _text,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _formatted("date"),
    Kind.TIME: _time,
    Kind.DATETIME: _datetime,
    Kind.UUID: _formatted("uuid"),
    Kind.JSON: _json,
    Kind.BINARY: _binary,
    Kind.ANY: _any,
}
_SENT = {
    Kind.DECIMAL: _sent_decimal,
    Kind.TIME: _sent_time,
    Kind.DATETIME: _sent_datetime,
    Kind.ANY: _sent_any,
}
