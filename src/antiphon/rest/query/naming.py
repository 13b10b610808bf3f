"""Names in a request, and the columns that they name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any

from ...faults.selection import COLUMN_UNKNOWN, NAME_REPEATED, PARAMETER_UNKNOWN
from ..refusal import Refusal
from ..schema.resource import Column, Resource

_MOST_LISTED = 40
_MOST_COMPARED = 60
_MOST_SHOWN = 100


def column_named(resource: Resource, name: str, parameter: str) -> Column:
    """Return the column `name`, which stands in `parameter`. Raises `Refusal`, 400, with the nearest name."""
    column = resource.by_name.get(name)
    if column is None:
        raise Refusal(COLUMN_UNKNOWN, parameter=parameter, resource=resource.name, **advice(name, resource.by_name))
    return column


def parameter_unknown(
    resource: Resource, parameter: str, words: Iterable[str], *, with_columns: bool = True
) -> Refusal:
    """Return the refusal, 400, of a parameter that is none of the `words` that can be said, nor a column's name."""
    names = [*(resource.by_name if with_columns else ()), *words]
    return Refusal(
        PARAMETER_UNKNOWN,
        parameter=shown(parameter),
        resource=resource.name,
        nearest=nearest(parameter, names),
        allowed=listed(names),
    )


def refuse_repetition(names: Sequence[str], parameter: str) -> None:
    """Raise `Refusal`, 400, where a name occurs twice in `names`."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise Refusal(NAME_REPEATED, parameter=parameter, name=shown(name))
        seen.add(name)


def nearest(name: str, names: Iterable[str]) -> str:
    """Return which of `names` looks most like `name`."""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(name[:_MOST_COMPARED].lower())

    def likeness(other: str) -> float:
        matcher.set_seq1(other[:_MOST_COMPARED].lower())
        return matcher.ratio()

    return max(names, key=likeness, default="")


def shown(value: object) -> object:
    """Return `value` for a sentence about it, shortened where it is long text."""
    text = value if isinstance(value, str) else str(value)
    return value if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…"


def listed(names: Iterable[str]) -> str:
    """Return `names` for a sentence, not too many of them."""
    every = list(names)
    return ", ".join(every[:_MOST_LISTED]) + (", …" if len(every) > _MOST_LISTED else "")


def advice(name: str, names: Iterable[str]) -> dict[str, Any]:
    """Return the details of a refusal of `name` that say what could have been meant."""
    every = list(names)
    return {"name": shown(name), "nearest": nearest(name, every), "allowed": listed(every)}
