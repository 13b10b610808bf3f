"""Going through a collection page by page: every row once, in order, whatever is asked, on each engine."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antiphon.rest.query.cursor import cursor_of, values_in
from antiphon.rest.query.ordering import total_order
from antiphon.rest.query.page import columns_of
from antiphon.rest.query.selection import AllOf, AnyOf, Condition, Not, Operator, Order, Selection, Test
from antiphon.rest.query.window import Window, window
from antiphon.rest.schema.resource import Kind, Resource

from ..mysql_server import MySQLServer
from .databases import Row, Tables, mysql_tables, postgresql_tables, sqlite_tables

TEXTS = st.sampled_from(["", "a", "A", "b", "ab", "a%", "a_b", "é", "[a]", "a*", "\\", "!", "zz"])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "whole": st.integers(-2, 2),
    "real": st.sampled_from([-1.5, 0.0, 0.1, 2.0, 1e300]),
    "exact": st.decimals(-2, 2, places=1, allow_nan=False).map(lambda value: value + Decimal(0)),
    "words": TEXTS,
    "folded": TEXTS,
    "truth": st.booleans(),
    "day": st.dates().map(str).filter(lambda day: day[:1] == "2") | st.just("2021-01-01"),
}
TYPES = {
    "whole": ("INTEGER", "integer", "integer"),
    "real": ("REAL", "double precision", "double"),
    "exact": ("DECIMAL(4, 1)", "numeric(4, 1)", "decimal(4, 1)"),
    "words": ("TEXT", "text", "text"),
    "folded": ("TEXT COLLATE NOCASE", 'text COLLATE "en-x-icu"', "varchar(9) CHARACTER SET latin1"),
    "truth": ("BOOLEAN", "boolean", "boolean"),
    "day": ("DATE", "date", "date"),
}
_numbers = count()


class Case:
    """A table with rows, and something asked of it."""

    def __init__(self, key: Sequence[str], nullable: Sequence[str], rows: list[dict[str, Any]]) -> None:
        self.key = key
        self.nullable = nullable
        self.rows = rows

    def script(self, engine: int) -> str:
        columns = [
            f'"{name}" {types[engine]} {"NULL" if name in self.nullable else "NOT NULL"}'
            for name, types in TYPES.items()
        ]
        key = f"PRIMARY KEY ({', '.join(self.key)})"
        return f"CREATE TABLE t (a integer NOT NULL, b varchar(9) NOT NULL, {', '.join(columns)}, {key})"

    def fill(self, tables: Tables) -> None:
        statements, resource = tables.statements("t"), tables["t"]
        for row in self.rows:
            values = [_driver_value(resource, name, value) for name, value in row.items()]
            tables.run(statements.insert(tuple(row), values))


def _driver_value(resource: Resource, name: str, value: Any) -> object:
    return None if value is None else resource.by_name[name].codec.from_json(value)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    nullable = draw(st.lists(st.sampled_from(sorted(TYPES)), unique=True))
    key = draw(st.sampled_from([("a",), ("b", "a"), ("a", "b")]))
    rows = draw(
        st.lists(st.tuples(st.integers(0, 30), st.sampled_from("xyz")), unique_by=lambda row: row[0], max_size=12)
    )
    strategies = {name: strategy | st.none() if name in nullable else strategy for name, strategy in VALUES.items()}
    return Case(key, nullable, [{"a": a, "b": b, **draw(st.fixed_dictionaries(strategies))} for a, b in rows])


@st.composite
def orders(draw: st.DrawFn) -> list[Order]:
    names = draw(st.lists(st.sampled_from([*sorted(TYPES), "a"]), unique=True, max_size=3))
    return [Order(name, draw(st.booleans())) for name in names]


@st.composite
def comparisons(draw: st.DrawFn) -> tuple[str, Operator, list[Any]]:
    name = draw(st.sampled_from(sorted(TYPES)))
    texts = {Operator.LIKE, Operator.ILIKE, Operator.CONTAINS, Operator.STARTS, Operator.ENDS}
    operator = draw(st.sampled_from([each for each in Operator if each not in texts or name == "words"]))
    if operator is Operator.NULL:
        return name, operator, [draw(st.booleans())]
    if operator in texts:
        return name, operator, [draw(TEXTS.filter(lambda text: text != "\\"))]
    many = operator in (Operator.IN, Operator.NOT_IN)
    return name, operator, draw(st.lists(VALUES[name], min_size=1, max_size=5 if many else 1))


def drawn_test(resource: Resource, drawn: Any) -> Test:
    """Return the test that `drawn` describes, with the values of this engine's driver."""
    word, rest = drawn
    if word == "not":
        return Not(drawn_test(resource, rest))
    if word in ("and", "or"):
        parts = tuple(drawn_test(resource, part) for part in rest)
        return AllOf(parts) if word == "and" else AnyOf(parts)
    name, operator, values = rest
    as_written = operator is Operator.NULL or resource.by_name[name].kind is Kind.TEXT
    return Condition(
        name, operator, tuple(value if as_written else _driver_value(resource, name, value) for value in values)
    )


TESTS = st.recursive(
    st.tuples(st.just("is"), comparisons()),
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=4,
)


