"""Questions about constraints, on SQLite: their answers are those of the table itself."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
import sqlalchemy
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite as sqlite_dialect

from antiphon.faults.row import CHECK_BROKEN, REFERENCE_MISSING
from antiphon.rest.database.database import Row, Statement
from antiphon.rest.schema.constraints import check_question, reference_questions, unique_questions
from antiphon.rest.schema.reflection import reflect
from antiphon.rest.schema.resource import Schema

from .sqlite import database, schema_of

DIALECT = sqlite_dialect.dialect(paramstyle="qmark")


def ask(connection: sqlalchemy.Connection, statement: Statement) -> list[Row]:
    return [tuple(row) for row in connection.exec_driver_sql(statement.sql, statement.parameters)]


def broken(definition: str, values: dict[str, object], current: dict[str, object] | None = None) -> list[str]:
    """The pointers of the checks of the table `t (definition)` that a row breaks."""
    with database(f"CREATE TABLE t ({definition})") as connection:
        question = check_question(reflect(connection).resources["t"], values, DIALECT, current)
        if question is None:
            return []
        violations = question.violations(ask(connection, question.statement))
    assert all(violation.fault is CHECK_BROKEN for violation in violations)
    return [violation.pointer for violation in violations]


def test_all_broken_checks_at_once() -> None:
    definition = "a INT CHECK (a > 0), b TEXT CHECK (length(b) < 3), c INT CHECK (c > 0), CHECK (a < c)"
    assert broken(definition, {"a": 0, "b": "abc", "c": 5}) == ["/a", "/b"]
    assert broken(definition, {"a": 6, "b": "a", "c": 5}) == ["/a"]


def test_null_breaks_nothing() -> None:
    assert broken("a INT CHECK (a > 0), b INT CHECK (b > 0)", {"a": None}) == []


def test_a_column_left_out_is_null_where_it_has_no_default() -> None:
    assert broken("a INT CHECK (a > 0), b INT, CHECK (b IS NOT NULL OR a > 5)", {"a": 3}) == ["/b"]
    assert broken("a INT CHECK (a > 0), b INT DEFAULT 1, CHECK (b IS NOT NULL OR a > 5)", {"a": 3}) == []


def test_a_change_is_checked_with_the_rest_of_the_row() -> None:
    definition = "a INT, b INT CHECK (b > 0), CHECK (a < b)"
    assert broken(definition, {"a": 5}, {"a": 1, "b": 3}) == ["/a"]
    assert broken(definition, {"a": 2}, {"a": 1, "b": -3}) == ["/a"]


@pytest.mark.parametrize(
    ("definition", "values", "pointers"),
    [
        # Columns compare by their affinity, as in the table itself.
        ("zip TEXT CHECK (zip > 10)", {"zip": "9"}, []),
        ("n INT CHECK (n > '5')", {"n": 10}, []),
        ("n DECIMAL CHECK (n > '5')", {"n": 4}, ["/n"]),
        ("s TEXT COLLATE NOCASE CHECK (s = 'Ä' OR s = 'abc')", {"s": "ABC"}, []),
        ("d DATE CHECK (d > '2026-01-01')", {"d": "2025-01-01"}, ["/d"]),
        ("j JSON CHECK (json_valid(j))", {"j": '{"a":1}'}, []),
        ("j JSON CHECK (json_extract(j, '$.a') = '100%?')", {"j": '{"a":1}'}, ["/j"]),
        ('"a ""b""" INT CHECK ("a ""b""" > 0)', {'a "b"': 0}, ['/a "b"']),
        ("[x y] INT CHECK (`x y` > 0) -- end\n", {"x y": 0}, ["/x y"]),
        ("a INT CHECK (t.a > 0 -- positive\n)", {"a": 0}, ["/a"]),
        ("a BLOB CHECK (length(a) < 2)", {"a": b"\0\0"}, ["/a"]),
    ],
)
def test_checks_as_the_table_understands_them(definition: str, values: dict[str, object], pointers: list[str]) -> None:
    assert broken(definition, values) == pointers


@pytest.mark.parametrize(
    ("definition", "values"),
    [
        ("a INT, g INT AS (a * 2) CHECK (g > 10)", {"a": 1}),
        ("id INTEGER PRIMARY KEY, a INT CHECK (rowid > 5 OR a > 9)", {"a": 1}),
        ("a STRING CHECK (a > 5)", {"a": "3"}),
        ("a INT CHECK (a > 5)", {"a": "text that is there already"}),
        ("a INT CHECK (1 = 1)", {"a": 1}),
    ],
)
def test_what_cannot_be_known_is_left_to_the_database(definition: str, values: dict[str, object]) -> None:
    assert broken(definition, values) == []


VALUES = st.integers(-3, 12) | st.none()
TEXTS = st.sampled_from(["", "5", "10", "abc", "ABC", "Ä", "1e1", " 5"]) | st.none()
TRUTH = "CREATE TABLE t (n INT, d DECIMAL(8, 2), s VARCHAR(9), k TEXT COLLATE NOCASE, CHECK (n > '5' OR d < s), "
CONDITIONS = ("CHECK (k = 'abc' OR s <> 5)", "CHECK (n IS NULL OR s >= n)", "CHECK (d BETWEEN n AND '9' OR k > s)")


