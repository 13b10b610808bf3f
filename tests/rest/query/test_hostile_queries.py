"""Whatever a client asks, it is either answered by the database or refused as the client's mistake."""

from __future__ import annotations

import json
from typing import Any

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antiphon.faults import AntiphonError
from antiphon.rest.query.body import selection_in
from antiphon.rest.query.canonical import canonical
from antiphon.rest.query.languages import LANGUAGES, selection_of
from antiphon.rest.query.selection import Selection
from antiphon.semantics.forms import decode_form

from .asking import LIMITS
from .databases import Tables

# Neither forms nor the JSON that is read give halves of characters.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAMES = ["id", "title", "price", "stock", "sort", "odd, name", "released", "author_id"]
OPERATORS = ["eq", "ne", "lt", "ge", "in", "nin", "like", "ilike", "contains", "starts", "null", "or", ""]
WORDS = [
    "sort",
    "fields",
    "embed",
    "limit",
    "after",
    "before",
    "page",
    "q",
    "where",
    "_sort",
    "_page",
    "_where",
    "_end",
]
MORE_WORDS = ["or", "and", "not.or", "order", "select", "offset", "price_gte", "title_like", "id:in"]
NAME = st.one_of(
    st.sampled_from([*NAMES, *WORDS, *MORE_WORDS]),
    st.builds("{}[{}]".format, st.sampled_from(NAMES), st.sampled_from(OPERATORS)),
    st.builds("{}:{}".format, st.sampled_from(NAMES), st.sampled_from(OPERATORS)),
    TEXT,
)
VALUE = st.one_of(
    st.sampled_from(["true", "false", "1", "0", "-1", "5.5", "1e400", "NaN", "2021-01-01", "a,b", '"a', "%", "\\", ""]),
    st.sampled_from(
        ["eq.1", "in.(1,2)", "not.eq.x", "is.null", "(id.eq.1,stock.gt.2)", "id", "-price,title", "author"]
    ),
    st.sampled_from(["9" * 30, "-" + "9" * 18, "0000-00-00", "\0", "{}", '{"id":1}', "lamp -shade", "*", "id.desc"]),
    TEXT,
)
SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | VALUE
DOCUMENT = st.recursive(
    SCALAR,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(NAME | st.sampled_from(["not", *OPERATORS]), inner, max_size=3)
    ),
    max_leaves=10,
)


def answer(tables: Tables, selection: Selection) -> None:
    books = tables.statements("books")
    try:
        tables.run(books.page(selection))
        tables.run(books.count(selection))
        tables.run(books.every(selection))
    except psycopg.DataError as error:
        # What PostgreSQL alone knows to be no value of a type is told by the engine: class 22, or the driver.
        assert error.sqlstate is None or error.sqlstate.startswith("22")
        if tables.dialect.name != "postgresql":
            raise
    if selection.offset is None:
        query = canonical(tables["books"], selection)
        again = selection_of(tables["books"], tables.schema, decode_form(query), LIMITS)
        assert canonical(tables["books"], again) == query


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dialect=st.sampled_from(sorted(LANGUAGES)), pairs=st.lists(st.tuples(NAME, VALUE), max_size=4))
def test_any_parameters_are_answered_or_refused(shop: Tables, dialect: str, pairs: list[tuple[str, str]]) -> None:
    try:
        selection = selection_of(shop["books"], shop.schema, pairs, LIMITS, dialect)
    except AntiphonError as error:
        assert error.fault.status == 400
        assert error.sentence("en") and error.fix("es")
        return
    answer(shop, selection)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=st.dictionaries(st.sampled_from(WORDS[:9]), DOCUMENT, max_size=4) | DOCUMENT)
def test_any_json_is_answered_or_refused(shop: Tables, document: Any) -> None:
    content = json.dumps(document).encode()
    try:
        selection = selection_in(content, "application/json", shop["books"], shop.schema, LIMITS)
    except AntiphonError as error:
        assert error.fault.status in (400, 422)
        return
    answer(shop, selection)


def test_the_engine_takes_the_largest_selection(shop: Tables) -> None:
    pairs = [("stock[ne]", str(number)) for number in range(LIMITS.conditions - 1)]
    pairs.append(("id[in]", ",".join(str(number) for number in range(LIMITS.values))))
    pairs.append(("sort", ",".join(f"{'-' * (index % 2)}{name}" for index, name in enumerate(NAMES[1:5]))))
    selection = selection_of(shop["books"], shop.schema, pairs, LIMITS)
    assert len(selection.order) == 5
    for after in (None, ("Lamp", None, 3, "x", 1)):
        shop.run(shop.statements("books").page(Selection(selection.conditions, selection.order, after=after)))
