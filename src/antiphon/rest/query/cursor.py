"""The opaque value of ``after`` and ``before``: a place in an order, exact to the last bit of every value.

It is base64url of a fingerprint of the order, a checksum, and the values of the order's columns in one row. The
checksum finds mistakes, it is no proof of origin: a cursor is bound as values like any others, and opens nothing.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from json.encoder import encode_basestring_ascii as quoted
from typing import Any
from uuid import UUID

from ...faults.selection import CURSOR_BROKEN, CURSOR_OF_ANOTHER_ORDER
from ..refusal import Refusal
from ..schema.resource import Resource
from .selection import Order

_FINGERPRINT = 4
_CHECKSUM = 4
_LEAST, _GREATEST = -(2**63), 2**63 - 1


def cursor_of(resource: Resource, order: Sequence[Order], values: Sequence[object]) -> str:
    """Return the cursor for the row of `resource` with `values` in the columns of `order`, as the driver gave them.

    No values at all are the place after the last row.
    """
    return _cursor(_fingerprint(resource.name, tuple(order)), values)


def end_of(resource: Resource, order: tuple[Order, ...]) -> str:
    """Return the cursor for the place after the last row of `resource` in this `order`."""
    return _end(_fingerprint(resource.name, order))


def _cursor(fingerprint: bytes, values: Sequence[object]) -> str:
    content = f"[{','.join([_written(value) for value in values])}]".encode("ascii")
    return urlsafe_b64encode(fingerprint + _checksum(content) + content).decode("ascii").rstrip("=")


@lru_cache(maxsize=1024)
def _end(fingerprint: bytes) -> str:
    return _cursor(fingerprint, ())


def values_in(
    cursor: str, resource: Resource, order: Sequence[Order], parameter: str, *, may_be_end: bool = False
) -> tuple[object, ...]:
    """Return the values in a `cursor` of the same `order`, as the driver takes them; none for the place at the end.

    Raises `Refusal`, 400, where it is of another order or collection, or is none.
    """
    try:
        data = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except ValueError:
        raise Refusal(CURSOR_BROKEN, parameter=parameter) from None
    content = data[_FINGERPRINT + _CHECKSUM :]
    if data[_FINGERPRINT : _FINGERPRINT + _CHECKSUM] != _checksum(content):
        raise Refusal(CURSOR_BROKEN, parameter=parameter)
    if data[:_FINGERPRINT] != _fingerprint(resource.name, tuple(order)):
        raise Refusal(CURSOR_OF_ANOTHER_ORDER, parameter=parameter, order="sort")
    values = _values(content, parameter)
    if len(values) != len(order) and (values or not may_be_end):
        raise Refusal(CURSOR_BROKEN, parameter=parameter)
    return values


def _values(content: bytes, parameter: str) -> tuple[object, ...]:
    try:
        return tuple([_read(text) for text in json.loads(content)])
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError):
        raise Refusal(CURSOR_BROKEN, parameter=parameter) from None


@lru_cache(maxsize=1024)
def _fingerprint(resource: str, order: tuple[Order, ...]) -> bytes:
    names = [resource, *[[each.column, each.descending] for each in order]]
    return blake2b(json.dumps(names).encode("ascii"), digest_size=_FINGERPRINT).digest()


def _checksum(content: bytes) -> bytes:
    return blake2b(content, digest_size=_CHECKSUM).digest()


def _integer(text: str) -> int:
    value = int(text)
    # Only MySQL has longer integers, which are written as decimals: SQLite's driver fails at them.
    if not _LEAST <= value <= _GREATEST:
        raise ValueError(text)
    return value


def _interval(text: str) -> timedelta:
    days, seconds, microseconds = map(int, text.split(","))
    return timedelta(days, seconds, microseconds)


def _base64(value: bytes | bytearray | memoryview) -> str:
    return b64encode(value).decode("ascii")


# Each value is a letter for its type and its text.
_WRITERS: dict[type[Any], tuple[str, Callable[[Any], str]]] = {
    str: ("s", str),
    bool: ("t", lambda value: str(int(value))),
    int: ("i", str),
    float: ("f", float.hex),
    Decimal: ("d", str),
    bytes: ("b", _base64),
    bytearray: ("b", _base64),
    memoryview: ("b", _base64),
    datetime: ("m", datetime.isoformat),
    date: ("y", date.isoformat),
    time: ("h", time.isoformat),
    UUID: ("u", str),
    timedelta: ("p", lambda value: f"{value.days},{value.seconds},{value.microseconds}"),
}
_READERS: dict[str, Callable[[str], object]] = {
    "s": str,
    "t": lambda text: text == "1",
    "i": _integer,
    "f": float.fromhex,
    "d": Decimal,
    "b": lambda text: b64decode(text, validate=True),
    "m": datetime.fromisoformat,
    "y": date.fromisoformat,
    "h": time.fromisoformat,
    "u": UUID,
    "p": _interval,
}


def _written(value: object) -> str:
    """Return the JSON that stands for `value`."""
    if value is None:
        return "null"
    if isinstance(value, int) and value > _GREATEST:
        return quoted(f"d{value}")
    # A value of a type of the database's own, such as an address, reads its own text.
    letter, write = _WRITERS.get(type(value), ("s", str))
    return quoted(letter + write(value))


def _read(text: str | None) -> object:
    return None if text is None else _READERS[text[:1]](text[1:])
