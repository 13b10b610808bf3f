"""What a server sent, as text on a terminal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.cli.json_text import indented
from antiphon.semantics.terminal_text import safe

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_indented_json_is_the_same_value(value: Any) -> None:
    lines = indented(json.dumps(value))
    assert lines is not None and json.loads(lines) == value


def test_json_is_indented() -> None:
    assert indented('{"a":[1,{"b":null}],"c":{},"d":[ ]}') == (
        '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "c": {},\n  "d": []\n}'
    )


def test_numbers_and_repeated_names_stay_as_they_came() -> None:
    lines = indented('{"a":1.00,"a":1e400,"b":12345678901234567890123}')
    assert lines == '{\n  "a": 1.00,\n  "a": 1e400,\n  "b": 12345678901234567890123\n}'


def test_escaped_letters_are_shown_and_escaped_quotes_stay() -> None:
    assert indented(r'"\u00f1 \" \\ \n"') == r'"ñ \" \\ \n"'


@pytest.mark.parametrize("text", ["", "{", "hello", '{"a":}', "[" * 100_000])
def test_what_is_not_json_is_left(text: str) -> None:
    assert indented(text) is None


def test_tokens_are_painted_by_what_they_are() -> None:
    assert indented('{"a":"b","c":[1,true]}', lambda text, kind: f"<{kind}>") == (
        "{\n  <name>: <string>,\n  <name>: [\n    <number>,\n    <word>\n  ]\n}"
    )


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x9b31m", r"\x9b31m"),
        ("a\rb", r"a\rb"),
        ("a\r\nb\tc\n", "a\nb\tc\n"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\ud800", r"\ud800"),
        ("bell\x07", r"bell\x07"),
        ("¡Hola, 世界! 🎵", "¡Hola, 世界! 🎵"),
    ],
)
def test_a_server_cannot_command_the_terminal(sent: str, shown: str) -> None:
    assert safe(sent) == shown


@given(st.text())
def test_what_is_shown_prints(sent: str) -> None:
    assert safe(sent).replace("\n", "").replace("\t", "").isprintable()
