"""The page of the root: the collections that there are."""

from __future__ import annotations

from collections.abc import Sequence

from ..place import OPENAPI, collection_path
from ..schema.resource import Resource, Schema
from . import words
from .frame import Frame
from .markup import Markup, element
from .trying import Trying


def root_page(frame: Frame, schema: Schema, methods: Sequence[str]) -> bytes:
    """Return the page of the root. `methods` are those that it has."""
    entries = [_entry(frame, resource) for resource in schema.resources.values()]
    said = frame.said
    return frame.page(
        frame.title,
        [],
        element("h1", frame.title),
        element("ul", *entries, class_="collections") if entries else element("p", said(words.NO_COLLECTIONS)),
        element("p", frame.link(f"/{OPENAPI}", said(words.DESCRIPTION))),
        Trying(frame, "/", methods).section(),
    )


def _entry(frame: Frame, resource: Resource) -> Markup:
    facts = [frame.said(words.COLUMNS, count=len(resource.columns))]
    if not resource.writable:
        facts.append(frame.said(words.READ_ONLY))
    return element(
        "li",
        frame.link(collection_path(resource.name), resource.name),
        element("span", " · ".join(facts), class_="facts"),
        element("p", resource.description) if resource.description else None,
    )
