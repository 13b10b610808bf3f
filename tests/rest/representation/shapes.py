"""Shapes to write rows in."""

from __future__ import annotations

from antiphon.rest.representation.document import Shape
from antiphon.rest.schema.codecs import codec_for
from antiphon.rest.schema.resource import Column, Kind
from antiphon.rest.schema.value_type import ValueType


def column(name: str, kind: Kind, dialect: str = "sqlite") -> Column:
    """Return a column whose values the driver of `dialect` gives."""
    return Column(name, kind, codec_for(ValueType(kind), dialect))


def shape(dialect: str = "sqlite", /, **kinds: Kind) -> Shape:
    """Return the shape of rows with columns of these names and kinds."""
    return Shape([column(name, kind, dialect) for name, kind in kinds.items()])
