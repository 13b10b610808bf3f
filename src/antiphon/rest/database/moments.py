"""Days and moments in loaded data, as the columns that they become keep them."""

from __future__ import annotations

from ..refusal import Mismatch
from ..schema.resource import Kind
from ..schema.time_codecs import SQLiteDateCodec, SQLiteDateTimeCodec
from ..schema.value_type import ValueType

_date = SQLiteDateCodec()
_datetime = SQLiteDateTimeCodec(ValueType(Kind.DATETIME))


def read_date(value: str) -> object:
    """Return what SQLite keeps for a day such as 2026-02-28. Raises `ValueError` for anything else."""
    try:
        return _date.from_json(value)
    except Mismatch:
        raise ValueError from None


def read_datetime(value: str) -> object:
    """Return what SQLite keeps for a moment such as 2026-02-28T12:30:00, with a T or a space.

    Raises `ValueError` for anything else, and for a moment that would be shown otherwise than it came, as one with a
    zone would be.
    """
    try:
        moment = _datetime.from_json(value)
    except Mismatch:
        raise ValueError from None
    if _datetime.to_json(moment) != value.replace(" ", "T"):
        raise ValueError
    return moment
