"""A row as a JSON object, and the entity tag that names exactly this state of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
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

    __slots__ = ("_conversions", "columns", "names")

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self.names = tuple(column.name for column in columns)
        self._conversions = [(column.name, column.codec.to_json) for column in columns if not column.codec.shows_as_is]

    def document(self, row: Row) -> Document:
        """Return the document of `row`, its members in the order of the columns."""
        document = dict(zip(self.names, row, strict=True))
        for name, to_json in self._conversions:
            value = document[name]
            if value is not None:
                document[name] = to_json(value)
        return document


def json_of(value: object) -> bytes:
    """Return `value` as JSON in UTF-8; a `Decimal` is a number, written with all its digits."""
    return _encode(value)


def tag_of(content: bytes) -> EntityTag:
    """Return the strong entity tag of `content` (RFC 9110 §8.8.3): other bytes have another one."""
    return EntityTag(hashlib.blake2b(content, digest_size=_TAG_BYTES).hexdigest())
