"""SQLite's tables as resources."""

from __future__ import annotations

import pytest
import sqlalchemy
import sqlalchemy.event
from sqlalchemy import select

from antiphon.rest.query.full_text import Fts5
from antiphon.rest.schema.reflection import reflect
from antiphon.rest.schema.resource import Column, Kind, Reference, Resource, Schema, Unique

from .sqlite import database, schema_of


def only(*statements: str) -> Resource:
    (resource,) = schema_of(*statements).resources.values()
    return resource


def column(declaration: str) -> Column:
    return only(f"CREATE TABLE t (id INTEGER PRIMARY KEY, {declaration})").columns[1]


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("INT", Kind.INTEGER),
        ("UNSIGNED BIG INT", Kind.INTEGER),
        ("tinyint(1)", Kind.INTEGER),
        ("VARCHAR(20)", Kind.TEXT),
        ("NATIVE CHARACTER(70)", Kind.TEXT),
        ("clob", Kind.TEXT),
        ("DOUBLE PRECISION", Kind.FLOAT),
        ("real", Kind.FLOAT),
        ("DECIMAL(10,2)", Kind.DECIMAL),
        ("NUMERIC", Kind.DECIMAL),
        ("BOOLEAN", Kind.BOOLEAN),
        ("bool", Kind.BOOLEAN),
        ("DATE", Kind.DATE),
        ("TIME", Kind.TIME),
        ("DATETIME", Kind.DATETIME),
        ("TIMESTAMP WITH TIME ZONE", Kind.DATETIME),
        ("timestamp(3)", Kind.DATETIME),
        ("JSON", Kind.JSON),
        ("JSONB", Kind.JSON),
        ("UUID", Kind.UUID),
        ("BLOB", Kind.BINARY),
        ("VARBINARY(16)", Kind.BINARY),
        ("STRING", Kind.ANY),
        ("", Kind.ANY),
    ],
)
def test_declared_types(declared: str, kind: Kind) -> None:
    assert column(f"c {declared}").kind is kind


def test_sizes() -> None:
    assert column("c VARCHAR(20)").max_length == 20
    assert column("c INTEGER(11)").max_length is None
    assert (column("c DECIMAL(10, 2)").precision, column("c DECIMAL(10, 2)").scale) == (10, 2)
    assert (column("c NUMERIC(5)").precision, column("c NUMERIC(5)").scale) == (5, 0)
    assert column("c VARBINARY(16)").max_length == 16


@pytest.mark.parametrize(
    ("declaration", "nullable", "optional", "writable"),
    [
        ("c TEXT", True, True, True),
        ("c TEXT NOT NULL", False, False, True),
        ("c TEXT NOT NULL DEFAULT 'x'", False, True, True),
        ("c TEXT NOT NULL DEFAULT NULL", False, False, True),
        ("c TEXT NOT NULL DEFAULT (datetime('now'))", False, True, True),
        ("c INT GENERATED ALWAYS AS (id * 2) STORED", True, True, False),
        ("c INT AS (id * 2)", True, True, False),
        ("c INT NOT NULL AS (id * 2)", False, True, False),
    ],
)
def test_what_may_be_left_out(declaration: str, nullable: bool, optional: bool, writable: bool) -> None:
    found = column(declaration)
    assert (found.nullable, found.optional, found.writable) == (nullable, optional, writable)


@pytest.mark.parametrize(
    ("definition", "key", "optional"),
    [
        ("id INTEGER PRIMARY KEY", ("id",), True),
        ("id integer PRIMARY KEY AUTOINCREMENT", ("id",), True),
        ("id INT PRIMARY KEY", ("id",), False),
        ("id INTEGER PRIMARY KEY DESC", ("id",), False),
        ("id INTEGER, PRIMARY KEY (id)", ("id",), True),
        ("id TEXT PRIMARY KEY", ("id",), False),
        ("id INTEGER, b INT, PRIMARY KEY (b, id)", ("b", "id"), False),
        ("id INTEGER NOT NULL", (), False),
    ],
)
def test_keys(definition: str, key: tuple[str, ...], optional: bool) -> None:
    resource = only(f"CREATE TABLE t ({definition})")
    assert resource.key == key
    assert resource.columns[0].optional is optional
    assert not resource.columns[0].nullable
    assert resource.writable is bool(key)


def test_a_table_without_rowid_has_no_number_of_its_own() -> None:
    resource = only("CREATE TABLE t (id INTEGER PRIMARY KEY) WITHOUT ROWID")
    assert not resource.columns[0].optional


def test_a_strict_table() -> None:
    resource = only("CREATE TABLE t (id INTEGER PRIMARY KEY, a ANY, b BLOB, r REAL) STRICT")
    assert [found.kind for found in resource.columns] == [Kind.INTEGER, Kind.ANY, Kind.BINARY, Kind.FLOAT]


