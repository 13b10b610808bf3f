"""The statements about a resource, on each engine: what they do, and what may become SQL."""

from __future__ import annotations

from typing import Any

import pytest

from antiphon.rest.query.page import columns_of
from antiphon.rest.query.selection import Condition, Operator, Order, Selection
from antiphon.rest.query.statement import MOST_FORMS, Statements
from antiphon.rest.query.window import window

from .asking import asked
from .databases import Tables, sqlite_tables


def item(tables: Tables, name: str, *key: object) -> tuple[Any, ...] | None:
    rows = tables.run(tables.statements(name).item(key))
    return rows[0] if rows else None


def test_an_item_is_found_by_its_key(shop: Tables) -> None:
    assert item(shop, "authors", 2) == (2, "Böll")
    assert item(shop, "places", 1, "b") == (1, "b", None)
    assert item(shop, "places", 2, "b") is None
    assert shop.run(shop.statements("places").exists((1, "b"))) == [(1,)]
    assert shop.run(shop.statements("places").exists((9, "b"))) == []


def test_only_an_engine_that_needs_it_locks_rows(shop: Tables) -> None:
    statement = shop.statements("authors").locked((2,))
    assert statement.sql.endswith("FOR UPDATE") is (shop.dialect.name != "sqlite")
    assert shop.run(statement) == [(2, "Böll")]


def test_a_new_row_has_the_defaults_of_what_is_left_out(returning_shop: Tables) -> None:
    books = returning_shop.statements("books")
    assert returning_shop.run(books.insert(("stock", "id"), (1, 40))) == [(40,)]
    assert item(returning_shop, "books", 40)[1:4] == ("untitled", None, 1)  # type: ignore[index]


def test_replacing_puts_defaults_where_nothing_is_said(returning_shop: Tables) -> None:
    books = returning_shop.statements("books")
    assert returning_shop.run(books.replace((1,), ("sort",), ("new",))) == [(1,)]
    assert item(returning_shop, "books", 1)[1:8] == ("untitled", None, 7, "new", None, None, None)  # type: ignore[index]
    assert returning_shop.run(books.replace((99,), ("sort",), ("new",))) == []


def test_changing_leaves_the_rest(returning_shop: Tables) -> None:
    books = returning_shop.statements("books")
    assert returning_shop.run(books.change((1,), ("sort", "title"), ("new", "Torch"))) == [(1,)]
    assert item(returning_shop, "books", 1)[1:5:3] == ("Torch", "new")  # type: ignore[index]
    assert returning_shop.run(books.change((1,), (), ())) == [(1,)]
    assert returning_shop.run(books.change((99,), (), ())) == []


def test_deleting_gives_what_was_there(returning_shop: Tables) -> None:
    places = returning_shop.statements("places")
    assert returning_shop.run(places.delete((1, "b"))) == [(1, "b", None)]
    assert returning_shop.run(places.delete((1, "b"))) == []
    assert len(returning_shop.run(places.every(Selection()))) == 2


def test_mysql_gives_nothing_of_what_it_writes_but_does_the_same(mysql_full_shop: Tables) -> None:
    books, places = mysql_full_shop.statements("books"), mysql_full_shop.statements("places")
    assert mysql_full_shop.run(books.insert(("stock", "id"), (1, 40))) == []
    assert item(mysql_full_shop, "books", 40)[1:5] == ("untitled", None, 1, None)  # type: ignore[index]
    assert mysql_full_shop.run(books.replace((1,), ("sort",), ("new",))) == []
    assert item(mysql_full_shop, "books", 1)[1:8] == ("untitled", None, 7, "new", None, None, None)  # type: ignore[index]
    assert mysql_full_shop.run(books.change((1,), ("sort", "title"), ("old", "Torch"))) == []
    assert item(mysql_full_shop, "books", 1)[1:5:3] == ("Torch", "old")  # type: ignore[index]
    assert mysql_full_shop.run(places.delete((1, "b"))) == []
    assert item(mysql_full_shop, "places", 1, "b") is None


def test_rows_are_found_by_the_values_of_any_columns(shop: Tables) -> None:
    reviews, places = shop.statements("reviews"), shop.statements("places")
    assert sorted(row[0] for row in shop.run(reviews.among(("book_id",), [(1,), (3,), (9,)]))) == [1, 2, 3, 4]
    assert [row[0] for row in shop.run(reviews.among(("book_id",), [(1,), (3,)], 2))] == [1, 2, 4]
    keys = [(1, "b"), (2, "a"), (2, "b")]
    assert sorted(shop.run(places.among(("row_number", "column %s?"), keys))) == [(1, "b", None), (2, "a", "third")]
    assert shop.run(places.among(("row_number", "column %s?"), keys, 1)) == [(1, "b", None), (2, "a", "third")]


def test_a_thousand_keys_fit_into_one_statement(shop: Tables) -> None:
    keys = [(number, "a") for number in range(1000)]
    assert len(shop.run(shop.statements("places").among(("row_number", "column %s?"), keys))) == 2
    assert len(shop.run(shop.statements("reviews").among(("id",), [key[:1] for key in keys], 1000))) == 4


