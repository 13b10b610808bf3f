"""Text in MySQL: compared as it is written, whatever the collation of its column takes for the same.

Most collations there make no difference between upper and lower case, nor of accents, nor of spaces at the end. Order
goes by the collation; that two texts are the same is for their bytes to say, or a user would see the rows of another
whose name differs in case. The column's own comparison is there as well, since an index serves only that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BINARY, CHAR, ColumnElement, String, and_, cast, collate, func, literal_column, not_, or_

from . import patterns
from .selection import Operator

_CHARSET = "utf8mb4"
_EXACT = "utf8mb4_bin"
# ENUM and SET sort by their place in the list of the type, but compare as text.
_LISTED = frozenset({"ENUM", "SET"})

Element = ColumnElement[Any]


def is_text(column: Element) -> bool:
    """Tell whether `column` holds text."""
    return isinstance(column.type, String)


def sortable(column: Element, of: Element) -> Element:
    """Return `column`, which holds what `of` does, as it sorts in the same order in which its values compare."""
    return cast(column, CHAR) if of.type.__visit_name__ in _LISTED else column


def equal(column: Element, place: Element) -> ColumnElement[bool]:
    """Return the condition that `column` has the value at `place`."""
    if not is_text(column):
        return column == place
    return and_(column == _converted(column, place), _bytes(column) == _bytes(place))


def compared(column: Element, operator: Operator, places: Sequence[Element], nullable: bool) -> ColumnElement[bool]:
    """Return the condition that `column`, which holds text, compares to `places` by `operator`."""
    value = _converted(column, places[0])
    match operator:
        case Operator.EQUAL:
            return equal(column, places[0])
        case Operator.IN:
            return and_(
                column.in_([_converted(column, place) for place in places]),
                _bytes(column).in_([_bytes(place) for place in places]),
            )
        case Operator.NOT_EQUAL | Operator.NOT_IN:
            others = not_(_bytes(column).in_([_bytes(place) for place in places]))
            return or_(others, column.is_(None)) if nullable else others
        case Operator.LESS:
            return column < value
        case Operator.LESS_OR_EQUAL:
            return column <= value
        case Operator.GREATER:
            return column > value
        case _:
            return column >= value


def matching(column: Element, operator: Operator, pattern: Element) -> ColumnElement[bool]:
    """Return the condition that `column` has the form of `pattern`; only LIKE takes letters as written."""
    text = _in_charset(column, _CHARSET)
    if operator is not Operator.LIKE:
        text, pattern = func.lower(text), func.lower(pattern)
    return collate(text, _EXACT).like(pattern, escape=patterns.ESCAPE)


def searched(columns: Sequence[Element], words: Element) -> ColumnElement[bool]:
    """Return the condition that the FULLTEXT index on `columns` has `words`, in the language of BOOLEAN MODE."""
    mode = words.op("IN")(literal_column("BOOLEAN MODE")).self_group()
    return func.match(*columns).op("AGAINST", is_comparison=True)(mode)


def _converted(column: Element, place: Element) -> Element:
    """Return the value at `place` in the character set of `column`: what that lacks fits nothing, and is no error."""
    charset = getattr(column.type, "charset", None)
    return place if charset in (None, _CHARSET) else _in_charset(place, charset)


def _bytes(text: Element) -> Element:
    return cast(_in_charset(text, _CHARSET), BINARY)


def _in_charset(text: Element, charset: str) -> Element:
    return func.convert(text.op("USING")(literal_column(charset)))
