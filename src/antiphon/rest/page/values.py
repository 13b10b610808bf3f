"""A value of a row on a page, with the links that go out from it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..representation.document import json_of
from ..schema.resource import Column, Kind, Resource, Schema
from . import words
from .frame import Frame
from .markup import Markup, element
from .places import Document, target_path, value_path

_MOST_IN_TABLE = 120
_MOST_ON_PAGE = 20_000


class Values:
    """The values of the items of `resource`, as `frame` shows them."""

    def __init__(self, frame: Frame, resource: Resource, schema: Schema) -> None:
        self._frame = frame
        self._resource = resource
        self._schema = schema
        self._references = {name: reference for reference in resource.references for name in reference.columns}

    def in_table(self, document: Document, name: str) -> Markup:
        """Return the cell of the member `name` in a table of many items; long text is shortened."""
        return self._cell("td", document, name, _MOST_IN_TABLE)

    def on_page(self, document: Document, name: str) -> Markup:
        """Return the cell of the member `name` on the page of its item."""
        return self._cell("td", document, name, _MOST_ON_PAGE)

    def _cell(self, tag: str, document: Document, name: str, most: int) -> Markup:
        value = document.get(name)
        numeric = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        # Text of any script stays within its cell.
        return element(tag, self._linked(document, name, most), class_="number" if numeric else None, dir="auto")

    def _linked(self, document: Document, name: str, most: int) -> Markup:
        value, column = document.get(name), self._resource.by_name.get(name)
        if value is not None and column is not None and column.kind is Kind.BINARY:
            return self._bytes(document, column, str(value))
        shown = plain(value, most)
        reference = self._references.get(name)
        path = None if reference is None else target_path(reference, self._schema, document)
        return shown if path is None else self._frame.link(path, shown)

    def _bytes(self, document: Document, column: Column, base64: str) -> Markup:
        size = len(base64) * 3 // 4 - base64.count("=", -2)
        text = self._frame.said(words.BYTES, size=size)
        path = value_path(self._resource, document, column)
        return element("span", text) if path is None else self._frame.link(path, text)


def plain(value: Any, most: int) -> Markup:
    """Return `value` without links, at most `most` characters of it."""
    if value is None:
        return element("span", "null", class_="null")
    if isinstance(value, str):
        return element("span", _shortened(value, most), class_="text")
    return element("code", _shortened(json_of(value).decode("utf-8"), most))


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
