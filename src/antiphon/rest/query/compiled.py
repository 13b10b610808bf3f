"""A statement made with SQLAlchemy, compiled once to the driver's SQL, its values bound each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import ClauseElement, bindparam
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.types import UserDefinedType

from ..database.database import Statement

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

_PREFIX = "_antiphon_"


class DriverValue(UserDefinedType[object]):
    """The type of a value that the driver takes as it is: SQL gets no cast around it, which could round the value."""

    cache_ok = True


class Places:
    """The places for values in a statement, numbered in the order in which their values are given."""

    def __init__(self) -> None:
        self._numbers = count()

    def next(self) -> BindParameter[object]:
        """Return the place of the next value."""
        return bindparam(f"{_PREFIX}{next(self._numbers)}", required=False, type_=DriverValue())


@dataclass(frozen=True, slots=True)
class Compiled:
    """SQL, and for each of its places the index of its value; None where they have the order of the values."""

    sql: str
    indices: tuple[int, ...] | None

    def bind(self, values: Sequence[object]) -> Statement:
        """Return the statement with `values`, in the order in which their places were made."""
        if self.indices is None:
            return Statement(self.sql, tuple(values))
        return Statement(self.sql, tuple([values[index] for index in self.indices]))


def compiled(element: ClauseElement, dialect: Dialect) -> Compiled:
    """Compile `element`, whose places are of one `Places`, for `dialect`. One that occurs twice is bound twice."""
    made = _compiler(element, dialect)
    indices = tuple([int(name.removeprefix(_PREFIX)) for name in made.positiontup or ()])
    return Compiled(str(made), None if indices == tuple(range(len(indices))) else indices)


def compiled_in_order(element: ClauseElement, dialect: Dialect) -> Compiled:
    """Compile `element`, whose places occur in the order of their values, for `dialect`."""
    return Compiled(str(_compiler(element, dialect)), None)


def _compiler(element: ClauseElement, dialect: Dialect) -> SQLCompiler:
    made = element.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    if not isinstance(made, SQLCompiler) or not made.positional:
        raise TypeError(f"the dialect {dialect.name} gives its parameters names")
    return made