@given(n=VALUES, d=VALUES, s=TEXTS, k=TEXTS)
@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_answer_is_that_of_the_table(condition: str, n: Any, d: Any, s: Any, k: Any) -> None:
    values = {"n": n, "d": d, "s": s, "k": k}
    with database(f"{TRUTH}{condition})") as connection:
        question = check_question(reflect(connection).resources["t"], values, DIALECT)
        assert question is not None
        is_broken = bool(question.violations(ask(connection, question.statement)))
        try:
            connection.exec_driver_sql("INSERT INTO t VALUES (?, ?, ?, ?)", (n, d, s, k))
            is_refused = False
        except sqlalchemy.exc.IntegrityError:
            is_refused = True
    assert is_broken is is_refused


SHOP = (
    "CREATE TABLE customer (id INTEGER PRIMARY KEY, mail TEXT COLLATE NOCASE UNIQUE, parent INT REFERENCES customer)",
    'CREATE TABLE "order" (a INT, b TEXT, PRIMARY KEY (a, b))',
    "CREATE TABLE line (id INTEGER PRIMARY KEY, customer INT REFERENCES customer, x INT, y TEXT, z INT UNIQUE,"
    ' FOREIGN KEY (x, y) REFERENCES "order", UNIQUE (x, z))',
    "INSERT INTO customer VALUES (1, 'a@example.com', NULL), (2, 'b@example.com', 1)",
    "INSERT INTO \"order\" VALUES (1, 'one')",
    "INSERT INTO line VALUES (1, 1, 1, 'one', 10), (2, 1, 1, 'one', 20)",
)


def missing(resource: str, values: dict[str, object], current: dict[str, object] | None = None) -> list[str]:
    with database(*SHOP) as connection:
        schema = reflect(connection)
        found = [
            violation
            for question in reference_questions(schema.resources[resource], schema, values, DIALECT, current)
            for violation in question.violations(ask(connection, question.statement))
        ]
    assert all(each.fault is REFERENCE_MISSING and each.fault.sentence.fill(each.details, "es") for each in found)
    return [violation.pointer for violation in found]


def test_references_that_point_nowhere() -> None:
    assert missing("line", {"customer": 9, "x": 1, "y": "two"}) == ["/customer", "/x"]
    assert missing("line", {"customer": 1, "x": 1, "y": "one"}) == []
    assert missing("line", {"customer": None, "x": 9, "y": None}) == []
    assert missing("line", {"x": 9}) == []
    assert missing("line", {"x": 9}, {"x": 1, "y": "one", "customer": 77}) == ["/x"]


def test_a_row_may_refer_to_itself() -> None:
    assert missing("customer", {"id": 7, "parent": 7}) == []
    assert missing("customer", {"id": 7, "parent": 8}) == ["/parent"]


def taken(resource: str, values: dict[str, object], **more: Any) -> dict[tuple[str, ...], Row]:
    with database(*SHOP) as connection:
        questions = unique_questions(reflect(connection).resources[resource], values, DIALECT, **more)
        answers = {question.columns: question.other(ask(connection, question.statement)) for question in questions}
    return {columns: other for columns, other in answers.items() if other is not None}


def test_what_is_taken_and_by_whom() -> None:
    assert taken("customer", {"id": 1, "mail": "B@EXAMPLE.COM"}) == {("id",): (1,), ("mail",): (2,)}
    assert taken("customer", {"mail": "c@example.com"}) == {}
    assert taken("customer", {"mail": None}) == {}
    assert taken("order", {"a": 1, "b": "one"}) == {("a", "b"): (1, "one")}


def test_a_row_does_not_take_from_itself() -> None:
    assert taken("customer", {"mail": "a@example.com"}, key=(1,)) == {}
    assert taken("customer", {"mail": "a@example.com"}, key=(2,)) == {("mail",): (1,)}
    assert taken("line", {"z": 20}, key=(1,), current={"id": 1, "x": 1, "z": 10}) == {("z",): (2,), ("x", "z"): (2,)}


def test_odd_names() -> None:
    names = ['a"b', "x%(y)s", "?", "select", ":p"]
    columns = ", ".join('"' + name.replace('"', '""') + '" INT UNIQUE' for name in names)
    schema: Schema = schema_of(f'CREATE TABLE "odd ""t""" (id INTEGER PRIMARY KEY, {columns})')
    questions = unique_questions(schema.resources['odd "t"'], dict.fromkeys(names, 1), DIALECT)
    assert len(questions) == len(names)
    connection = sqlite3.connect(":memory:")
    connection.execute(f'CREATE TABLE "odd ""t""" (id INTEGER PRIMARY KEY, {columns})')
    for question in questions:
        assert connection.execute(question.statement.sql, question.statement.parameters).fetchall() == []
    connection.close()