def test_references_in_both_directions() -> None:
    schema = schema_of(
        "CREATE TABLE People (Id INTEGER PRIMARY KEY, boss INT REFERENCES people)",
        "CREATE TABLE pets (a INT, b INT, PRIMARY KEY (a, b))",
        "CREATE TABLE visits (id INTEGER PRIMARY KEY, who INT REFERENCES PEOPLE(ID), x INT, y INT,"
        " gone INT REFERENCES nowhere, wrong INT REFERENCES people(absent), FOREIGN KEY (y, x) REFERENCES pets)",
    )
    who = Reference("visits", ("who",), "People", ("Id",))
    pet = Reference("visits", ("y", "x"), "pets", ("a", "b"))
    boss = Reference("People", ("boss",), "People", ("Id",))
    assert schema.resources["visits"].references[0] == who
    assert set(schema.resources["visits"].references) == {who, pet}
    assert schema.resources["People"].references == (boss,)
    assert set(schema.resources["People"].referrers) >= {who, boss}
    assert schema.resources["pets"].referrers == (pet,)


def test_unique_constraints_and_indexes() -> None:
    resource = only(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b INT, c INT, UNIQUE (b, c))",
        "CREATE UNIQUE INDEX one ON t (c)",
        "CREATE UNIQUE INDEX twice ON t (a)",
        "CREATE UNIQUE INDEX some ON t (b) WHERE c > 0",
        "CREATE UNIQUE INDEX made ON t (lower(a))",
        "CREATE INDEX plain ON t (b)",
    )
    assert {unique.columns for unique in resource.uniques} == {("a",), ("b", "c"), ("c",)}
    assert Unique(("c",), "one") in resource.uniques


def test_checks_and_choices() -> None:
    resource = only(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, state TEXT CHECK (state IN ('new', 'paid')),"
        " other TEXT COLLATE NOCASE CHECK (other IN ('a')), n INT CHECK (n IN (1, 2)),"
        " CONSTRAINT positive CHECK (n > 0 OR state IS NULL))"
    )
    assert resource.by_name["state"].choices == ("new", "paid")
    assert resource.by_name["other"].choices is None
    assert [(check.name, check.columns) for check in resource.checks] == [
        ("", ("other",)),
        ("", ("n",)),
        ("positive", ("n", "state")),
    ]


def test_views_are_read_only() -> None:
    schema = schema_of("CREATE TABLE t (id INTEGER PRIMARY KEY)", "CREATE VIEW v AS SELECT id, 1 AS one FROM t")
    view = schema.resources["v"]
    assert view.is_view and not view.writable and view.key == ()
    assert [found.name for found in view.columns] == ["id", "one"]


def test_what_is_no_resource() -> None:
    schema = schema_of(
        "CREATE TABLE b (x INTEGER PRIMARY KEY AUTOINCREMENT)",
        "CREATE VIEW broken AS SELECT x FROM b",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)",
        "DROP TABLE b",
        "CREATE VIRTUAL TABLE words USING fts5(body, content='t', content_rowid='id')",
        "CREATE TABLE _antiphon_keys (id INTEGER PRIMARY KEY)",
        'CREATE TABLE ".." (id INTEGER PRIMARY KEY)',
        'CREATE TABLE "" (id INTEGER PRIMARY KEY)',
        "CREATE TEMP TABLE temporary (id INTEGER PRIMARY KEY)",
    )
    assert list(schema.resources) == ["t"]
    assert schema.resources["t"].full_text == Fts5("words", "id")


NAMES = ['a"b', "a b", "select", "größe/2", "x%(y)s:z", "?", "a`[b]", "'", "💧", "a,b;--", "A"]


def test_any_name_works() -> None:
    def quoted(name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    columns = ", ".join(f"{quoted(name)} TEXT" for name in NAMES)
    statements = [f"CREATE TABLE {quoted(name)} (id INTEGER PRIMARY KEY, {columns})" for name in NAMES]
    with database(*statements) as connection:
        schema = reflect(connection)
        assert sorted(schema.resources) == sorted(NAMES)
        for resource in schema.resources.values():
            assert [found.name for found in resource.columns[1:]] == NAMES
            assert connection.execute(select(resource.table)).all() == []


def test_a_default_is_sql_for_those_who_replace() -> None:
    resource = only("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT DEFAULT ':x', b TEXT)")
    default = resource.table.c.a.server_default
    assert default is not None and str(default.arg) == "':x'"  # type: ignore[attr-defined]
    assert resource.table.c.b.server_default is None


@pytest.mark.parametrize("name", ["updated_at", "UpdatedAt", "last_modified", "MODIFIED", "changed_on"])
def test_the_column_of_the_last_change(name: str) -> None:
    resource = only(f'CREATE TABLE t (id INTEGER PRIMARY KEY, created_at DATETIME, "{name}" TIMESTAMP)')
    assert resource.modified == name


def test_no_column_of_the_last_change() -> None:
    assert only("CREATE TABLE t (id INTEGER PRIMARY KEY, updated_at INTEGER)").modified is None


def test_an_empty_database_has_no_resources() -> None:
    assert schema_of().resources == {}


def test_a_schema_of_500_tables_takes_no_more_statements_than_one_of_5() -> None:
    def reflected(tables: int) -> tuple[int, Schema]:
        statements = [
            f"CREATE TABLE t{number} (id INTEGER PRIMARY KEY, r INT REFERENCES t0, c INT CHECK (c > 0), UNIQUE (c))"
            for number in range(tables)
        ]
        sent: list[str] = []
        with database(*statements) as connection:
            sqlalchemy.event.listen(connection, "before_cursor_execute", lambda *call: sent.append(call[2]))
            schema = reflect(connection)
        return len(sent), schema

    few, _ = reflected(5)
    many, schema = reflected(500)
    assert few == many
    assert len(schema.resources["t0"].referrers) == 500
