"""The words of SQL: enough of its grammar to know what is a name, what is text, and what belongs together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple


class Form(Enum):
    """What a token is."""

    WORD = "word"
    """A keyword, or a name without quotes."""
    NAME = "name"
    """A name in quotes."""
    TEXT = "text"
    NUMBER = "number"
    SYMBOL = "symbol"


# Lookups on an Enum are slow in Python 3.11, and a schema has many tokens.
WORD, NAME, TEXT, NUMBER, SYMBOL = Form.WORD, Form.NAME, Form.TEXT, Form.NUMBER, Form.SYMBOL


class Token(NamedTuple):
    """A token of SQL: `value` is what it says, without quotes; it stands at ``sql[start:end]``."""

    form: Form
    value: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Tell whether this is one of the keywords `words`, which are in capitals."""
        return self.form is WORD and self.value.upper() in words

    def is_symbol(self, *symbols: str) -> bool:
        """Tell whether this is one of `symbols`."""
        return self.form is SYMBOL and self.value in symbols


_GRAMMAR = r"""
    (?P<skip>\s+|--[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<text>[eE]'(?:[^'\\]|\\.|'')*'|[xXbB]?'(?:[^']|'')*')
    |(?P<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`%s)
    |(?P<number>\.?[0-9](?:[eE][+-]?|[\w.])*)
    |(?P<word>[A-Za-z_\x80-\U0010ffff][\w$\x80-\U0010ffff]*)
    |(?P<symbol>::|\|\||<>|[<>!=]=|.)
"""
# Brackets are quotes in SQLite, and subscripts in PostgreSQL.
_WITH_BRACKETS = re.compile(_GRAMMAR % r"|\[[^\]]*\]", re.VERBOSE | re.DOTALL)
_WITHOUT_BRACKETS = re.compile(_GRAMMAR % "", re.VERBOSE | re.DOTALL)
_FORMS = {"text": TEXT, "name": NAME, "number": NUMBER, "word": WORD, "symbol": SYMBOL}


def tokens_of(sql: str, *, bracket_quotes: bool = True) -> list[Token]:
    """Return the tokens of `sql`, without spaces and comments. Whatever is no SQL becomes symbols."""
    grammar = _WITH_BRACKETS if bracket_quotes else _WITHOUT_BRACKETS
    return [
        Token(_FORMS[kind], _unquoted(kind, match[0]), *match.span())
        for match in grammar.finditer(sql)
        if (kind := match.lastgroup or "skip") != "skip"
    ]


def _unquoted(kind: str, text: str) -> str:
    if kind == "text":
        return text[text.index("'") + 1 : -1].replace("''", "'")
    if kind != "name":
        return text
    quote = text[-1]
    return text[1:-1].replace(quote * 2, quote)


def closing(tokens: Sequence[Token], opening: int) -> int:
    """Return the index of the parenthesis that closes the one at `opening`; the last index where none does."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += _step(tokens[index])
        if depth == 0:
            return index
    return len(tokens) - 1


def _step(token: Token) -> int:
    """Return by how much `token` changes the depth of the parentheses."""
    if token.form is not SYMBOL:
        return 0
    return 1 if token.value == "(" else -1 if token.value == ")" else 0


def parted(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the parts of `tokens` between the commas that are outside all parentheses."""
    part: list[Token] = []
    depth = 0
    for token in tokens:
        depth += _step(token)
        if depth == 0 and token.is_symbol(","):
            yield part
            part = []
        else:
            part.append(token)
    yield part