def page(tables: Tables, selection: Selection) -> Window:
    return window(selection, tables.run(tables.statements("t").page(selection)))


def place_of(tables: Tables, selection: Selection, row: Row) -> tuple[object, ...]:
    """Return the place of `row`, by way of a cursor as a client has it."""
    resource, columns = tables["t"], columns_of(tables["t"], selection)
    values = [row[columns.index(order.column)] for order in selection.order]
    return values_in(cursor_of(resource, selection.order, values), resource, selection.order, "after")


def check(
    tables: Tables, case: Case, asked: list[Order], drawn: Any, limit: int, fields: tuple[str, ...] | None
) -> None:
    case.fill(tables)
    resource, statements = tables["t"], tables.statements("t")
    order = total_order(resource, asked)
    tests: tuple[Test, ...] = () if drawn is None else (drawn_test(resource, drawn),)
    selection = Selection(tests, order, fields, limit=limit)
    every = tables.run(statements.every(selection))
    assert len(every) == len(set(map(repr, every))) or fields is not None
    assert tables.run(statements.count(selection)) == [(len(every),)]
    assert forwards(tables, selection) == every
    assert backwards(tables, selection) == every
    assert numbered(tables, selection) == every
    if drawn is not None:
        rest = tables.run(statements.every(Selection((Not(tests[0]),), order, fields)))
        assert len(every) + len(rest) == len(case.rows)


def forwards(tables: Tables, selection: Selection) -> list[Row]:
    rows: list[Row] = []
    shown = page(tables, selection)
    assert not shown.has_previous
    while True:
        rows += shown.rows
        if not shown.has_next:
            return rows
        after = place_of(tables, selection, shown.rows[-1])
        shown = page(
            tables,
            Selection(selection.conditions, selection.order, selection.fields, limit=selection.limit, after=after),
        )
        assert shown.rows and shown.has_previous


def backwards(tables: Tables, selection: Selection) -> list[Row]:
    rows: list[Row] = []
    before: tuple[object, ...] = ()
    while True:
        shown = page(
            tables,
            Selection(selection.conditions, selection.order, selection.fields, limit=selection.limit, before=before),
        )
        rows = [*shown.rows, *rows]
        assert shown.has_next is bool(before)
        if not shown.has_previous:
            return rows
        before = place_of(tables, selection, shown.rows[0])


def numbered(tables: Tables, selection: Selection) -> list[Row]:
    rows: list[Row] = []
    for number in count(1):
        shown = page(
            tables,
            Selection(selection.conditions, selection.order, selection.fields, limit=selection.limit, page=number),
        )
        rows += shown.rows
        if not shown.has_next:
            break
    return rows


ASKED = {
    "case": cases(),
    "asked": orders(),
    "drawn": TESTS | st.none(),
    "limit": st.integers(1, 5),
    "fields": st.none() | st.just(("words", "b")),
}


@settings(max_examples=150, deadline=None)
@given(**ASKED)
def test_walking_gives_every_row_once_in_order_on_sqlite(
    case: Case, asked: list[Order], drawn: Any, limit: int, fields: tuple[str, ...] | None
) -> None:
    with sqlite_tables(case.script(0)) as tables:
        check(tables, case, asked, drawn, limit, fields)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(**ASKED)
def test_walking_gives_every_row_once_in_order_on_postgresql(
    postgresql_url: str, case: Case, asked: list[Order], drawn: Any, limit: int, fields: tuple[str, ...] | None
) -> None:
    with postgresql_tables(postgresql_url, case.script(1)) as tables:
        check(tables, case, asked, drawn, limit, fields)


@settings(max_examples=30, deadline=None)
@given(**ASKED)
def test_walking_gives_every_row_once_in_order_on_mysql(
    _mysql_server: MySQLServer, case: Case, asked: list[Order], drawn: Any, limit: int, fields: tuple[str, ...] | None
) -> None:
    with mysql_tables(_mysql_server, "walking", case.script(2)) as tables:
        check(tables, case, asked, drawn, limit, fields)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(**(ASKED | {"asked": orders().filter(lambda asked: all(order.column != "folded" for order in asked))}))
def test_both_engines_choose_and_sort_alike(
    postgresql_url: str, case: Case, asked: list[Order], drawn: Any, limit: int, fields: tuple[str, ...] | None
) -> None:
    if "folded" in repr(drawn) or "é" in repr(drawn):
        drawn = None
    shown = []
    with sqlite_tables(case.script(0)) as lite, postgresql_tables(postgresql_url, case.script(1)) as full:
        for tables in (lite, full):
            case.fill(tables)
            resource = tables["t"]
            tests = () if drawn is None else (drawn_test(resource, drawn),)
            selection = Selection(tests, total_order(resource, asked), ("a", "b"), limit=limit, page=1)
            shown.append([row[:2] for row in page(tables, selection).rows])
    assert shown[0] == shown[1]


@pytest.mark.parametrize("descending", [False, True])
def test_null_is_greater_than_every_value(sqlite_shop: Tables, descending: bool) -> None:
    selection = Selection(order=(Order("price", descending), Order("id", descending)), fields=("price",), limit=10)
    rows = sqlite_shop.run(sqlite_shop.statements("books").page(selection))
    assert rows[0 if descending else -1][0] is None
