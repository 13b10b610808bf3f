"""What a collection is asked in the query of a URL, in this server's own words.

    ?price[ge]=5&color[in]=red,blue&sort=-price,name&fields=id,name&embed=author&limit=20&after=…

- ``column=value``, ``column[operator]=value`` or ``column:operator=value``: all of them have to hold. The operators are
  those of `Operator`; ``in`` and ``nin`` take a list, ``null`` takes true or false.
- ``where``: a test as JSON, see `expression`, for what takes "or" and "not".
- ``sort``: columns, downwards with a ``-``. The key always follows, in the direction of the last of them.
- ``fields``: the columns to show; ``embed``: what to show inside each row, see `embedding`.
- ``limit``: the rows of a page. It starts ``after`` or ``before`` a cursor, or has a number, ``page``.
- ``q``: words to look for, see `full_text`.

Lists are parted by commas; an item with a comma is quoted: ``"a,b"``. A column that is called like one of these words
is reached by its operator: ``sort[eq]=value``. Nothing is ignored: what is not understood is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ...faults import JSONDecodeError
from ...faults.selection import EMBED_UNKNOWN, PARAMETER_REPEATED, TOO_MANY_VALUES, WHERE_NOT_JSON
from ...semantics.json_text import read_json
from ..refusal import Refusal, Violation
from ..schema.resource import Resource, Schema
from .comparing import LISTS, condition_of_text
from .embedding import embeddings
from .expression import column_and_operator, meaning_of
from .limits import Limits
from .lists import items_of, names_of
from .naming import advice, column_named, parameter_unknown, refuse_repetition
from .ordering import order_named, total_order
from .paging import number, place_of, refuse_two
from .searching import search_text
from .selection import Condition, Operator, Order, Selection, Test

SORT, FIELDS, EMBED, LIMIT, QUERY, WHERE = "sort", "fields", "embed", "limit", "q", "where"
AFTER, BEFORE, PAGE = "after", "before", "page"
STARTS = (AFTER, BEFORE, PAGE)
WORDS = (SORT, FIELDS, EMBED, LIMIT, QUERY, WHERE, *STARTS)

Pair = tuple[str, str]


def selection_of(resource: Resource, schema: Schema, pairs: Sequence[Pair], limits: Limits) -> Selection:
    """Return what `pairs`, the decoded parameters of a URL or of a form, ask of `resource`.

    Raises `Refusal`, 400, that names the parameter, its value and what is allowed.
    """
    words = words_in(pairs, WORDS)
    tests = _conditions(resource, [pair for pair in pairs if pair[0] not in WORDS], limits)
    if WHERE in words:
        tests.append(where_test(resource, words[WHERE], WHERE, limits))
    refuse_two(words, STARTS)
    order = _order(resource, words.get(SORT))
    after, before = words.get(AFTER), words.get(BEFORE)
    return Selection(
        tuple(tests),
        order,
        fields_named(resource, names_of(words[FIELDS], FIELDS), FIELDS) if FIELDS in words else None,
        embeds_named(resource, schema, names_of(words[EMBED], EMBED), EMBED) if EMBED in words else (),
        number(words[LIMIT], LIMIT, 1, limits.largest_page) if LIMIT in words else limits.page_size,
        None if after is None else place_of(after, resource, order, AFTER, may_be_end=False),
        None if before is None else place_of(before, resource, order, BEFORE, may_be_end=True),
        number(words[PAGE], PAGE, 1, limits.furthest) if PAGE in words else None,
        search=search_text(resource, words[QUERY], QUERY, limits) if QUERY in words else None,
    )


def item_selection(resource: Resource, schema: Schema, pairs: Sequence[Pair]) -> Selection:
    """Return what `pairs` ask of one item: which columns to show, and what inside of it. Raises `Refusal`, 400."""
    words = words_in(pairs, (FIELDS, EMBED))
    unknown = next((name for name, _ in pairs if name not in words), None)
    if unknown is not None:
        raise parameter_unknown(resource, unknown, (FIELDS, EMBED), with_columns=False)
    return Selection(
        fields=fields_named(resource, names_of(words[FIELDS], FIELDS), FIELDS) if FIELDS in words else None,
        embed=embeds_named(resource, schema, names_of(words[EMBED], EMBED), EMBED) if EMBED in words else (),
    )


def words_in(pairs: Sequence[Pair], words: Sequence[str]) -> dict[str, str]:
    """Return the values of the parameters in `pairs` that are among `words`.

    Raises `Refusal`, 400, where one of them is repeated.
    """
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in words:
            if name in found:
                raise Refusal(PARAMETER_REPEATED, parameter=name, instead=f"{name}=…")
            found[name] = value
    return found


def fields_named(resource: Resource, names: Sequence[str], parameter: str) -> tuple[str, ...]:
    """Return the columns `names`, to be shown. Raises `Refusal`, 400."""
    refuse_repetition(names, parameter)
    return tuple([column_named(resource, name, parameter).name for name in names])


def embeds_named(resource: Resource, schema: Schema, names: Sequence[str], parameter: str) -> tuple[str, ...]:
    """Return `names` of what can be shown inside the rows of `resource`. Raises `Refusal`, 400."""
    refuse_repetition(names, parameter)
    offered = [name for name, one in embeddings(resource).items() if one.resource in schema.resources]
    for name in names:
        if name not in offered:
            raise Refusal(EMBED_UNKNOWN, parameter=parameter, resource=resource.name, **advice(name, offered))
    return tuple(names)


def where_test(resource: Resource, text: str, parameter: str, limits: Limits) -> Test:
    """Return the test that `text` is the JSON of, see `expression`. Raises `Refusal`, 400."""
    try:
        document = read_json(text.encode("utf-8", "replace"))
    except JSONDecodeError as error:
        violation = Violation("", error.fault, error.details)
        raise Refusal(WHERE_NOT_JSON, violations=(violation,), parameter=parameter) from None
    return meaning_of(resource, document, parameter, limits)


@lru_cache(maxsize=1024)
def _order(resource: Resource, sort: str | None) -> tuple[Order, ...]:
    names = [] if sort is None else names_of(sort, SORT)
    return total_order(resource, [order_named(resource, name, SORT) for name in names], SORT)


def _conditions(resource: Resource, pairs: Sequence[Pair], limits: Limits) -> list[Test]:
    if len(pairs) > limits.conditions:
        raise Refusal(TOO_MANY_VALUES, parameter=pairs[-1][0], count=len(pairs), limit=limits.conditions)
    conditions = [_condition(resource, name, value, limits) for name, value in pairs]
    _refuse_two_values(conditions)
    return list(conditions)


def _condition(resource: Resource, name: str, value: str, limits: Limits) -> Condition:
    column, named = column_and_operator(resource, name, WORDS)
    operator = named or Operator.EQUAL
    texts = items_of(value, name) if operator in LISTS else [value]
    return condition_of_text(column, operator, texts, name, limits)


def _refuse_two_values(conditions: Sequence[Condition]) -> None:
    """Raise `Refusal`, 400, where a column would have to equal two things: most who ask that mean either of them."""
    equal: set[str] = set()
    for condition in conditions:
        if condition.operator is Operator.EQUAL:
            if condition.column in equal:
                name = condition.column
                raise Refusal(PARAMETER_REPEATED, parameter=name, instead=f"{name}[in]=a,b")
            equal.add(condition.column)
