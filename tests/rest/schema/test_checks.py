"""What CHECK constraints speak of, and the choices in them."""

from __future__ import annotations

import pytest

from antiphon.rest.schema.checks import Choices, Names, choices_in, columns_in, speaks_of_columns_only
from antiphon.rest.schema.create_table import definition_of

SQLITE = Names(["price", "name", "date", "text", 'odd "one"', "Größe"], "sqlite")
POSTGRESQL = Names(["price", "name", "date", "text", "Price"], "postgresql")


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("price > 0", ("price",)),
        ("PRICE > 0 AND length([Name]) < 9", ("price", "name")),
        ("'price' <> name", ("name",)),
        ("date(name) IS NOT NULL", ("name",)),
        ("date > '2026'", ("date",)),
        ("CAST(price AS text) <> ''", ("price",)),
        ("name COLLATE text = 'a'", ("name",)),
        ("shop.price > 0", ("price",)),
        ('"odd ""one""" IN (1, 2)', ('odd "one"',)),
        ("größe > 1 -- price", ("Größe",)),
        ("prices > 0", ()),
        ("price NOT IN (1) OR price IS NULL", ("price",)),
    ],
)
def test_the_columns_of_a_check_in_sqlite(sql: str, columns: tuple[str, ...]) -> None:
    assert columns_in(SQLITE.tokens(sql), SQLITE) == columns


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("(price > (0)::numeric)", ("price",)),
        ('("Price" > 0)', ("Price",)),
        ("((name)::text <> ''::text)", ("name",)),
        ("(name)::character varying(5) = text", ("name", "text")),
        ("Price > 0", ("price",)),
        ("ARRAY[price] = ARRAY[1]", ("price",)),
    ],
)
def test_the_columns_of_a_check_in_postgresql(sql: str, columns: tuple[str, ...]) -> None:
    assert columns_in(POSTGRESQL.tokens(sql), POSTGRESQL) == columns


@pytest.mark.parametrize(
    ("sql", "texts"),
    [
        ("name IN ('a', 'it''s')", ("a", "it's")),
        ("(name) in ('a')", ("a",)),
        ("\"name\" IN ('a','b')", ("a", "b")),
        ("name IS NULL OR name IN ('a', 'b')", ("a", "b")),
        ("name = 'a' OR name = 'b'", ("a", "b")),
        ("name = 'a'", ("a",)),
    ],
)
def test_choices(sql: str, texts: tuple[str, ...]) -> None:
    assert choices_in(SQLITE.tokens(sql), SQLITE) == Choices("name", texts)
    assert choices_in(POSTGRESQL.tokens(sql), POSTGRESQL) == Choices("name", texts)


@pytest.mark.parametrize(
    "sql",
    [
        "((name)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
        "name::text = ANY (ARRAY['a'::character varying::text, 'b'::character varying::text])",
        "(name = ANY (ARRAY['a'::text, 'b'::text]))",
        "(((name)::text = 'a'::text) OR ((name)::text = 'b'::text))",
    ],
)
def test_choices_as_postgresql_rewrites_them(sql: str) -> None:
    assert choices_in(POSTGRESQL.tokens(sql), POSTGRESQL) == Choices("name", ("a", "b"))


@pytest.mark.parametrize(
    "sql",
    [
        "name NOT IN ('a')",
        "name IN ('a', price)",
        "name IN ()",
        "name IN ('a') AND price > 0",
        "name = 'a' OR price = 'b'",
        "name <> 'a'",
        "price IN (1, 2)",
        "lower(name) IN ('a')",
        "name IN ('a') OR price > 0",
        "name = ANY ('{a,b}')",
        "",
    ],
)
def test_no_choices(sql: str) -> None:
    assert choices_in(SQLITE.tokens(sql), SQLITE) is None
    assert choices_in(POSTGRESQL.tokens(sql), POSTGRESQL) is None


@pytest.mark.parametrize(
    ("sql", "only"),
    [
        ("price > 0", True),
        ("shop.price > 0", True),
        ("rowid > 5", False),
        ("shop.* IS NOT NULL", False),
        ("valid(shop)", False),
    ],
)
def test_what_is_more_than_columns(sql: str, only: bool) -> None:
    assert speaks_of_columns_only(SQLITE.tokens(sql), SQLITE, "shop") is only


def test_the_checks_of_create_table() -> None:
    definition = definition_of(
        """CREATE TABLE "t (x, y)" ( -- CHECK (no)
            a INTEGER CHECK(a > 0) CHECK (a <> 5), "check" TEXT DEFAULT ')' COLLATE nocase,
            b AS (CASE WHEN a THEN 'CHECK (' ELSE ')' END),
            c DECIMAL(8, 2) CONSTRAINT "c is good" CHECK (c > (1 + 2) /* ) */ AND c <> ')'),
            CONSTRAINT plain CHECK ("check" IS NOT NULL), UNIQUE (a, "check" COLLATE binary)
        ) STRICT"""
    )
    assert [name for name, _ in definition.checks] == ["", "", "c is good", "plain"]
    assert [sql for _, sql in definition.checks] == [
        "a > 0",
        "a <> 5",
        "c > (1 + 2) /* ) */ AND c <> ')'",
        '"check" IS NOT NULL',
    ]
    assert definition.collations == (("check", "NOCASE"),)


def test_what_is_no_create_table_defines_nothing() -> None:
    assert definition_of("CHECK").checks == ()
    assert definition_of("CREATE TABLE t(a CHECK").checks == ()
