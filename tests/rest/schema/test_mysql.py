"""MariaDB's tables as resources: what is reflected, and the way of values there and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.dialects.mysql.pymysql import MySQLDialect_pymysql

from antiphon.faults.row import CHECK_BROKEN, FRACTION_TOO_FINE, NUMBER_OUT_OF_RANGE, REFERENCE_MISSING
from antiphon.rest.database.database import Row, Statement
from antiphon.rest.database.location import location_of
from antiphon.rest.database.mysql_location import MySQLLocation
from antiphon.rest.database.opening import reflect_with
from antiphon.rest.query.full_text import Match
from antiphon.rest.query.statement import Statements
from antiphon.rest.schema.constraints import check_question, reference_questions, unique_questions
from antiphon.rest.schema.reflection import reflect
from antiphon.rest.schema.resource import Kind, Reference, Schema
from antiphon.rest.schema.sql_tokens import tokens_of
from antiphon.rest.schema.validation import validate_new

from ..conftest import MySQLDatabaseOfTest

DIALECT = MySQLDialect_pymysql(paramstyle="format")


class Server:
    """A database, and what it is as resources."""

    def __init__(self, database: MySQLDatabaseOfTest) -> None:
        self.run = database.run
        self.url = database.url
        location = location_of(database.url)
        assert isinstance(location, MySQLLocation)
        self.connection = location.connect()

    def ask(self, statement: Statement) -> list[Row]:
        with self.connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.parameters)
            return list(cursor.fetchall())

    def schema(self, *schemas: str) -> Schema:
        return reflect_with(self.url, lambda connection: reflect(connection, schemas))


@pytest.fixture
def server(mysql: MySQLDatabaseOfTest) -> Iterator[Server]:
    made = Server(mysql)
    with closing(made.connection):
        yield made


LONG = "123456789012345678901234567890.123456789"
TYPES: list[tuple[str, Kind, Any, Any]] = [
    # The declared type, the kind, a value in JSON, and what JSON shows for it afterwards.
    ("tinyint", Kind.INTEGER, -128, -128),
    ("tinyint unsigned", Kind.INTEGER, 255, 255),
    ("smallint unsigned", Kind.INTEGER, 65535, 65535),
    ("mediumint", Kind.INTEGER, -(2**23), -(2**23)),
    ("int unsigned", Kind.INTEGER, 2**32 - 1, 2**32 - 1),
    ("bigint", Kind.INTEGER, -(2**63), -(2**63)),
    ("bigint unsigned", Kind.INTEGER, 2**64 - 1, 2**64 - 1),
    ("bit(9)", Kind.INTEGER, 511, 511),
    ("bit(1)", Kind.BOOLEAN, True, True),
    ("boolean", Kind.BOOLEAN, False, False),
    ("year", Kind.INTEGER, 2026, 2026),
    ("numeric(8,2)", Kind.DECIMAL, Decimal("12.5"), Decimal("12.50")),
    ("decimal(60,20)", Kind.DECIMAL, LONG, Decimal(f"{LONG}00000000000")),
    ("float", Kind.FLOAT, Decimal("16777217.0"), 16777216.0),
    ("float", Kind.FLOAT, Decimal("0.1"), 0.1),
    ("double", Kind.FLOAT, 1e300, 1e300),
    ("varchar(5)", Kind.TEXT, "größe", "größe"),
    ("text", Kind.TEXT, "", ""),
    ("enum('sad', 'it''s ok')", Kind.TEXT, "it's ok", "it's ok"),
    ("set('a', 'b', 'c')", Kind.TEXT, "a,c", "a,c"),
    ("date", Kind.DATE, "2024-02-29", "2024-02-29"),
    ("time(1)", Kind.TIME, "12:30:00.5", "12:30:00.500000"),
    ("datetime", Kind.DATETIME, "2024-02-29T12:30:00Z", "2024-02-29T12:30:00"),
    ("datetime(6)", Kind.DATETIME, "2024-02-29T12:30:00.000001", "2024-02-29T12:30:00.000001"),
    ("timestamp", Kind.DATETIME, "2024-02-29T12:30:00+02:00", "2024-02-29T10:30:00Z"),
    ("uuid", Kind.UUID, "123E4567-E89B-12D3-A456-426614174000", "123e4567-e89b-12d3-a456-426614174000"),
    ("json", Kind.JSON, {"a": [Decimal("1.10"), None]}, {"a": [Decimal("1.10"), None]}),
    ("varbinary(9)", Kind.BINARY, "AP8=", "AP8="),
    ("longblob", Kind.BINARY, "XCcA", "XCcA"),
    ("inet6", Kind.ANY, "::1", "::1"),
]  # fmt: skip


def test_every_type_there_and_back(server: Server) -> None:
    columns = ", ".join(f"c{number} {declared} NULL" for number, (declared, *_) in enumerate(TYPES))
    server.run(f"CREATE TABLE t (id int PRIMARY KEY, {columns})")
    resource = server.schema().resources["t"]
    assert [column.kind for column in resource.columns[1:]] == [kind for _, kind, _, _ in TYPES]
    document = {f"c{number}": sent for number, (_, _, sent, _) in enumerate(TYPES)}
    values, violations = validate_new(resource, {"id": 1, **document})
    assert violations == ()
    statements = Statements(resource, DIALECT)
    server.ask(statements.insert(tuple(values), tuple(values.values())))
    (row,) = server.ask(statements.item((1,)))
    shown = [column.codec.to_json(value) for column, value in zip(resource.columns, row, strict=True)]
    assert shown[1:] == [expected for *_, expected in TYPES]
    # What is shown is accepted, and is the same again.
    again = {column.name: value for column, value in zip(resource.columns, shown, strict=True)}
    assert validate_new(resource, again) == (values, ())


def test_what_would_be_rounded_or_does_not_fit_is_refused(server: Server) -> None:
    server.run("CREATE TABLE t (id int PRIMARY KEY, d datetime(3), t time, u tinyint unsigned, b bit(9), y year)")
    resource = server.schema().resources["t"]
    sent = {"id": 1, "d": "2026-01-01T00:00:00.0001", "t": "12:00:00.5", "u": -1, "b": 512, "y": 99}
    _, violations = validate_new(resource, sent)
    assert {violation.pointer: violation.fault for violation in violations} == {
        "/d": FRACTION_TOO_FINE,
        "/t": FRACTION_TOO_FINE,
        "/u": NUMBER_OUT_OF_RANGE,
        "/b": NUMBER_OUT_OF_RANGE,
        "/y": NUMBER_OUT_OF_RANGE,
    }


def test_what_may_be_left_out_and_what_is_computed(server: Server) -> None:
    server.run(
        "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, g int GENERATED ALWAYS AS (e * 2) STORED, v int AS (e + 1),"
        " e int, f text NOT NULL DEFAULT 'x', h text NOT NULL, updated timestamp NOT NULL DEFAULT current_timestamp ON"
        " UPDATE current_timestamp) COMMENT 'It''s all'"
    )
    resource = server.schema().resources["t"]
    assert [column.name for column in resource.columns if not column.optional] == ["h"]
    assert [column.name for column in resource.columns if not column.writable] == ["g", "v"]
    assert (resource.modified, resource.description) == ("updated", "It's all")


def test_the_key_of_a_new_row_is_given_or_counted(server: Server) -> None:
    server.run("CREATE TABLE t (id uuid DEFAULT uuid() PRIMARY KEY, n int DEFAULT 1)")
    assert [column.name for column in server.schema().resources["t"].columns if not column.optional] == ["id"]


def test_checks_of_columns_and_tables(server: Server) -> None:
    server.run(
        'CREATE TABLE "odd %s ""t""" (id int PRIMARY KEY, "a%s" int CHECK ("a%s" % 2 = 0), b varchar(9) CHECK (b LIKE'
        " 'x%' AND b <> 'it''s \\\\n'), c varchar(9) CHECK (c IN ('a', 'b''s')), j json, d date, T time,"
        " CONSTRAINT later CHECK (d > '2026-01-01' AND t > '01:00'))"
    )
    resource = server.schema().resources['odd %s "t"']
    assert resource.by_name["c"].choices == ("a", "b's") and resource.by_name["j"].kind is Kind.JSON
    assert {check.name: check.columns for check in resource.checks} == {
        "a%s": ("a%s",), "b": ("b",), "later": ("d", "T"),
    }  # fmt: skip
    values: dict[str, Any] = {"id": 1, "a%s": 3, "b": "y", "c": "a", "d": "2025-01-01", "T": "00:30:00"}
    read, violations = validate_new(resource, values)
    assert violations == ()
    question = check_question(resource, read, DIALECT)
    assert question is not None
    broken = question.violations(server.ask(question.statement))
    assert {violation.pointer for violation in broken} == {"/a%s", "/b", "/d"}
    assert {violation.fault for violation in broken} == {CHECK_BROKEN}


def test_the_texts_of_mysql_in_a_check() -> None:
    tokens = tokens_of("`c` in (_utf8mb4'it\\'s',_latin1'\\\\n''')", backslash_escapes=True)
    assert [token.value for token in tokens] == ["c", "in", "(", "it's", ",", "\\n'", ")"]


def test_references_and_what_is_taken(server: Server) -> None:
    server.run("CREATE TABLE t (id uuid PRIMARY KEY, m varchar(9) UNIQUE, up uuid REFERENCES t (id))")
    first, second = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"
    server.run(f"INSERT INTO t VALUES ('{first}', 'ok', NULL)")
    schema = server.schema()
    resource = schema.resources["t"]
    assert resource.referrers == (Reference("t", ("up",), "t", ("id",)),)
    # The collation takes both for the same, so one of them is taken.
    values, violations = validate_new(resource, {"id": first, "m": "OK", "up": second})
    assert violations == ()
    (reference,) = reference_questions(resource, schema, values, DIALECT)
    assert [each.fault for each in reference.violations(server.ask(reference.statement))] == [REFERENCE_MISSING]
    questions = unique_questions(resource, values, DIALECT)
    others = {question.columns: question.other(server.ask(question.statement)) for question in questions}
    assert others == {("id",): (first,), ("m",): (first,)}
    own = unique_questions(resource, values, DIALECT, key=(first,))
    assert [question.other(server.ask(question.statement)) for question in own] == [None]


def test_unique_groups_and_the_index_of_words(server: Server) -> None:
    server.run(
        "CREATE TABLE t (id int PRIMARY KEY, a varchar(99) UNIQUE, b int, c int, body text, UNIQUE (b, c),"
        " UNIQUE beginning (body(9)), FULLTEXT words (a, body))"
    )
    resource = server.schema().resources["t"]
    assert {unique.columns for unique in resource.uniques} == {("a",), ("b", "c")}
    assert resource.full_text == Match(("a", "body"))


def test_views_schemas_and_engines_without_transactions(server: Server, _mysql_server: Any) -> None:
    server.run("CREATE TABLE t (id int PRIMARY KEY, w varchar(9)); CREATE VIEW v AS SELECT * FROM t")
    server.run("CREATE TABLE old (id int PRIMARY KEY) ENGINE = MyISAM; CREATE TABLE _antiphon_keys (id int)")
    _mysql_server.run(
        "DROP DATABASE IF EXISTS other; CREATE DATABASE other; CREATE TABLE other.t (id int AUTO_INCREMENT PRIMARY KEY)"
    )
    resources = server.schema().resources
    assert {name: resource.writable for name, resource in resources.items()} == {"old": False, "t": True, "v": False}
    assert resources["old"].key == ("id",)
    assert list(server.schema("other").resources) == ["old", "other.t", "t", "v"]
