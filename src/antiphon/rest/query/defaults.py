"""The value that a column gets where a row leaves it out, for an engine that has no DEFAULT in UPDATE: SQLite."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Column, ColumnElement, literal_column, null

_WORDS = frozenset({"NULL", "TRUE", "FALSE", "CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP"})
_NAME = re.compile(r"[^\W\d]\w*")
_QUOTED_NAME = re.compile(r'"((?:[^"]|"")*)"')


def default_of(column: Column[Any]) -> ColumnElement[Any]:
    """Return SQL for the default of a reflected `column`, NULL where it has none."""
    if column.server_default is None or not hasattr(column.server_default, "arg"):
        return null()
    sql = str(column.server_default.arg).strip()
    # In a DEFAULT, SQLite takes a bare or double-quoted word for text; elsewhere it might be the name of a column.
    if quoted := _QUOTED_NAME.fullmatch(sql):
        sql = _literal(quoted[1].replace('""', '"'))
    elif _NAME.fullmatch(sql) and sql.upper() not in _WORDS:
        sql = _literal(sql)
    return literal_column(f"({sql})")


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
