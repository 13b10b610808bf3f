"""The paths of what a page shows, made of documents: of values as JSON has them, not as the driver does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from ...semantics.forms import encode_form
from ..place import collection_path
from ..representation.document import json_of
from ..schema.resource import Column, Kind, Reference, Resource, Schema

Document = Mapping[str, Any]


def shown_item_path(resource: Resource, document: Document) -> str | None:
    """Return the path of the item that `document` shows; None where it has no key, or does not show all of it."""
    values = _values(document, resource.key)
    return None if not values else f"{collection_path(resource.name)}/{_segment(values)}"


def shown_key(resource: Resource, document: Document) -> str:
    """Return the key of an item as people read it; empty where the document does not show it."""
    return ", ".join(_text(value) for value in _values(document, resource.key) or ())


def value_path(resource: Resource, document: Document, column: Column) -> str | None:
    """Return the path of the bytes in `column`; None where it has none of its own."""
    path = shown_item_path(resource, document)
    return None if path is None or column.kind is not Kind.BINARY else f"{path}/{quote(column.name, safe='')}"


def target_path(reference: Reference, schema: Schema, document: Document) -> str | None:
    """Return the path of the item that a foreign key of `document` points to; None where it points nowhere."""
    target, values = schema.resources.get(reference.target), _values(document, reference.columns)
    if target is None or not values:
        return None
    pointed = dict(zip(reference.target_columns, values, strict=True))
    if set(target.key) == set(pointed):
        return shown_item_path(target, pointed)
    return filtered_path(target, pointed)


def referrers_path(reference: Reference, schema: Schema, document: Document) -> str | None:
    """Return the path of the items that point to the item in `document` by `reference`."""
    source, values = schema.resources.get(reference.resource), _values(document, reference.target_columns)
    if source is None or not values:
        return None
    return filtered_path(source, dict(zip(reference.columns, values, strict=True)))


def filtered_path(resource: Resource, values: Document) -> str:
    """Return the path of the items of `resource` whose columns equal `values`."""
    pairs = [(f"{name}[eq]", _text(value)) for name, value in values.items()]
    return f"{collection_path(resource.name)}?{encode_form(pairs).decode('ascii')}"


def _values(document: Document, names: Sequence[str]) -> list[Any] | None:
    """Return the values of all `names`; None where one is NULL or not shown."""
    values = [document.get(name) for name in names]
    return None if None in values else values


def _segment(values: Sequence[Any]) -> str:
    return ",".join(quote(_text(value), safe="") for value in values)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json_of(value).decode("utf-8")
