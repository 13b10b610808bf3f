"""Finding the full-text index, and what a search means to it."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from antiphon.rest.query.full_text import (
    Fts5,
    TextSearch,
    alternatives,
    boolean_mode,
    fts5_expression,
    fts5_tables,
    text_search,
    web_search,
)


@pytest.mark.parametrize(
    ("sql", "content", "column"),
    [
        ("CREATE VIRTUAL TABLE w USING fts5(a, b, content='books', content_rowid='id')", "books", "id"),
        ('create virtual table w using FTS5 (a, content = "my ""books""");', 'my "books"', "rowid"),
        (
            "CREATE VIRTUAL TABLE IF NOT EXISTS w USING fts5(content=books, a, content_rowid=nr, tokenize='porter')",
            "books",
            "nr",
        ),
        ("CREATE VIRTUAL TABLE w USING fts5(content='it''s', a)", "it's", "rowid"),
    ],
)
def test_a_table_with_content_belongs_to_another(sql: str, content: str, column: str) -> None:
    assert fts5_tables([("w", sql)]) == {content: Fts5("w", column)}


@pytest.mark.parametrize(
    "sql",
    [
        None,
        "CREATE TABLE w (content)",
        "CREATE VIRTUAL TABLE w USING fts5(a, b)",
        "CREATE VIRTUAL TABLE w USING fts5(a, content='')",
        "CREATE VIRTUAL TABLE w USING rtree(a, b, c)",
    ],
)
def test_others_do_not(sql: str | None) -> None:
    assert fts5_tables([("w", sql)]) == {}


def test_postgresql_has_a_column_or_an_index() -> None:
    made = "to_tsvector('english'::regconfig, name)"
    assert text_search([("the words", None)]) == TextSearch('"the words"')
    assert text_search([("words", made)]) == TextSearch('"words"', "english")
    assert text_search([], ["lower(name)", made]) == TextSearch(made, "english")
    assert text_search([], ["lower(name)"]) is None


@given(text=st.text(alphabet="ab -\"or*()^:'\\ANDOTé😀", max_size=30))
@example(text='"')
@example(text="-")
@example(text="a NEAR b")
@example(text="a OR or b")
def test_no_text_is_a_mistake_to_fts5(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE w USING fts5(a)")
        connection.execute("INSERT INTO w VALUES ('a b')")
        if alternatives(text):
            connection.execute("SELECT * FROM w WHERE w MATCH ?", (fts5_expression(text),)).fetchall()
            assert web_search(text)
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("blue lamp", '(("blue" AND "lamp"))'),
        ('"blue lamp" -red', '(("blue lamp") NOT "red")'),
        ("a or -b c", '(("a")) OR (("c") NOT "b")'),
        ("NEAR(a) *", '(("NEAR(a)"))'),
    ],
)
def test_words_are_quoted(text: str, expression: str) -> None:
    assert fts5_expression(text) == expression


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("blue lamp", '(+"blue" +"lamp")'),
        ('"blue lamp" -red', '(+"blue lamp" -"red")'),
        ("a or -b c", '(+"a") (-"b" +"c")'),
        ("+a* (b)", '(+"+a*" +"(b)")'),
    ],
)
def test_words_are_quoted_for_mysql(text: str, expression: str) -> None:
    assert boolean_mode(text) == expression
