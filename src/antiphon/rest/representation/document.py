"""A row as a JSON object, and the entity tag that names exactly this state of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from itertools import starmap
from typing import Any

import msgspec

from ...semantics.validators import EntityTag
from ..database.database import Row
from ..schema.resource import Column

Document = dict[str, Any]

_encode = msgspec.json.Encoder(decimal_format="number").encode
_TAG_BYTES = 12


class Shape:
    """How the values of `columns`, in this order, become a document."""

    __slots__ = ("_conversions", "_maker", "columns", "names")

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self.names = tuple(column.name for column in columns)
        self._conversions = [
            (place, column.codec.to_json) for place, column in enumerate(columns) if not column.codec.shows_as_is
        ]
        self._maker: Callable[..., object] | None = None

    def document(self, row: Row) -> Document:
        """Return the document of `row`, its members in the order of the columns."""
        return dict(zip(self.names, self._shown(row) if self._conversions else row, strict=True))

    def item(self, row: Row) -> object:
        """Return what `json_of` writes as it writes the document of `row`, in a fraction of the time."""
        return (self._maker or self._make())(*(self._shown(row) if self._conversions else row))

    def items(self, rows: Sequence[Row]) -> list[object]:
        """Return the `item` of each of `rows`."""
        return list(starmap(self._maker or self._make(), map(self._shown, rows) if self._conversions else rows))

    def _make(self) -> Callable[..., object]:
        self._maker = _maker_of(self.names)
        return self._maker

    def _shown(self, row: Row) -> list[Any]:
        values = list(row)
        for place, to_json in self._conversions:
            value = values[place]
            if value is not None:
                values[place] = to_json(value)
        return values


def _maker_of(names: tuple[str, ...]) -> Callable[..., object]:
    """Return what makes an object of values, which is written with `names`.

    A struct has its names once, a dictionary for each row; but it cannot have names that have to be escaped.
    """
    fields = [f"value_{place}" for place in range(len(names))]
    try:
        return msgspec.defstruct("Item", fields, rename=dict(zip(fields, names, strict=True)), gc=False)
    except ValueError:
        return lambda *values: dict(zip(names, values, strict=True))


def json_of(value: object) -> bytes:
    """Return `value` as JSON in UTF-8; a `Decimal` is a number, written with all its digits."""
    return _encode(value)


def tag_of(content: bytes) -> EntityTag:
    """Return the strong entity tag of `content` (RFC 9110 §8.8.3): other bytes have another one."""
    return EntityTag(hashlib.blake2b(content, digest_size=_TAG_BYTES).hexdigest())
