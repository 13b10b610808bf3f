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
    (?P<skip>\s+|--[^\n]*|/\*.*?(?:\*/|\Z){skip})
    |(?P<text>{text})
    |(?P<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`{name})
    |(?P<number>\.?[0-9](?:[eE][+-]?|[\w.])*)
    |(?P<word>[A-Za-z_\x80-\U0010ffff][\w$\x80-\U0010ffff]*)
    |(?P<symbol>::|\|\||<>|[<>!=]=|.)
"""
_TEXT = r"[eE]'(?:[^'\\]|\\.|'')*'|[xXbB]?'(?:[^']|'')*'"
_TEXT_WITH_BACKSLASHES = r"[nNxXbB]?'(?:[^'\\]|\\.|'')*'"
# MySQL's catalogue says of a text in which character set it is.
_CHARSET = r"|_[a-z0-9]+(?=')"


def _grammar(text: str = _TEXT, *, name: str = "", skip: str = "") -> re.Pattern[str]:
    parts = {"{text}": text, "{name}": name, "{skip}": skip}
    return re.compile(re.sub(r"\{(?:text|name|skip)\}", lambda part: parts[part[0]], _GRAMMAR), re.VERBOSE | re.DOTALL)


# Brackets are quotes in SQLite, and subscripts in PostgreSQL.
_WITH_BRACKETS = _grammar(name=r"|\[[^\]]*\]")
_WITHOUT_BRACKETS = _grammar()
_WITH_BACKSLASHES = _grammar(_TEXT_WITH_BACKSLASHES, skip=_CHARSET)
_FORMS = {"text": TEXT, "name": NAME, "number": NUMBER, "word": WORD, "symbol": SYMBOL}
_ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
_ESCAPES = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a", None: "'"}


def tokens_of(sql: str, *, bracket_quotes: bool = True, backslash_escapes: bool = False) -> list[Token]:
    """Return the tokens of `sql`, without spaces and comments. Whatever is no SQL becomes symbols.

    `backslash_escapes`: it is of MySQL, where a backslash in a text takes the meaning from what follows it.
    """
    grammar = _WITH_BRACKETS if bracket_quotes else _WITHOUT_BRACKETS
    if backslash_escapes:
        grammar = _WITH_BACKSLASHES
    return [
        Token(_FORMS[kind], _unquoted(kind, match[0], backslash_escapes), *match.span())
        for match in grammar.finditer(sql)
        if (kind := match.lastgroup or "skip") != "skip"
    ]


def _unquoted(kind: str, text: str, backslash_escapes: bool) -> str:
    if kind == "text" and backslash_escapes:
        return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), text[text.index("'") + 1 : -1])
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
