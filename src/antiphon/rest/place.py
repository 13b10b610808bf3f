"""What a path leads to: the list of collections, a collection, an item, or one value of an item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from ..faults.resource import ITEM_UNKNOWN, RESOURCE_UNKNOWN
from ..semantics.percent import percent_decoded
from .refusal import Mismatch, Refusal
from .schema.resource import Column, Kind, Resource, Schema

OPENAPI = "openapi.json"


@dataclass(frozen=True, slots=True)
class Root:
    """The list of the collections."""


@dataclass(frozen=True, slots=True)
class Description:
    """The OpenAPI document."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The path with a slash too many; `path` is the one without."""

    path: str


@dataclass(frozen=True, slots=True)
class Collection:
    """All items of a resource."""

    resource: Resource


@dataclass(frozen=True, slots=True)
class Item:
    """The item of `resource` whose key has the values `key`, as the driver takes them."""

    resource: Resource
    key: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """The bytes in one binary column of the item of `resource` whose key has the values `key`."""

    resource: Resource
    key: tuple[object, ...]
    column: Column


Place = Root | Description | Moved | Collection | Item | Value


def place_of(path: str, schema: Schema) -> Place:
    """Return what `path` leads to, percent-encoded as it was sent. Raises `Refusal`, 404, where that is nothing.

    A composite key is one segment, its values parted by commas; a comma inside a value is percent-encoded.
    """
    segments = path.split("/")[1:]
    if segments == [""]:
        return Root()
    if segments[-1] == "":
        return Moved("/" + "/".join(segment for segment in segments if segment))
    if segments == [OPENAPI]:
        return Description()
    resource = schema.resources.get(percent_decoded(segments[0]))
    if resource is None or len(segments) > 3:
        raise Refusal(RESOURCE_UNKNOWN, path=path, root="/")
    if len(segments) == 1:
        return Collection(resource)
    key = _key(resource, segments[1])
    if len(segments) == 2:
        return Item(resource, key)
    return Value(resource, key, _binary_column(resource, segments[2], path))


def _key(resource: Resource, segment: str) -> tuple[object, ...]:
    """Return the values in `segment`. What cannot be a value of the column is not the key of any item."""
    columns = resource.key_columns
    texts = segment.split(",") if len(columns) > 1 else [segment]
    try:
        if len(texts) == len(columns):
            return tuple([columns[place].codec.from_text(percent_decoded(text)) for place, text in enumerate(texts)])
    except Mismatch:
        pass
    raise item_unknown(resource, percent_decoded(segment))


def _binary_column(resource: Resource, segment: str, path: str) -> Column:
    column = resource.by_name.get(percent_decoded(segment))
    if column is None or column.kind is not Kind.BINARY:
        raise Refusal(RESOURCE_UNKNOWN, path=path, root="/")
    return column


def item_unknown(resource: Resource, key: str) -> Refusal:
    """Return the refusal, 404, for an item that is not there."""
    return Refusal(ITEM_UNKNOWN, resource=resource.name, key=key, collection=collection_path(resource.name))


def collection_path(name: str) -> str:
    """Return the path of the collection `name`."""
    return "/" + quote(name, safe="")


def item_path(resource: Resource, key: Sequence[object]) -> str:
    """Return the path of the item whose key has the values `key`, as the driver gives them."""
    return f"{collection_path(resource.name)}/{key_segment(resource, key)}"


def key_segment(resource: Resource, key: Sequence[object]) -> str:
    """Return the last segment of an item's path."""
    texts = (_text(column.codec.to_json(value)) for column, value in zip(resource.key_columns, key, strict=True))
    return ",".join(quote(text, safe="") for text in texts)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
