"""Collections in a .json file, of the shape that json-server made known: an object of arrays of objects."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from ...faults import AntiphonError, JSONDecodeError, UsageError
from ...faults.database import DATA_SHAPE, DATA_UNREADABLE
from ...semantics.json_text import read_json
from ..schema.json_type import json_type
from ..schema.resource import Kind
from ..schema.structure_codecs import SQLiteJSONCodec
from .collection import Collection, Read
from .moments import read_date, read_datetime

_MOST = 2**63
_EXACT = 2**53


class MalformedData(UsageError):
    """The content of the file at `path` cannot be read, for the reason that `error` gives."""

    def __init__(self, error: AntiphonError, path: Path) -> None:
        super().__init__(error.fault, **error.details)
        self.path = path

    def sentence(self, language: str = "en") -> str:
        """Return what is wrong, and in which file."""
        return f"{self.path}: {super().sentence(language)}"


def json_collections(path: Path) -> list[Collection]:
    """Return the collections in the file. An object where an array is usual is a collection of one.

    Raises `UsageError` that says where what is wrong.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(DATA_UNREADABLE, path=str(path), reason=error.strerror or str(error)) from None
    try:
        document = read_json(content.removeprefix(b"\xef\xbb\xbf"))
    except JSONDecodeError as error:
        raise MalformedData(error, path) from None
    _require(document, dict, path, "#")
    return [_collection(path, name, value) for name, value in document.items()]


def _collection(path: Path, name: str, value: Any) -> Collection:
    rows = [value] if isinstance(value, dict) else value
    _require(rows, list, path, f"#/{name}")
    for index, row in enumerate(rows):
        _require(row, dict, path, f"#/{name}/{index}")
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    return Collection(name, path, columns, lambda: ([row.get(column) for column in columns] for row in rows), READERS)


def _require(value: Any, kind: type, path: Path, place: str) -> None:
    if not isinstance(value, kind):
        expected = "object" if kind is dict else "array"
        raise UsageError(DATA_SHAPE, path=str(path), place=place, found=json_type(value), expected=expected)


def _boolean(value: Any) -> object:
    if not isinstance(value, bool):
        raise ValueError
    return int(value)


def _integer(value: Any) -> object:
    if not isinstance(value, int) or isinstance(value, bool) or not -_MOST <= value < _MOST:
        raise ValueError
    return value


def _float(value: Any) -> object:
    exact = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _EXACT
    if not exact and not isinstance(value, Decimal):
        raise ValueError
    number = float(value)
    if number in (float("inf"), float("-inf")):
        raise ValueError
    return number


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


READERS: Mapping[Kind, Read] = {
    Kind.BOOLEAN: _boolean,
    Kind.INTEGER: _integer,
    Kind.FLOAT: _float,
    Kind.DATE: lambda value: read_date(_text(value)),
    Kind.DATETIME: lambda value: read_datetime(_text(value)),
    Kind.TEXT: _text,
    Kind.JSON: SQLiteJSONCodec().from_json,
}
