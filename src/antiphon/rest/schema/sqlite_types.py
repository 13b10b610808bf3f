"""What the declared types of SQLite mean, which are free text: by the name as people use it, then by its affinity.

SQLite itself knows five affinities (https://www.sqlite.org/datatype3.html §3.1); a name such as ``BOOLEAN`` or ``DATE``
has the affinity NUMERIC and means more to who wrote it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .resource import Kind
from .value_type import ValueType

_SIZE = re.compile(r"\(\s*([0-9]{1,9})\s*(?:,\s*([0-9]{1,9})\s*)?\)")
# The first name that the declared type begins with decides.
_BY_NAME: tuple[tuple[str, Kind], ...] = (
    ("BOOL", Kind.BOOLEAN),
    ("DATETIME", Kind.DATETIME),
    ("TIMESTAMP", Kind.DATETIME),
    ("DATE", Kind.DATE),
    ("TIME", Kind.TIME),
    ("JSON", Kind.JSON),
    ("UUID", Kind.UUID),
    ("GUID", Kind.UUID),
    ("UNIQUEIDENTIFIER", Kind.UUID),
    ("DEC", Kind.DECIMAL),
    ("NUMERIC", Kind.DECIMAL),
    ("MONEY", Kind.DECIMAL),
    ("BINARY", Kind.BINARY),
    ("VARBINARY", Kind.BINARY),
    ("BYTEA", Kind.BINARY),
)
_BY_AFFINITY: tuple[tuple[str, Kind], ...] = (
    ("INT", Kind.INTEGER),
    ("CHAR", Kind.TEXT),
    ("CLOB", Kind.TEXT),
    ("TEXT", Kind.TEXT),
    ("BLOB", Kind.BINARY),
    ("REAL", Kind.FLOAT),
    ("FLOA", Kind.FLOAT),
    ("DOUB", Kind.FLOAT),
)


@lru_cache(maxsize=256)
def values_of(declared: str) -> ValueType:
    """Return what a column of the type `declared` holds; without a type, or with an unknown one, it is anything."""
    kind = _kind_of(declared.partition("(")[0].strip().upper())
    match = _SIZE.search(declared)
    if match is None:
        return ValueType(kind, comparable=kind is not Kind.JSON)
    size, scale = int(match[1]), int(match[2] or 0)
    if kind is Kind.DECIMAL:
        return ValueType(kind, precision=size, scale=scale)
    return ValueType(kind, max_length=size if kind in (Kind.TEXT, Kind.BINARY) else None)


def _kind_of(name: str) -> Kind:
    named = next((kind for word, kind in _BY_NAME if name.startswith(word)), None)
    return named or next((kind for word, kind in _BY_AFFINITY if word in name), Kind.ANY)


def has_numeric_affinity(declared: str) -> bool:
    """Tell whether SQLite turns text that looks like a number into one, as it does for types that it does not know."""
    name = declared.upper().strip()
    return bool(name) and name != "ANY" and not any(word in name for word, _ in _BY_AFFINITY)
