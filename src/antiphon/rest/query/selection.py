"""What a request asks of a collection: which rows, in which order, how much of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Operator(Enum):
    """How a condition compares a column with its values; the value of each member is its name in a URL.

    A row either meets a condition or does not: NULL differs from every value, and is neither less nor greater. In the
    patterns of `LIKE` and `ILIKE`, ``%`` is any text, ``_`` any character, and a character after a backslash is itself.
    `LIKE` takes letters as written; `ILIKE`, `CONTAINS`, `STARTS` and `ENDS` make no difference between upper and lower
    case (SQLite: of ASCII letters).
    """

    EQUAL = "eq"
    NOT_EQUAL = "ne"
    LESS = "lt"
    LESS_OR_EQUAL = "le"
    GREATER = "gt"
    GREATER_OR_EQUAL = "ge"
    IN = "in"
    NOT_IN = "nin"
    LIKE = "like"
    ILIKE = "ilike"
    CONTAINS = "contains"
    STARTS = "starts"
    ENDS = "ends"
    NULL = "null"

    # There is one of each, and Enum's own hash is made in Python.
    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Condition:
    """A row is chosen where `column` compares to `values` (as the driver takes them; several only for IN and NOT_IN).

    `NULL` has one value, True or False: whether the column has to be NULL.
    """

    column: str
    operator: Operator
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A row is chosen where at least one of `conditions` holds."""

    conditions: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """A row is chosen where all of `conditions` hold."""

    conditions: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """A row is chosen where `condition` does not hold."""

    condition: Test


Test = Condition | AnyOf | AllOf | Not


@dataclass(frozen=True, slots=True)
class Order:
    """Rows are sorted by `column`. NULL counts as greater than every value: last upwards, first downwards."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows of a collection, and what of them.

    `order` always ends with the key, so that it is total (with every column that sorts, where there is no key).
    `fields` are the columns to show, None for all. `embed` are the names of what to show inside each row. `limit` is
    the number of rows of a page. Where the page starts is said by at most one of: `after`, the values of the order's
    columns in the last row of the page before (keyset); `before`, those in the first row of the page after, empty for
    the last page; `page`, its number, from 1; `offset`, the number of rows to pass over. `search` is text to look for
    in the full-text index.
    """

    conditions: tuple[Test, ...] = ()
    order: tuple[Order, ...] = ()
    fields: tuple[str, ...] | None = None
    embed: tuple[str, ...] = ()
    limit: int = 100
    after: tuple[object, ...] | None = None
    before: tuple[object, ...] | None = None
    page: int | None = None
    offset: int | None = None
    search: str | None = None

    @property
    def passed_over(self) -> int:
        """Return the number of rows before the page, where it is told by number."""
        return (self.page - 1) * self.limit if self.page is not None else self.offset or 0
