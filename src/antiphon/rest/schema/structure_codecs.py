"""JSON, arrays, and columns of any type between JSON, text and drivers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec

from ...faults import JSONDecodeError
from ...faults.row import ARRAY_RAGGED, NOT_A_SCALAR, NOT_AN_ARRAY, NOT_JSON_TEXT, NUMBER_OUT_OF_RANGE
from ...semantics.json_text import read_json
from ..refusal import Mismatch
from .array_text import read_array
from .json_type import json_type
from .number_codecs import SQLiteDecimalCodec
from .resource import Codec, Kind
from .text_codecs import base64_of, checked_text
from .value_type import ValueType

_encode = msgspec.json.Encoder(decimal_format="number").encode
_decode = msgspec.json.Decoder(float_hook=Decimal).decode
# PostgreSQL's jsonb has the range of its numeric.
_LEAST_EXPONENT = -16383
_GREATEST_EXPONENT = 131071
_sqlite_decimal = SQLiteDecimalCodec(ValueType(Kind.DECIMAL))


def _json_from_text(text: str) -> Any:
    try:
        return read_json(text.encode("utf-8"))
    except (JSONDecodeError, UnicodeEncodeError):
        raise Mismatch(NOT_JSON_TEXT) from None


class JSONCodec:
    """JSON inside a column, for drivers that read it into Python values; they are given its text."""

    __slots__ = ()
    shows_as_is = True

    def from_json(self, value: Any) -> str:
        """Return the text of the JSON `value`. Raises `Mismatch` for what PostgreSQL's jsonb cannot keep."""
        _refuse_unkeepable(value)
        return _encode(value).decode("utf-8")

    def from_text(self, text: str) -> str:
        """Return `text` as it is written here, where it is JSON. Raises `Mismatch`."""
        return self.from_json(_json_from_text(text))

    def to_json(self, value: Any) -> Any:
        """Return `value`."""
        return value


def _refuse_unkeepable(value: Any) -> None:
    if isinstance(value, str):
        checked_text(value)
    elif isinstance(value, Decimal):
        if value and not _LEAST_EXPONENT <= value.adjusted() <= _GREATEST_EXPONENT:
            raise Mismatch(NUMBER_OUT_OF_RANGE, least=f"1E{_LEAST_EXPONENT}", greatest=f"1E{_GREATEST_EXPONENT}")
    elif isinstance(value, dict):
        for name, member in value.items():
            checked_text(name)
            _refuse_unkeepable(member)
    elif isinstance(value, list):
        for member in value:
            _refuse_unkeepable(member)


class SQLiteJSONCodec:
    """JSON as SQLite keeps it: text. What is no JSON in its column, which it does not prevent, is shown as it is."""

    __slots__ = ()
    shows_as_is = False

    def from_json(self, value: Any) -> str:
        """Return the text of the JSON `value`."""
        return _encode(value).decode("utf-8")

    def from_text(self, text: str) -> str:
        """Return `text` as it is written here, where it is JSON. Raises `Mismatch`."""
        return self.from_json(_json_from_text(text))

    def to_json(self, value: Any) -> Any:
        """Return the value that the text is the JSON of."""
        if not isinstance(value, str):
            return value
        try:
            return _decode(value)
        except (msgspec.DecodeError, RecursionError):
            return value


class ArrayCodec:
    """Arrays of PostgreSQL: JSON's arrays, of any depth, of what `item` can read and show. A member may be null."""

    __slots__ = ("_item",)
    shows_as_is = False

    def __init__(self, item: Codec) -> None:
        self._item = item

    def from_json(self, value: Any) -> list[object]:
        """Return a list for the driver. Raises `Mismatch`."""
        if not isinstance(value, list):
            raise Mismatch(NOT_AN_ARRAY, found=json_type(value))
        if _shape(value) is None:
            raise Mismatch(ARRAY_RAGGED)
        return self._read(value)

    def _read(self, values: list[Any]) -> list[object]:
        return [
            None if value is None else self._read(value) if isinstance(value, list) else self._item.from_json(value)
            for value in values
        ]

    def from_text(self, text: str) -> list[object]:
        """Return a list for the driver from the text of a JSON array. Raises `Mismatch`."""
        return self.from_json(_json_from_text(text))

    def to_json(self, value: Any) -> Any:
        """Return the list with each member as JSON shows it."""
        return self._shown(read_array(value) if isinstance(value, str) else value)

    def _shown(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._shown(member) for member in value]
        return None if value is None else self._item.to_json(value)


def _shape(value: Any) -> tuple[int, ...] | None:
    """Return the lengths of the levels of `value`, none for what is no list; None where they differ."""
    if not isinstance(value, list):
        return ()
    shapes = {_shape(member) for member in value}
    if len(shapes) > 1 or None in shapes:
        return None
    return (len(value), *next(iter(shapes or {()}), ()))  # type: ignore[misc]


class SQLiteAnyCodec:
    """Whatever SQLite's column holds: text, numbers and, read only, bytes. It has no truth values but 1 and 0."""

    __slots__ = ()
    shows_as_is = False

    def from_json(self, value: Any) -> object:
        """Return the text or the number. Raises `Mismatch`."""
        if isinstance(value, str):
            return checked_text(value)
        if isinstance(value, int | float | Decimal):
            return _sqlite_decimal.from_json(int(value) if isinstance(value, bool) else value)
        raise Mismatch(NOT_A_SCALAR, found=json_type(value))

    def from_text(self, text: str) -> object:
        """Return a number where `text` is one in JSON, else the text. Raises `Mismatch`."""
        try:
            value = _decode(text)
        except (msgspec.DecodeError, RecursionError):
            value = text
        return self.from_json(value if isinstance(value, int | Decimal) and not isinstance(value, bool) else text)

    def to_json(self, value: Any) -> Any:
        """Return `value`, or base64 of bytes."""
        return base64_of(value) if isinstance(value, bytes) else value


class AnyCodec:
    """Types that have no form of their own in JSON, such as intervals, ranges and addresses.

    The database reads the text by itself, and refuses what it cannot read.
    """

    __slots__ = ()
    shows_as_is = False

    def from_json(self, value: Any) -> object:
        """Return the value as text. Raises `Mismatch`."""
        if isinstance(value, str):
            return checked_text(value)
        if isinstance(value, bool | int | float | Decimal):
            return str(value).lower()
        raise Mismatch(NOT_A_SCALAR, found=json_type(value))

    def from_text(self, text: str) -> object:
        """Return the text. Raises `Mismatch`."""
        return checked_text(text)

    def to_json(self, value: Any) -> Any:
        """Return what JSON has for `value`: itself, base64, an ISO 8601 duration, or its text."""
        if isinstance(value, str | int | float | Decimal):
            return value
        if isinstance(value, list):
            return [None if member is None else self.to_json(member) for member in value]
        if isinstance(value, bytes | memoryview):
            return base64_of(value)
        return msgspec.to_builtins(value) if isinstance(value, timedelta) else str(value)
