"""A selection as the query of a URL in this server's own words, so that GET repeats what a QUERY asked (RFC 10008)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...semantics.forms import encode_form
from ..refusal import Mismatch
from ..representation.document import json_of
from ..schema.resource import Codec, Resource
from .comparing import LISTS, TEXTS
from .cursor import cursor_of
from .expression import document_of
from .lists import list_of
from .ordering import asked_order
from .parameters import AFTER, BEFORE, EMBED, FIELDS, LIMIT, PAGE, QUERY, SORT, WHERE, Pair
from .selection import AllOf, Condition, Operator, Selection, Test

_TRUTHS = {True: "true", False: "false"}


def canonical(resource: Resource, selection: Selection) -> str:
    """Return the query, without its question mark, by which GET gives what `selection` of `resource` chooses.

    Raises ValueError for a selection that starts at an offset, which has no such form.
    """
    return encode_form(_pairs(resource, selection)).decode("ascii")


def _pairs(resource: Resource, selection: Selection) -> list[Pair]:
    if selection.offset is not None:
        raise ValueError("an offset has no form in this language")
    pairs = list(_tests(resource, list(_flat(selection.conditions))))
    if selection.search is not None:
        pairs.append((QUERY, selection.search))
    if asked := asked_order(resource, selection.order):
        pairs.append((SORT, list_of("-" * order.descending + order.column for order in asked)))
    if selection.fields is not None:
        pairs.append((FIELDS, list_of(selection.fields)))
    if selection.embed:
        pairs.append((EMBED, list_of(selection.embed)))
    pairs.append((LIMIT, str(selection.limit)))
    if selection.page is not None:
        pairs.append((PAGE, str(selection.page)))
    for name, place in ((AFTER, selection.after), (BEFORE, selection.before)):
        if place is not None:
            pairs.append((name, cursor_of(resource, selection.order, place)))
    return pairs


def _flat(tests: Sequence[Test]) -> Iterator[Test]:
    for test in tests:
        if isinstance(test, AllOf):
            yield from _flat(test.conditions)
        else:
            yield test


def _tests(resource: Resource, tests: Sequence[Test]) -> Iterator[Pair]:
    rest: list[Test] = []
    equal: set[str] = set()
    for test in tests:
        text = _text(resource, test) if isinstance(test, Condition) else None
        if not isinstance(test, Condition) or text is None or test.column in equal:
            rest.append(test)
            continue
        yield f"{test.column}[{test.operator.value}]", text
        if test.operator is Operator.EQUAL:
            equal.add(test.column)
    if rest:
        yield WHERE, json_of(document_of(resource, AllOf(tuple(rest)) if len(rest) > 1 else rest[0])).decode("utf-8")


def _text(resource: Resource, condition: Condition) -> str | None:
    """Return the value of a parameter that says `condition`; None where text could mean another value, too."""
    operator, values = condition.operator, condition.values
    if operator is Operator.NULL:
        return _TRUTHS[bool(values[0])]
    if operator in TEXTS:
        return str(values[0])
    codec = resource.by_name[condition.column].codec
    texts = [_shown(codec.to_json(value)) for value in values]
    if not all(_means(codec, text, value) for text, value in zip(texts, values, strict=True)):
        return None
    return list_of(texts) if operator in LISTS else texts[0]


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json_of(value).decode("utf-8")


def _means(codec: Codec, text: str, value: object) -> bool:
    try:
        read = codec.from_text(text)
    except Mismatch:
        return False
    return type(read) is type(value) and read == value
