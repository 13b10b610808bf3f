"""The tokens of SQL, as SQLite and PostgreSQL write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.rest.schema.sql_tokens import Form, closing, parted, tokens_of


def words(sql: str, *, bracket_quotes: bool = True) -> list[str]:
    return [token.value for token in tokens_of(sql, bracket_quotes=bracket_quotes)]


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("a>=1", ["a", ">=", "1"]),
        ('"a ""b""" <> [c d]', ['a "b"', "<>", "c d"]),
        ("`x``y`", ["x`y"]),
        ("'it''s' || \"b\"", ["it's", "||", "b"]),
        ("a -- no, (this\n/* nor , this */ b", ["a", "b"]),
        ("x::numeric(8,2)", ["x", "::", "numeric", "(", "8", ",", "2", ")"]),
        ("1.5e-3+.5", ["1.5e-3", "+", ".5"]),
        ("größe_1$ > 0", ["größe_1$", ">", "0"]),
        ("x'ff'", ["ff"]),
        (r"E'a\'b'", [r"a\'b"]),
    ],
)
def test_tokens(sql: str, values: list[str]) -> None:
    assert words(sql) == values


def test_brackets_are_quotes_in_sqlite_and_subscripts_in_postgresql() -> None:
    assert words("ARRAY[a]") == ["ARRAY", "a"]
    assert words("ARRAY[a]", bracket_quotes=False) == ["ARRAY", "[", "a", "]"]


def test_a_word_in_quotes_is_no_keyword() -> None:
    (token,) = tokens_of('"check"')
    assert token.form is Form.NAME
    assert not token.is_word("CHECK")


def test_parentheses_and_commas() -> None:
    tokens = tokens_of("(a, (b, c)), d")
    assert closing(tokens, 0) == 8
    assert ["".join(token.value for token in part) for part in parted(tokens)] == ["(a,(b,c))", "d"]
    assert closing(tokens_of("(a"), 0) == 1


@given(st.text())
def test_any_text_has_tokens_that_stand_where_they_say(text: str) -> None:
    tokens = tokens_of(text)
    assert all(text[token.start : token.end] for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
