"""What a CHECK constraint speaks of, and whether it lists the choices that a column has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from .sql_tokens import NAME, SYMBOL, TEXT, WORD, Token, tokens_of


class Names:
    """The names of a table's columns, as its SQL may write them: SQLite and MySQL take any case, others only without
    quotes."""

    def __init__(self, names: Iterable[str], dialect: str) -> None:
        self._is_sqlite, self._is_mysql = dialect == "sqlite", dialect == "mysql"
        self._folds = self._is_sqlite or self._is_mysql
        self._exact = {name: name for name in names}
        self._folded = {name.lower(): name for name in reversed(self._exact)} if self._folds else self._exact

    def tokens(self, sql: str) -> list[Token]:
        """Return the tokens of `sql` in this dialect."""
        return tokens_of(sql, bracket_quotes=self._is_sqlite, backslash_escapes=self._is_mysql)

    def column(self, token: Token) -> str | None:
        """Return the column that `token` names; None where it names none."""
        if token.form is NAME:
            return self._exact.get(token.value) or (self._folded.get(token.value.lower()) if self._folds else None)
        return self._folded.get(token.value.lower()) if token.form is WORD else None


def columns_in(tokens: Sequence[Token], names: Names) -> tuple[str, ...]:
    """Return the columns that `tokens` speak of, in their order, each once."""
    found: dict[str, None] = {}
    for index, token in enumerate(tokens):
        column = names.column(token)
        if column is not None and _may_be_column(tokens, index):
            found[column] = None
    return tuple(found)


def _may_be_column(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a name is not a function, a table, a collation or a part of a type."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is not None and following.is_symbol("("):
        return False
    if following is not None and following.is_symbol("."):
        return False
    before = index - 1
    # A type may have several words: ``::character varying``.
    while before >= 0 and tokens[before].form is WORD and not tokens[before].is_word(*_OPERATORS):
        if tokens[before].is_word("AS", "COLLATE"):
            return False
        before -= 1
    return before < 0 or not tokens[before].is_symbol("::")


_OPERATORS = (
    *("AND", "OR", "NOT", "IN", "IS", "LIKE", "ILIKE", "GLOB", "REGEXP", "MATCH", "BETWEEN", "SIMILAR", "TO", "FROM"),
    *("CASE", "WHEN", "THEN", "ELSE", "END", "ISNULL", "NOTNULL", "NULL", "DISTINCT", "ESCAPE", "ANY", "ALL"),
)


_ROW_ITSELF = ("ROWID", "OID", "_ROWID_", "TABLEOID", "CTID", "XMIN", "XMAX")


def speaks_of_columns_only(tokens: Sequence[Token], names: Names, table: str) -> bool:
    """Tell whether `tokens` have neither the row's number, ``rowid > 0``, nor the whole row, ``(t.*) IS NULL``."""
    for token, following in zip_longest(tokens, tokens[1:]):
        if names.column(token) is not None:
            continue
        is_qualifier = following is not None and following.is_symbol(".")
        if token.is_word(*_ROW_ITSELF) or (_is_name(token, table) and not is_qualifier):
            return False
        if token.is_symbol(".") and following is not None and following.is_symbol("*"):
            return False
    return True


def _is_name(token: Token, name: str) -> bool:
    return token.form in (WORD, NAME) and token.value.lower() == name.lower()


@dataclass(frozen=True, slots=True)
class Choices:
    """The only texts that `column` may have."""

    column: str
    texts: tuple[str, ...]


def choices_in(tokens: Sequence[Token], names: Names) -> Choices | None:
    """Return the choices where the whole of `tokens` is a list of them, else None.

    The list may be written ``c IN ('a', 'b')``, ``c = 'a' OR c = 'b'`` or, as PostgreSQL rewrites them,
    ``(c)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])``; ``c IS NULL OR`` may stand
    before it.
    """
    tokens = _bare(tokens)
    if not tokens or (column := names.column(tokens[0])) is None:
        return None
    nullable = [token.value.upper() for token in tokens[1:4]] == ["IS", "NULL", "OR"]
    texts = _texts(tokens[4:] if nullable else tokens, column, names)
    return Choices(column, texts) if texts else None


def _bare(tokens: Sequence[Token]) -> list[Token]:
    """Return `tokens` without parentheses, brackets and casts, which do not matter in a list of texts."""
    bare: list[Token] = []
    in_cast = False
    for token in tokens:
        if token.is_symbol("(", ")", "[", "]"):
            continue
        in_cast = token.is_symbol("::") or (in_cast and _is_of_type(token))
        if not in_cast:
            bare.append(token)
    return bare


def _is_of_type(token: Token) -> bool:
    """Tell whether `token` may go on with the name of a type."""
    return (token.form in (WORD, NAME) and not token.is_word(*_OPERATORS)) or token.is_symbol(".")


def _texts(tokens: Sequence[Token], column: str, names: Names) -> tuple[str, ...]:
    """Return the texts that `tokens` compare `column` with; none where they are anything else."""
    if not tokens or names.column(tokens[0]) != column:
        return ()
    shape = [token.value.upper() if token.form in (WORD, SYMBOL) else "" for token in tokens[1:4]]
    if shape[:1] == ["IN"]:
        return _listed(tokens[2:])
    if shape == ["=", "ANY", "ARRAY"]:
        return _listed(tokens[4:])
    texts: list[str] = []
    for start in range(0, len(tokens), 4):
        alternative = tokens[start : start + 4]
        if len(alternative) < 3 or names.column(alternative[0]) != column or not alternative[1].is_symbol("=", "=="):
            return ()
        if alternative[2].form is not TEXT or not all(token.is_word("OR") for token in alternative[3:]):
            return ()
        texts.append(alternative[2].value)
    return tuple(texts)


def _listed(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the texts of a list with commas; none where it holds anything else."""
    are_texts = all(token.form is TEXT for token in tokens[::2])
    are_commas = all(token.is_symbol(",") for token in tokens[1::2])
    return tuple(token.value for token in tokens[::2]) if are_texts and are_commas and len(tokens) % 2 else ()
