"""What a collection is asked in the content of a QUERY (RFC 10008).

As a form, it is what stands in the query of a URL. As JSON, it is an object:

    {"where": {"price": {"gt": 5}}, "sort": ["-price", "name"], "fields": ["id", "name"], "embed": ["author"],
     "limit": 20, "after": "…", "before": "…", "page": 2, "q": "blue lamp"}

All members can be left out; each means what the parameter of its name does. `expression` tells what ``where`` holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from ...faults import ContentTooLarge
from ...faults.selection import LIST_EMPTY, MEMBER_UNFIT, QUERY_UNPROCESSABLE, TOO_MANY_VALUES
from ...semantics.forms import MEDIA_TYPE as FORM
from ...semantics.forms import decode_form
from ...semantics.json_text import read_json
from ..refusal import Refusal, Violation
from ..schema.resource import Resource, Schema
from .expression import escaped, meaning_of
from .limits import Limits
from .naming import parameter_unknown
from .ordering import order_named, total_order
from .paging import in_range, place_of, refuse_two
from .parameters import (
    AFTER,
    BEFORE,
    EMBED,
    FIELDS,
    LIMIT,
    PAGE,
    QUERY,
    SORT,
    STARTS,
    WHERE,
    WORDS,
    embeds_named,
    fields_named,
    selection_of,
)
from .searching import search_text
from .selection import Selection

JSON = "application/json"
MEDIA_TYPES = (JSON, FORM)
"""What the content of a QUERY can be, for Accept-Query."""

T = TypeVar("T")


def selection_in(content: bytes, media_type: str, resource: Resource, schema: Schema, limits: Limits) -> Selection:
    """Return what `content`, of one of `MEDIA_TYPES`, asks of `resource`.

    Raises `Refusal`, 422, where it is nonsense, and `JSONDecodeError`, 400, where it is not JSON.
    """
    if media_type == FORM:
        return _processable(resource, lambda: selection_of(resource, schema, _form(content, limits), limits))
    document = read_json(content)
    return _processable(resource, lambda: _Reading(document, resource, schema, limits).selection())


def _form(content: bytes, limits: Limits) -> list[tuple[str, str]]:
    most = limits.conditions + len(WORDS)
    try:
        return decode_form(content, max_fields=most)
    except ContentTooLarge:
        raise Refusal(TOO_MANY_VALUES, parameter=FORM, count=content.count(b"&") + 1, limit=most) from None


def _processable(resource: Resource, read: Callable[[], T]) -> T:
    """Return what `read` does. The content is sound, so what is wrong with its sense is a 422 (RFC 10008 §2)."""
    try:
        return read()
    except Refusal as refusal:
        pointer = "/" + str(refusal.details.get("parameter", "")).lstrip("/")
        violation = Violation(pointer, refusal.fault, refusal.details)
        inner = tuple(Violation(pointer, each.fault, each.details) for each in refusal.violations)
        raise Refusal(QUERY_UNPROCESSABLE, violations=(violation, *inner), resource=resource.name) from None


class _Reading:
    """A JSON document that asks something. Its refusals name the places in it, without the first slash."""

    def __init__(self, document: Any, resource: Resource, schema: Schema, limits: Limits) -> None:
        if not isinstance(document, dict):
            raise Refusal(MEMBER_UNFIT, parameter="/", expected="{…}")
        for name in document:
            if name not in WORDS:
                raise parameter_unknown(resource, escaped(name), WORDS, with_columns=False)
        self._document: dict[str, Any] = document
        self._resource = resource
        self._schema = schema
        self._limits = limits

    def selection(self) -> Selection:
        document, resource, limits = self._document, self._resource, self._limits
        refuse_two(document, STARTS)
        asked = [order_named(resource, name, f"{SORT}/{index}") for index, name in enumerate(self._names(SORT))]
        order = total_order(resource, asked, SORT)
        return Selection(
            (meaning_of(resource, document[WHERE], WHERE, limits),) if WHERE in document else (),
            order,
            self._fields() if FIELDS in document else None,
            embeds_named(resource, self._schema, self._names(EMBED), EMBED),
            self._number(LIMIT, limits.largest_page) if LIMIT in document else limits.page_size,
            place_of(self._text(AFTER), resource, order, AFTER, may_be_end=False) if AFTER in document else None,
            place_of(self._text(BEFORE), resource, order, BEFORE, may_be_end=True) if BEFORE in document else None,
            self._number(PAGE, limits.furthest) if PAGE in document else None,
            search=search_text(resource, self._text(QUERY), QUERY, limits) if QUERY in document else None,
        )

    def _fields(self) -> tuple[str, ...]:
        names = self._names(FIELDS)
        if not names:
            raise Refusal(LIST_EMPTY, parameter=FIELDS)
        return fields_named(self._resource, names, FIELDS)

    def _names(self, member: str) -> Sequence[str]:
        names = self._document.get(member, [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise Refusal(MEMBER_UNFIT, parameter=member, expected='["…"]')
        return names

    def _text(self, member: str) -> str:
        text = self._document[member]
        if not isinstance(text, str):
            raise Refusal(MEMBER_UNFIT, parameter=member, expected='"…"')
        return text

    def _number(self, member: str, most: int) -> int:
        value = self._document[member]
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return in_range(value if is_whole else -1, member, 1, most, value)
