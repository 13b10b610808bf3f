"""How a collection writes its items: what stands around them, and around one that is sent or read alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Members: TypeAlias = dict[str, Any]
"""The members of an item, whatever stands around them."""

_ARRAYS = ("data", "items", "results", "records", "value", "rows", "docs", "content", "member", "hydra:member")
_JSON_API = "application/vnd.api+json"


@dataclass(frozen=True, slots=True)
class Shape:
    """Where a collection has its array: in the member `array`, or, for None, as the whole content.

    `resource_type` is the ``type`` of the items of JSON:API, whose members are ``attributes``; None for plain objects.
    """

    array: tuple[str, ...] = ()
    resource_type: str | None = None

    @property
    def media_type(self) -> str:
        """Return the media type of an item that is sent."""
        return "application/json" if self.resource_type is None else _JSON_API

    def items_in(self, content: Any) -> list[Members]:
        """Return the items in the JSON value `content` of the collection."""
        for name in self.array:
            content = content.get(name) if isinstance(content, dict) else None
        found = content if isinstance(content, list) else []
        return [self.members_of(item) for item in found if isinstance(item, dict)]

    def item_in(self, content: Any) -> Members | None:
        """Return the members of the one item in `content`, whether it stands in an envelope or not."""
        if isinstance(content, list) and len(content) == 1:
            content = content[0]
        if not isinstance(content, dict):
            return None
        for name in ("data", "item", "result", "record"):
            inner = content.get(name)
            if isinstance(inner, dict) and (self.resource_type is not None or len(content) <= _LARGEST_ENVELOPE):
                return self.members_of(inner)
        return self.members_of(content)

    def members_of(self, item: Mapping[str, Any]) -> Members:
        """Return the members of an item; of JSON:API its attributes and its id."""
        attributes = item.get("attributes")
        if self.resource_type is None or not isinstance(attributes, dict):
            return dict(item)
        return {"id": item.get("id"), **attributes}

    def value_of(self, members: Members) -> Any:
        """Return the JSON value to send for an item with `members`."""
        if self.resource_type is None:
            return members
        attributes = {name: value for name, value in members.items() if name != "id"}
        identity = {"id": members["id"]} if members.get("id") is not None else {}
        return {"data": {"type": self.resource_type, **identity, "attributes": attributes}}

    def content_of(self, members: Members) -> bytes:
        """Return `value_of` as bytes."""
        return json.dumps(self.value_of(members), ensure_ascii=False).encode("utf-8", "surrogatepass")


# An envelope has the item, and perhaps a message or a status beside it; an item with a member `data` has more.
_LARGEST_ENVELOPE = 3


def shape_of(content: Any) -> Shape | None:
    """Return the shape of a collection whose JSON value is `content`, None where it is none that is known."""
    if isinstance(content, list):
        return Shape()
    if not isinstance(content, dict):
        return None
    place = next(_arrays_in(content), None)
    if place is None:
        return None
    items = Shape(place).items_in(content)
    first = items[0] if items else {}
    if place == ("data",) and isinstance(first.get("attributes"), dict) and isinstance(first.get("type"), str):
        return Shape(place, first["type"])
    return Shape(place)


def _arrays_in(content: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield where arrays of objects may be: under the usual names, below ``_embedded`` (HAL), then anywhere."""
    for name in _ARRAYS:
        if isinstance(content.get(name), list):
            yield (name,)
    embedded = content.get("_embedded")
    if isinstance(embedded, dict):
        yield from (("_embedded", name) for name, value in embedded.items() if isinstance(value, list))
    yield from ((name,) for name, value in content.items() if isinstance(value, list))
