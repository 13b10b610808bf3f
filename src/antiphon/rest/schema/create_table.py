"""What SQLite tells only by the text of CREATE TABLE: the checks, and how columns compare text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .sql_tokens import NAME, WORD, Token, closing, parted, tokens_of

_WORTH_READING = re.compile("CHECK|COLLATE", re.IGNORECASE)
_NOT_COLUMNS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")


@dataclass(frozen=True, slots=True)
class Definition:
    """The `checks` of a table, pairs of name and SQL, and the `collations` of its columns, by name in lower case."""

    checks: tuple[tuple[str, str], ...] = ()
    collations: tuple[tuple[str, str], ...] = ()


def definition_of(sql: str) -> Definition:
    """Return what `sql`, a CREATE TABLE statement, defines. Whatever it cannot be read as is left out."""
    if _WORTH_READING.search(sql) is None:
        return Definition()
    tokens = tokens_of(sql)
    opening = next((index for index, token in enumerate(tokens) if token.is_symbol("(")), None)
    if opening is None:
        return Definition()
    parts = list(parted(tokens[opening + 1 : closing(tokens, opening)]))
    checks = [check for part in parts for check in _checks(part, sql)]
    collations = [collation for part in parts for collation in _collations(part)]
    return Definition(tuple(checks), tuple(collations))


def _checks(part: Sequence[Token], sql: str) -> Iterator[tuple[str, str]]:
    index = 0
    while index < len(part) - 1:
        if part[index].is_word("CHECK") and part[index + 1].is_symbol("("):
            end = closing(part, index + 1)
            yield _constraint_name(part, index), sql[part[index + 1].end : part[end].start].strip()
            index = end
        elif part[index].is_symbol("("):
            index = closing(part, index)
        index += 1


def _constraint_name(part: Sequence[Token], index: int) -> str:
    named = index >= 2 and part[index - 2].is_word("CONSTRAINT")
    return part[index - 1].value if named else ""


def _collations(part: Sequence[Token]) -> Iterator[tuple[str, str]]:
    if not part or part[0].is_word(*_NOT_COLUMNS):
        return
    index = 1
    while index < len(part) - 1:
        if part[index].is_symbol("("):
            index = closing(part, index)
        elif part[index].is_word("COLLATE") and part[index + 1].form in (WORD, NAME):
            yield part[0].value.lower(), part[index + 1].value.upper()
        index += 1
