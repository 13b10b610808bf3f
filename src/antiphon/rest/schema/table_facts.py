"""What a database says of its tables, before anything is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .value_type import ValueType

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

    from ..query.full_text import FullText


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """A column. `default` is SQL. `counted`: the database has a number for it where a new row has none."""

    name: str
    values: ValueType
    storage: TypeEngine[object]
    nullable: bool = True
    default: str | None = None
    counted: bool = False
    generated: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns that refer to a table.

    It is of the default schema without a `target_schema`; they refer to its key without `target_columns`.
    """

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...] = ()
    target_schema: str | None = None


@dataclass(frozen=True, slots=True)
class TableFacts:
    """A table or view; `schema` is None for those of the default one. `checks` are pairs of name and SQL.

    `read_only`: the database could not undo what is written there.
    """

    name: str
    columns: tuple[ColumnFacts, ...]
    schema: str | None = None
    is_view: bool = False
    read_only: bool = False
    key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    uniques: tuple[tuple[str, tuple[str, ...]], ...] = ()
    checks: tuple[tuple[str, str], ...] = ()
    full_text: FullText | None = None
    comment: str = ""
