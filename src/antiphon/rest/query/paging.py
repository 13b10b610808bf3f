"""How much of a collection a page has, and where it starts, as a client says it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from ...faults.selection import CURSOR_WITHOUT_KEY, NUMBER_OUT_OF_RANGE, PARAMETERS_EXCLUDE_EACH_OTHER
from ..refusal import Refusal
from ..schema.resource import Resource
from .cursor import values_in
from .naming import shown
from .ordering import has_total_order
from .selection import Order

_NUMBER = re.compile(r"[0-9]{1,15}")


def number(text: str, parameter: str, least: int, most: int) -> int:
    """Return the number in `text`. Raises `Refusal`, 400, where it is none from `least` to `most`."""
    value = int(text) if _NUMBER.fullmatch(text) else -1
    return in_range(value, parameter, least, most, text)


def in_range(value: int, parameter: str, least: int, most: int, given: Any) -> int:
    """Return `value`, which a client gave as `given`. Raises `Refusal`, 400, where it is not in the range."""
    if not least <= value <= most:
        raise Refusal(NUMBER_OUT_OF_RANGE, parameter=parameter, value=shown(given), least=least, most=most)
    return value


def refuse_two(names: Collection[str], exclusive: Sequence[str]) -> None:
    """Raise `Refusal`, 400, where `names` has two of those that exclude each other."""
    found = [name for name in exclusive if name in names]
    if len(found) > 1:
        raise Refusal(PARAMETERS_EXCLUDE_EACH_OTHER, parameter=found[0], other=found[1])


def place_of(
    cursor: str, resource: Resource, order: tuple[Order, ...], parameter: str, *, may_be_end: bool
) -> tuple[object, ...]:
    """Return the place in `order` that `cursor` says. Raises `Refusal`, 400."""
    if not has_total_order(resource):
        raise Refusal(CURSOR_WITHOUT_KEY, resource=resource.name, parameter=parameter)
    return values_in(cursor, resource, order, parameter, may_be_end=may_be_end)
