"""Looking for words: which index of the database knows a table's words, and what a client's text asks of it.

The text is what people type into search engines: every word has to occur, ``"words in quotation marks"`` next to each
other, ``-word`` not at all, and ``or`` parts alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fts5:
    """SQLite's full-text table `name`: its rowid is the value of `column` in the table whose words it has."""

    name: str
    column: str


@dataclass(frozen=True, slots=True)
class TextSearch:
    """PostgreSQL's search: `vector` is SQL of the catalogue for a tsvector, made with `configuration` where known."""

    vector: str
    configuration: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """The FULLTEXT index of MySQL on `columns`."""

    columns: tuple[str, ...]


FullText = Fts5 | TextSearch | Match

_FTS5 = re.compile(r"CREATE\s+VIRTUAL\s+TABLE\b.*?\bUSING\s+fts5\s*\((.*)\)\s*;?\s*\Z", re.IGNORECASE | re.DOTALL)
_OPTION = re.compile(
    r"""(?:^|,)\s*(content|content_rowid)\s*=\s*(?:'((?:[^']|'')*)'|"((?:[^"]|"")*)"|(\w+))""", re.IGNORECASE
)
_TO_TSVECTOR = re.compile(r"\(*(to_tsvector\('(?:\w+\.)?(\w+)'::regconfig,.*\))\)*\Z", re.DOTALL)


def fts5_tables(definitions: Iterable[tuple[str, str | None]]) -> dict[str, Fts5]:
    """Return the full-text tables in `definitions`, (name, SQL) of sqlite_master, by the table whose words they have.

    Only those with the option ``content`` belong to another table. Without ``content_rowid`` the column is ``rowid``.
    """
    found: dict[str, Fts5] = {}
    for name, sql in definitions:
        if sql and (definition := _FTS5.match(sql.strip())):
            options = {option[1].lower(): _unquoted(option) for option in _OPTION.finditer(definition[1])}
            if options.get("content"):
                found.setdefault(options["content"], Fts5(name, options.get("content_rowid", "rowid")))
    return found


def _unquoted(option: re.Match[str]) -> str:
    single, double, plain = option[2], option[3], option[4]
    if single is not None:
        return single.replace("''", "'")
    return double.replace('""', '"') if double is not None else plain


def text_search(vectors: Iterable[tuple[str, str | None]], expressions: Iterable[str] = ()) -> TextSearch | None:
    """Return the search over a PostgreSQL table: by its first tsvector column, else by the first index that suits.

    `vectors` are the columns of the type tsvector, each with the SQL that generates it where there is one;
    `expressions` the SQL that indexes are made of, as the catalogue has both.
    """
    for name, sql in vectors:
        made = _TO_TSVECTOR.match(sql or "")
        return TextSearch(_quoted(name), made[2] if made else None)
    made = next(filter(None, map(_TO_TSVECTOR.match, expressions)), None)
    return TextSearch(made[1], made[2]) if made else None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other; `absent`: they must not occur."""

    text: str
    absent: bool = False


_PHRASE = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')


def alternatives(text: str) -> list[list[Phrase]]:
    """Return what `text` asks for: a row has all phrases of at least one of the lists.

    The list is empty where a part of the text says only what must not occur, or nothing.
    """
    groups: list[list[Phrase]] = [[]]
    for minus, quoted, word in _PHRASE.findall(text):
        if word.lower() == "or" and not minus:
            groups.append([])
        elif any(character.isalnum() for character in quoted or word):
            groups[-1].append(Phrase(quoted or word, bool(minus)))
    groups = [group for group in groups if group]
    says_what = all(any(not phrase.absent for phrase in group) for group in groups)
    return groups if says_what else []


def fts5_expression(text: str) -> str:
    """Return `text` as FTS5 matches it. Every phrase is a quoted string: none of it is syntax."""
    return " OR ".join(f"({_fts5_group(group)})" for group in alternatives(text))


def _fts5_group(group: list[Phrase]) -> str:
    wanted = " AND ".join(_quoted(phrase.text) for phrase in group if not phrase.absent)
    absent = "".join(f" NOT {_quoted(phrase.text)}" for phrase in group if phrase.absent)
    return f"({wanted}){absent}"


def web_search(text: str) -> str:
    """Return `text` as ``websearch_to_tsquery`` reads it: the same phrases, and nothing that it might see as syntax."""
    return " or ".join(
        " ".join(f"{'-' if phrase.absent else ''}{_web_phrase(phrase.text)}" for phrase in group)
        for group in alternatives(text)
    )


def boolean_mode(text: str) -> str:
    """Return `text` as MATCH … AGAINST (… IN BOOLEAN MODE) reads it. Every phrase is in quotes: none is syntax."""
    return " ".join(f"({' '.join(map(_boolean_phrase, group))})" for group in alternatives(text))


def _boolean_phrase(phrase: Phrase) -> str:
    return f"{'-' if phrase.absent else '+'}{_web_phrase(phrase.text)}"


def _web_phrase(text: str) -> str:
    return '"' + text.replace('"', " ") + '"'
