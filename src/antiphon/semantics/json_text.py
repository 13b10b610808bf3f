"""JSON as it may be believed (RFC 8259, and the stricter I-JSON of RFC 7493): one reading for every reader.

What parsers are known to differ on is refused: names that occur twice, halves of characters, NaN.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from ..faults import JSONDecodeError
from ..faults.document import (
    JSON_CONSTANT,
    JSON_CUT_SHORT,
    JSON_DUPLICATE_NAME,
    JSON_EMPTY,
    JSON_ENCODING,
    JSON_NUMBER_TOO_LONG,
    JSON_SURROGATE,
    JSON_SYNTAX,
    JSON_TOO_DEEP,
)

MOST_LEVELS = 100
# Python refuses to read longer integers, since the time for it grows with the square of the digits.
MOST_DIGITS = 4300


def read_json(content: bytes) -> Any:
    """Return the value that `content` is the JSON of; a number with a fraction or an exponent is a `Decimal`.

    Raises `JSONDecodeError` that tells the line and column, or the byte, or the name, that is wrong.
    """
    text = _text_of(content)
    try:
        value = _decoder.decode(text)
    except json.JSONDecodeError as error:
        raise _syntax(error, text) from None
    except RecursionError:
        raise JSONDecodeError(JSON_TOO_DEEP, limit=MOST_LEVELS) from None
    except ValueError as error:
        if isinstance(error, JSONDecodeError):
            raise
        raise JSONDecodeError(JSON_NUMBER_TOO_LONG, limit=MOST_DIGITS) from None
    if text.count("[") + text.count("{") > MOST_LEVELS and is_deep(value):
        raise JSONDecodeError(JSON_TOO_DEEP, limit=MOST_LEVELS)
    if "\\u" in text:
        _refuse_surrogates(value)
    return value


def _text_of(content: bytes) -> str:
    if not content.strip(b" \t\r\n"):
        raise JSONDecodeError(JSON_EMPTY)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JSONDecodeError(JSON_ENCODING, offset=error.start) from None


def _syntax(error: json.JSONDecodeError, text: str) -> JSONDecodeError:
    """Return what tells where the JSON breaks off. Python's own reasons are left out: they are in one language."""
    if error.pos >= len(text.rstrip(" \t\r\n")):
        return JSONDecodeError(JSON_CUT_SHORT, line=error.lineno, column=error.colno)
    return JSONDecodeError(JSON_SYNTAX, line=error.lineno, column=error.colno, found=text[error.pos : error.pos + 10])


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        raise JSONDecodeError(JSON_DUPLICATE_NAME, name=next(name for name, count in counts.items() if count > 1))
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise JSONDecodeError(JSON_CONSTANT, name=name)


def _number(digits: str) -> Decimal:
    if len(digits) > MOST_DIGITS:
        raise JSONDecodeError(JSON_NUMBER_TOO_LONG, limit=MOST_DIGITS)
    try:
        return Decimal(digits)
    except InvalidOperation:  # an exponent that is itself beyond all bounds
        raise JSONDecodeError(JSON_NUMBER_TOO_LONG, limit=MOST_DIGITS) from None


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_float=_number, parse_constant=_refuse_constant)


def _refuse_surrogates(value: Any) -> None:
    """Raise for text that cannot be written in UTF-8. An escape is the only way in, so few documents are looked at."""
    for text in _texts(value):
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise JSONDecodeError(JSON_SURROGATE) from None


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
    for member in _members(value):
        yield from _texts(member)


def is_deep(value: Any) -> bool:
    """Tell whether `value` has more levels than `MOST_LEVELS`."""
    level = [value]
    for _ in range(MOST_LEVELS):
        level = [member for each in level for member in _members(each)]
        if not level:
            return False
    return True


def _members(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