def test_a_page_has_what_cursors_and_embedding_need_after_the_fields(shop: Tables) -> None:
    selection = asked(shop, "books", "fields=title&sort=price&embed=author,reviews")
    assert columns_of(shop["books"], selection) == ("title", "price", "id", "author_id")


def test_the_same_form_is_compiled_once(sqlite_shop: Tables) -> None:
    books = sqlite_shop.statements("books")
    for number in range(20):
        selection = asked(sqlite_shop, "books", f"stock[in]={number},2,3&title[like]=a{number}%25&limit={number + 1}")
        books.page(selection)
    assert books._page.cache_info().misses == 1
    for number in range(MOST_FORMS + 50):
        books.page(Selection(tuple(Condition("id", Operator.GREATER, (1,)) for _ in range(number % 7)), offset=number))
    assert books._page.cache_info().currsize <= MOST_FORMS


HOSTILE = ["'", '"', "';DROP TABLE books;--", "%s", "?", "\\", "x' OR '1'='1", ":a", "%(a)s", "$1", "]", "[", "*", "\n"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("operator", ["eq", "ne", "like", "ilike", "contains", "starts", "ends", "gt", "in"])
def test_nothing_that_a_client_sends_becomes_sql(shop: Tables, text: str, operator: str) -> None:
    name, values = "title", (text if text != "\\" or operator not in ("like", "ilike") else "a",)
    selection = Selection((Condition(name, Operator(operator), values),), (Order("id"),))
    plain = Selection((Condition(name, Operator(operator), ("a",)),), (Order("id"),))
    books = shop.statements("books")
    assert books.page(selection).sql == books.page(plain).sql
    shop.run(books.page(selection))
    shop.run(books.insert(("id", "title"), (50, text)))
    assert item(shop, "books", 50)[1] == text  # type: ignore[index]
    shown = shop.run(books.page(Selection((Condition(name, Operator.CONTAINS, (text,)),), (Order("id"),))))
    assert 50 in [row[0] for row in shown]


@pytest.mark.parametrize(
    "name", ["'", '"', '"; --', "%s", "?", "a b", "select", "ü", "a.b", ":x", "%", "[", "\\", "_antiphon_0"]
)
def test_names_may_be_anything(name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    columns = f"{quoted} TEXT PRIMARY KEY NOT NULL, x DEFAULT word, y DEFAULT ':z %s ?'"
    table = f"t{name}"
    with sqlite_tables(f'CREATE TABLE "t{quoted[1:]} ({columns})') as tables:
        statements = tables.statements(table)
        assert tables.run(statements.insert((name,), ("value",))) == [("value",)]
        assert tables.run(statements.replace(("value",), (), ())) == [("value",)]
        assert tables.run(statements.item(("value",))) == [("value", "word", ":z %s ?")]
        condition = Condition(name, Operator.EQUAL, ("value",))
        selection = Selection((condition,), (Order("x"), Order(name)), after=("a", ""))
        assert len(tables.run(statements.page(selection))) == 1


def plan(tables: Tables, selection: Selection) -> str:
    statement = tables.statements("t").page(selection)
    rows = tables.connection.execute("EXPLAIN QUERY PLAN " + statement.sql, statement.parameters).fetchall()
    return "\n".join(row[3] for row in rows)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("after", [(5, 900), (None, 900), None])
def test_a_page_deep_in_a_collection_is_found_by_index(descending: bool, after: tuple[object, ...] | None) -> None:
    script = "CREATE TABLE t (id INTEGER PRIMARY KEY, price INTEGER, more TEXT); CREATE INDEX prices ON t (price);"
    with sqlite_tables(script) as tables:
        order = (Order("price", descending), Order("id", descending))
        found = plan(tables, Selection(order=order, after=after))
    # What may be sorted are the few rows of each range; the table is entered by its index, where the page starts.
    if after is None:
        assert found == "SCAN t USING INDEX prices"
    else:
        assert "SCAN t" not in found


def test_a_page_after_a_key_needs_no_sorting() -> None:
    with sqlite_tables("CREATE TABLE t (id INTEGER PRIMARY KEY, price INTEGER)") as tables:
        assert (
            plan(tables, Selection(order=(Order("id"),), after=(7,))) == "SEARCH t USING INTEGER PRIMARY KEY (rowid>?)"
        )


def test_a_dialect_with_named_places_is_a_mistake(sqlite_shop: Tables) -> None:
    from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

    with pytest.raises(TypeError, match="names"):
        Statements(sqlite_shop["books"], SQLiteDialect_pysqlite(paramstyle="named"))


def test_rows_before_a_place_come_in_order(shop: Tables) -> None:
    selection = Selection(order=(Order("price"), Order("id")), limit=2, before=(None, 4))
    shown = window(selection, shop.run(shop.statements("books").page(selection)))
    assert ([row[0] for row in shown.rows], shown.has_previous, shown.has_next) == ([3, 6], True, True)
