"""PostgreSQL's tables as resources: what is reflected, and the way of values there and back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec
import psycopg
import pytest
import sqlalchemy
from psycopg.types.json import set_json_loads
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from antiphon.faults.row import CHECK_BROKEN, REFERENCE_MISSING
from antiphon.rest.database.database import Row, Statement
from antiphon.rest.query.full_text import TextSearch
from antiphon.rest.schema.constraints import check_question, reference_questions, unique_questions
from antiphon.rest.schema.reflection import reflect
from antiphon.rest.schema.resource import Kind, Reference, Schema
from antiphon.rest.schema.validation import validate_new

DIALECT = PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call]


class Server:
    """A database, and what it is as resources."""

    def __init__(self, url: str) -> None:
        self._engine = sqlalchemy.create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute("SET TIME ZONE 'UTC'")
        set_json_loads(msgspec.json.Decoder(float_hook=Decimal).decode, self._connection)

    def run(self, sql: str, parameters: tuple[object, ...] = ()) -> list[Row]:
        cursor = self._connection.execute(sql.encode(), parameters or None)
        return cursor.fetchall() if cursor.description else []

    def ask(self, statement: Statement) -> list[Row]:
        return self._connection.execute(statement.sql.encode(), statement.parameters).fetchall()

    def schema(self, *schemas: str) -> Schema:
        with self._engine.connect() as connection:
            return reflect(connection, schemas)

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()


@pytest.fixture
def server(postgresql_url: str) -> Iterator[Server]:
    made = Server(postgresql_url)
    yield made
    made.close()


LONG = "123456789012345678901234567890.123456789"
TYPES: list[tuple[str, Kind, Any, Any]] = [
    # The declared type, the kind, a value in JSON, and what JSON shows for it afterwards.
    ("smallint", Kind.INTEGER, -5, -5),
    ("bigint", Kind.INTEGER, 2**63 - 1, 2**63 - 1),
    ("numeric(8,2)", Kind.DECIMAL, Decimal("12.5"), Decimal("12.50")),
    ("numeric", Kind.DECIMAL, LONG, Decimal(LONG)),
    ("real", Kind.FLOAT, Decimal("0.1"), 0.1),
    ("double precision", Kind.FLOAT, 1e300, 1e300),
    ("boolean", Kind.BOOLEAN, True, True),
    ("varchar(5)", Kind.TEXT, "größe", "größe"),
    ("text", Kind.TEXT, "", ""),
    ("mood", Kind.TEXT, "it's ok", "it's ok"),
    ("mail", Kind.TEXT, "a@b", "a@b"),
    ("date", Kind.DATE, "2024-02-29", "2024-02-29"),
    ("time", Kind.TIME, "12:30:00.5", "12:30:00.500000"),
    ("timetz", Kind.TIME, "12:30:00+02:00", "12:30:00+02:00"),
    ("timestamp", Kind.DATETIME, "2024-02-29T12:30:00Z", "2024-02-29T12:30:00"),
    ("timestamptz", Kind.DATETIME, "2024-02-29T12:30:00+02:00", "2024-02-29T10:30:00Z"),
    ("uuid", Kind.UUID, "123E4567-E89B-12D3-A456-426614174000", "123e4567-e89b-12d3-a456-426614174000"),
    ("json", Kind.JSON, {"a": [Decimal("1.10"), None]}, {"a": [Decimal("1.10"), None]}),
    ("jsonb", Kind.JSON, "text", "text"),
    ("bytea", Kind.BINARY, "AP8=", "AP8="),
    ("integer[]", Kind.JSON, [1, None, 3], [1, None, 3]),
    ("text[][]", Kind.JSON, [["a"], ["b,\""]], [["a"], ["b,\""]]),
    ("mood[]", Kind.JSON, ["it's ok"], ["it's ok"]),
    ("date[]", Kind.JSON, ["2024-02-29"], ["2024-02-29"]),
    ("numeric[]", Kind.JSON, [Decimal("1.10"), 2], [Decimal("1.10"), Decimal(2)]),
    ("interval", Kind.ANY, "1 day 02:00:00", "P1DT7200S"),
    ("inet", Kind.ANY, "192.168.0.1", "192.168.0.1"),
    ("int4range", Kind.ANY, "[1,5)", "[1, 5)"),
    ("xml", Kind.ANY, "<a/>", "<a/>"),
    ("money", Kind.ANY, 5, "$5.00"),
]  # fmt: skip


def test_every_type_there_and_back(server: Server) -> None:
    server.run("CREATE TYPE mood AS ENUM ('sad', 'it''s ok')")
    server.run("CREATE DOMAIN mail AS varchar(40) CHECK (VALUE LIKE '%@%')")
    columns = ", ".join(f"c{number} {declared}" for number, (declared, *_) in enumerate(TYPES))
    server.run(f"CREATE TABLE t (id int PRIMARY KEY, {columns})")
    resource = server.schema().resources["t"]
    assert [column.kind for column in resource.columns[1:]] == [kind for _, kind, _, _ in TYPES]
    document = {f"c{number}": sent for number, (_, _, sent, _) in enumerate(TYPES)}
    values, violations = validate_new(resource, {"id": 1, **document})
    assert violations == ()
    insert = resource.table.insert().values(dict.fromkeys(values)).compile(dialect=DIALECT)
    server.run(str(insert), tuple(values[name] for name in insert.positiontup or ()))
    (row,) = server.run("SELECT * FROM t")
    shown = [column.codec.to_json(value) for column, value in zip(resource.columns, row, strict=True)]
    assert shown[1:] == [expected for *_, expected in TYPES]
    # What is shown is accepted, and is the same again.
    again = {column.name: value for column, value in zip(resource.columns, shown, strict=True)}
    assert validate_new(resource, {name: value for name, value in again.items() if name != "c29"})[1] == ()


def test_what_may_be_left_out_and_what_is_computed(server: Server) -> None:
    server.run(
        "CREATE TABLE t (id serial PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, d int GENERATED BY DEFAULT AS"
        " IDENTITY, g int GENERATED ALWAYS AS (e * 2) STORED, e int, f text NOT NULL DEFAULT 'x', h text NOT NULL)"
    )
    resource = server.schema().resources["t"]
    assert [column.name for column in resource.columns if not column.optional] == ["h"]
    assert [column.name for column in resource.columns if not column.writable] == ["n", "g"]
    assert [column.name for column in resource.columns if column.nullable] == ["g", "e"]


def test_limits_choices_and_comments(server: Server) -> None:
    server.run("CREATE TYPE mood AS ENUM ('sad', 'ok')")
    server.run(
        "CREATE TABLE t (id int PRIMARY KEY, m mood, v varchar(5), c varchar(9) CHECK (c IN ('a', 'b''s')),"
        " n numeric(8, 2), j json, p point)"
    )
    server.run("COMMENT ON TABLE t IS 'All of them'")
    server.run("COMMENT ON COLUMN t.n IS 'In euros'")
    resource = server.schema().resources["t"]
    columns = resource.by_name
    assert columns["m"].choices == ("sad", "ok") and columns["c"].choices == ("a", "b's")
    assert columns["v"].max_length == 5 and (columns["n"].precision, columns["n"].scale) == (8, 2)
    assert resource.checks == ()
    assert (resource.description, columns["n"].description) == ("All of them", "In euros")
    assert [name for name, column in columns.items() if not column.comparable] == ["j", "p"]


def test_schemas_views_and_partitions(server: Server) -> None:
    server.run('CREATE TABLE "Shop" (id int PRIMARY KEY, updated_at timestamptz)')
    server.run('CREATE VIEW v AS SELECT * FROM "Shop"')
    server.run("CREATE MATERIALIZED VIEW m AS SELECT 1 AS one")
    server.run("CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)")
    server.run("CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10)")
    server.run("CREATE TABLE _antiphon_keys (id int PRIMARY KEY)")
    server.run("CREATE SCHEMA other")
    server.run('CREATE TABLE other.t (id int PRIMARY KEY, shop int REFERENCES "Shop")')
    assert list(server.schema().resources) == ["Shop", "m", "p", "v"]
    resources = server.schema("other").resources
    assert list(resources) == ["Shop", "m", "other.t", "p", "v"]
    assert not resources["v"].writable and resources["m"].is_view and resources["p"].writable
    assert resources["Shop"].modified == "updated_at"
    assert resources["Shop"].referrers == (Reference("other.t", ("shop",), "Shop", ("id",)),)


def test_unique_groups(server: Server) -> None:
    server.run("CREATE TABLE t (id int PRIMARY KEY, a text UNIQUE, b int, c int, UNIQUE (b, c))")
    server.run("CREATE UNIQUE INDEX one ON t (c)")
    server.run("CREATE UNIQUE INDEX partial ON t (b) WHERE c > 0")
    server.run("CREATE UNIQUE INDEX made ON t (lower(a))")
    uniques = server.schema().resources["t"].uniques
    assert {unique.columns for unique in uniques} == {("a",), ("b", "c"), ("c",)}


def test_the_index_of_words(server: Server) -> None:
    server.run("CREATE TABLE t (id int PRIMARY KEY, body text)")
    server.run("CREATE INDEX words ON t USING gin (to_tsvector('english', body))")
    full_text = server.schema().resources["t"].full_text
    assert isinstance(full_text, TextSearch) and full_text.configuration == "english"


def test_checks_of_the_database(server: Server) -> None:
    server.run("CREATE TYPE mood AS ENUM ('sad', 'ok')")
    server.run(
        'CREATE TABLE "odd %s ""t""" (id serial PRIMARY KEY, "a%s" int CHECK ("a%s" % 2 = 0), b varchar(5) CHECK'
        " (b LIKE 'x%'), m mood CHECK (m <> 'sad'), n numeric(8, 2), d date, CONSTRAINT later CHECK (d > '2026-01-01'"
        " AND n > 0), tags text[] CHECK (array_length(tags, 1) < 3))"
    )
    resource = server.schema().resources['odd %s "t"']
    values: dict[str, Any] = {"a%s": 3, "b": "y", "m": "sad", "n": 1, "d": "2025-01-01", "tags": ["a", "b", "c"]}
    read, violations = validate_new(resource, values)
    assert violations == ()
    question = check_question(resource, read, DIALECT)
    assert question is not None
    broken = question.violations(server.ask(question.statement))
    assert {violation.pointer for violation in broken} == {"/a%s", "/b", "/m", "/d", "/tags"}
    assert {violation.fault for violation in broken} == {CHECK_BROKEN}
    assert "later" in {each.details["rule"] for each in broken if each.pointer == "/d"}


def test_references_and_what_is_taken(server: Server) -> None:
    server.run("CREATE TYPE mood AS ENUM ('sad', 'ok')")
    server.run("CREATE TABLE t (id uuid PRIMARY KEY, m mood UNIQUE, days date[] UNIQUE, up uuid REFERENCES t)")
    first, second = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"
    server.run(f"INSERT INTO t VALUES ('{first}', 'ok', '{{2026-01-02}}', NULL)")
    schema = server.schema()
    resource = schema.resources["t"]
    values, violations = validate_new(resource, {"id": first, "m": "ok", "days": ["2026-01-02"], "up": second})
    assert violations == ()
    (reference,) = reference_questions(resource, schema, values, DIALECT)
    assert [each.fault for each in reference.violations(server.ask(reference.statement))] == [REFERENCE_MISSING]
    questions = unique_questions(resource, values, DIALECT)
    others = {question.columns: question.other(server.ask(question.statement)) for question in questions}
    assert others == {("id",): (values["id"],), ("m",): (values["id"],), ("days",): (values["id"],)}
    own = unique_questions(resource, values, DIALECT, key=(values["id"],))
    assert [question.other(server.ask(question.statement)) for question in own] == [None, None]
