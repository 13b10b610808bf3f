"""The page of an item: its values, what it refers to, and what refers to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..place import collection_path
from ..query.embedding import Embedding, embeddings
from ..schema.resource import Reference, Resource, Schema
from . import words
from .frame import Frame
from .markup import Markup, element
from .places import Document, referrers_path, shown_item_path, shown_key
from .trying import Trying
from .values import Values


def item_page(
    frame: Frame, resource: Resource, schema: Schema, document: Document, etag: str | None, methods: Sequence[str]
) -> bytes:
    """Return the page of the item that `document` shows, embedded items included.

    `etag` is the value of its ETag field as JSON, for If-Match; `methods` are those that the item has.
    """
    return _ItemPage(frame, resource, schema, document).page(etag, methods)


class _ItemPage:
    def __init__(self, frame: Frame, resource: Resource, schema: Schema, document: Document) -> None:
        self._frame = frame
        self._resource = resource
        self._schema = schema
        self._document = document
        self._path = shown_item_path(resource, document) or collection_path(resource.name)

    def page(self, etag: str | None, methods: Sequence[str]) -> bytes:
        frame, resource, document = self._frame, self._resource, self._document
        key = shown_key(resource, document)
        title = f"{resource.name} {key}"
        own = [name for name in document if name in resource.by_name]
        crumbs = [
            frame.link(collection_path(resource.name), resource.name),
            frame.link(self._path, key, aria_current="page"),
        ]
        return frame.page(
            title,
            crumbs,
            element("h1", title),
            self._values(resource, document, own),
            *[self._embedded(name) for name in document if name not in resource.by_name],
            self._referrers(),
            Trying(frame, self._path, methods, resource, document, etag).section(),
        )

    def _values(self, resource: Resource, document: Document, names: Sequence[str]) -> Markup:
        values = Values(self._frame, resource, self._schema)
        rows = [element("tr", element("th", name, scope="row"), values.on_page(document, name)) for name in names]
        caption = element("caption", self._frame.said(words.VALUES, name=resource.name))
        return element("div", element("table", caption, element("tbody", *rows), class_="values"), class_="scrolls")

    def _referrers(self) -> Markup | None:
        links = [link for reference in self._resource.referrers if (link := self._referrer(reference)) is not None]
        if not links:
            return None
        return element("section", element("h2", self._frame.said(words.REFERRERS)), element("ul", *links))

    def _referrer(self, reference: Reference) -> Markup | None:
        path = referrers_path(reference, self._schema, self._document)
        if path is None:
            return None
        text = self._frame.said(words.REFERRER, name=reference.resource, columns=", ".join(reference.columns))
        return element("li", self._frame.link(path, text))

    def _embedded(self, name: str) -> Markup | None:
        """Return what is shown inside the item by the name `name`."""
        embedding: Embedding | None = embeddings(self._resource).get(name)
        other = None if embedding is None else self._schema.resources.get(embedding.resource)
        inner: Any = self._document[name]
        documents = [each for each in (inner if isinstance(inner, list) else [inner]) if isinstance(each, Mapping)]
        if other is None:
            return None
        shown = [self._inner(other, document) for document in documents]
        return element("section", element("h2", name), *(shown or [element("p", self._frame.said(words.NO_ROWS))]))

    def _inner(self, resource: Resource, document: Document) -> Markup:
        path, title = shown_item_path(resource, document), f"{resource.name} {shown_key(resource, document)}"
        heading = element("h3", title if path is None else self._frame.link(path, title))
        names = [name for name in document if name in resource.by_name]
        return element("article", heading, self._values(resource, document, names))
