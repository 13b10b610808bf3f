"""The order of a collection's rows: what was asked for, and what makes it total."""

from __future__ import annotations

from collections.abc import Sequence

from ...faults.selection import COLUMN_UNSORTABLE
from ..refusal import Refusal
from ..schema.resource import Column, Resource
from .comparing import is_comparable
from .naming import column_named, listed, refuse_repetition
from .selection import Order


def order_named(resource: Resource, name: str, parameter: str) -> Order:
    """Return the order that `name` says: a column, downwards with a ``-`` before it. Raises `Refusal`, 400."""
    descending = name.startswith("-") and name not in resource.by_name
    return Order(sortable_column(resource, name[1:] if descending else name, parameter).name, descending)


def sortable_column(resource: Resource, name: str, parameter: str) -> Column:
    """Return the column `name`, by which rows can be sorted. Raises `Refusal`, 400."""
    column = column_named(resource, name, parameter)
    if not is_comparable(column):
        allowed = listed(each.name for each in resource.columns if is_comparable(each))
        raise Refusal(COLUMN_UNSORTABLE, parameter=parameter, column=name, kind=column.kind.value, allowed=allowed)
    return column


def total_order(resource: Resource, asked: Sequence[Order], parameter: str = "sort") -> tuple[Order, ...]:
    """Return `asked` with what makes it total, in the direction of its last column, so that one index can serve it.

    Raises `Refusal`, 400, where a column occurs twice.
    """
    refuse_repetition([order.column for order in asked], parameter)
    return _completed(resource, tuple(asked))


def asked_order(resource: Resource, order: tuple[Order, ...]) -> tuple[Order, ...]:
    """Return the shortest order of which `total_order` makes `order`."""
    starts = (order[:length] for length in range(len(order)))
    return next((start for start in starts if _completed(resource, start) == order), order)


def has_total_order(resource: Resource) -> bool:
    """Tell whether rows can be told apart by columns that have an order."""
    return _identity(resource) is not None


def _completed(resource: Resource, asked: tuple[Order, ...]) -> tuple[Order, ...]:
    names = {order.column for order in asked}
    descending = bool(asked) and asked[-1].descending
    identity = _identity(resource)
    if identity is None:
        identity = tuple(column.name for column in resource.columns if is_comparable(column))
    return (*asked, *[Order(name, descending) for name in identity if name not in names])


def _identity(resource: Resource) -> tuple[str, ...] | None:
    if resource.key:
        return resource.key
    uniques = (unique.columns for unique in resource.uniques)
    return next((columns for columns in uniques if all(_tells_apart(resource.by_name[name]) for name in columns)), None)


def _tells_apart(column: Column) -> bool:
    return is_comparable(column) and not column.nullable
