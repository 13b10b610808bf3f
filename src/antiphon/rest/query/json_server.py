"""What a collection is asked in the words of json-server, for clients that were written for it.

    ?price_gte=5&color=red&color=blue&title_like=lamp&_sort=-price,name&_page=2&_per_page=20&_embed=reviews&_expand=author

Both of its generations are understood: ``_sort=price&_order=desc`` and ``_sort=-price``, ``_limit`` and ``_per_page``,
``price_gte=5`` and ``price:gte=5``. A column that occurs several times has one of the values. ``_like`` looks for plain
text, whatever the case of its letters. A page starts at ``_page``, or at the row ``_start``, counted from 0; ``_end``
is the first row that is not on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...faults.selection import (
    DIRECTION_UNKNOWN,
    PARAMETERS_EXCLUDE_EACH_OTHER,
    REGULAR_EXPRESSION_UNSUPPORTED,
    TOO_MANY_VALUES,
)
from ..refusal import Refusal
from ..schema.resource import Column, Resource, Schema
from .comparing import condition_of_text
from .limits import Limits
from .lists import names_of
from .naming import parameter_unknown, shown
from .ordering import order_named, total_order
from .paging import number, refuse_two
from .parameters import Pair, embeds_named, where_test, words_in
from .searching import search_text
from .selection import Condition, Operator, Order, Selection, Test

PAGE, START, END, SIZE, LIMIT = "_page", "_start", "_end", "_per_page", "_limit"
SORT, DIRECTION, EMBED, EXPAND, WHERE, SEARCH = "_sort", "_order", "_embed", "_expand", "_where", "q"
WORDS = (PAGE, START, END, SIZE, LIMIT, SORT, DIRECTION, EMBED, EXPAND, WHERE, SEARCH)
_PAGE_SIZE = 10

_OPERATORS = {
    "eq": Operator.EQUAL,
    "ne": Operator.NOT_EQUAL,
    "lt": Operator.LESS,
    "lte": Operator.LESS_OR_EQUAL,
    "gt": Operator.GREATER,
    "gte": Operator.GREATER_OR_EQUAL,
    "in": Operator.IN,
    "like": Operator.CONTAINS,
    "contains": Operator.CONTAINS,
    "startsWith": Operator.STARTS,
    "endsWith": Operator.ENDS,
}
_WITH_OPERATOR = re.compile(rf"(.+)[_:]({'|'.join(_OPERATORS)})", re.DOTALL)
# Of what regular expressions know, a full stop alone is common in text that people look for.
_SYNTAX = re.compile(r"[\\^$|?*+()\[\]{}]")
_DIRECTIONS = {"asc": False, "desc": True}


def selection_of(resource: Resource, schema: Schema, pairs: Sequence[Pair], limits: Limits) -> Selection:
    """Return what `pairs`, the decoded parameters of a URL, ask of `resource`. Raises `Refusal`, 400."""
    lists = [value for name, value in pairs if name in (EMBED, EXPAND)]
    words = words_in([pair for pair in pairs if pair[0] not in (EMBED, EXPAND)], WORDS)
    tests = _tests(resource, [pair for pair in pairs if pair[0] not in WORDS], limits)
    if WHERE in words:
        tests.append(where_test(resource, words[WHERE], WHERE, limits))
    for exclusive in ((PAGE, START), (PAGE, END), (SIZE, LIMIT), (END, SIZE), (END, LIMIT)):
        refuse_two(words, exclusive)
    embed = [name for text in lists for name in names_of(text, EMBED)]
    offset, limit = _start_and_size(words, limits)
    return Selection(
        tuple(tests),
        total_order(resource, _order(resource, words), SORT),
        embed=embeds_named(resource, schema, embed, EMBED),
        limit=limit,
        page=number(words[PAGE], PAGE, 1, limits.furthest) if PAGE in words else None if offset is not None else 1,
        offset=offset,
        search=search_text(resource, words[SEARCH], SEARCH, limits) if SEARCH in words else None,
    )


def _start_and_size(words: dict[str, str], limits: Limits) -> tuple[int | None, int]:
    """Return the rows to pass over, None where pages are numbered, and how many there are on a page."""
    start = number(words[START], START, 0, limits.furthest) if START in words else None
    if END in words:
        first = start or 0
        return first, number(words[END], END, first + 1, first + limits.largest_page) - first
    size = SIZE if SIZE in words else LIMIT
    if size in words:
        return start, number(words[size], size, 1, limits.largest_page)
    return start, _PAGE_SIZE if PAGE in words else limits.page_size


def _order(resource: Resource, words: dict[str, str]) -> list[Order]:
    if SORT not in words:
        if DIRECTION in words:
            raise Refusal(DIRECTION_UNKNOWN, parameter=DIRECTION, value=shown(words[DIRECTION]), allowed=f"{SORT}=…")
        return []
    asked = [order_named(resource, name, SORT) for name in names_of(words[SORT], SORT)]
    if DIRECTION not in words:
        return asked
    directions = words[DIRECTION].lower().split(",")
    if len(directions) > len(asked) or any(each not in _DIRECTIONS for each in directions):
        raise Refusal(DIRECTION_UNKNOWN, parameter=DIRECTION, value=shown(words[DIRECTION]), allowed="asc, desc")
    directions += ["asc"] * (len(asked) - len(directions))
    if any(order.descending for order in asked):
        raise Refusal(PARAMETERS_EXCLUDE_EACH_OTHER, parameter=f"{SORT}=-…", other=DIRECTION)
    return [Order(order.column, _DIRECTIONS[each]) for order, each in zip(asked, directions, strict=True)]


def _tests(resource: Resource, pairs: Sequence[Pair], limits: Limits) -> list[Test]:
    if len(pairs) > limits.conditions:
        raise Refusal(TOO_MANY_VALUES, parameter=pairs[-1][0], count=len(pairs), limit=limits.conditions)
    equal: dict[str, list[str]] = {}
    tests: list[Test] = []
    for name, value in pairs:
        column, operator = _column_and_operator(resource, name)
        if operator is Operator.EQUAL:
            equal.setdefault(column.name, []).append(value)
        else:
            tests.append(_condition(column, operator, name, value, limits))
    return [*(_equal(resource.by_name[name], values, limits) for name, values in equal.items()), *tests]


def _column_and_operator(resource: Resource, name: str) -> tuple[Column, Operator]:
    if column := resource.by_name.get(name):
        return column, Operator.EQUAL
    found = _WITH_OPERATOR.fullmatch(name)
    column = resource.by_name.get(found[1]) if found else None
    if found is None or column is None:
        raise parameter_unknown(resource, name, WORDS)
    return column, _OPERATORS[found[2]]


def _equal(column: Column, values: list[str], limits: Limits) -> Condition:
    operator = Operator.EQUAL if len(values) == 1 else Operator.IN
    return condition_of_text(column, operator, values, column.name, limits)


def _condition(column: Column, operator: Operator, name: str, value: str, limits: Limits) -> Condition:
    if name.endswith("like") and (syntax := _SYNTAX.search(value)):
        raise Refusal(REGULAR_EXPRESSION_UNSUPPORTED, parameter=name, value=shown(value), character=syntax[0])
    texts = value.split(",") if operator is Operator.IN else [value]
    return condition_of_text(column, operator, texts, name, limits)
