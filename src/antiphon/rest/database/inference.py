"""What the columns of a collection are, guessed from all of its values: their kinds, the key, the references."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..schema.resource import Kind
from .collection import Collection

KEY = "id"
_REFERENCE = re.compile(r"(?P<what>.+?)(?:_id|Id|ID)")


@dataclass(slots=True)
class Inferred:
    """A collection, the kind of each of its columns, and the distinct values of those that may be keys or references.

    `key` is the name of the key's column, as the data writes it; it is "" where the data has one whose values occur
    twice, and None where the data has none.
    """

    collection: Collection
    kinds: dict[str, Kind]
    values: dict[str, set[Any]]
    count: int
    key: str | None
    references: dict[str, Inferred] = field(default_factory=dict)


def infer(collections: Sequence[Collection]) -> list[Inferred]:
    """Return what is found in each of `collections`."""
    found = [_inferred(collection) for collection in collections]
    by_name = {_folded(each.collection.name): each for each in found}
    for each in found:
        for column in each.values:
            target = _target(column, by_name)
            if target is not None and _refers(each, column, target):
                each.references[column] = target
    return found


def _inferred(collection: Collection) -> Inferred:
    columns = collection.columns
    candidates = [list(collection.readers.items()) for _ in columns]
    kept = {index: set[Any]() for index, name in enumerate(columns) if _is_key(name) or _REFERENCE.fullmatch(name)}
    present = [0] * len(columns)
    count = 0
    for row in collection.rows():
        count += 1
        for index, value in enumerate(row):
            if value is None:
                continue
            present[index] += 1
            candidates[index] = [(kind, read) for kind, read in candidates[index] if _reads(read, value)]
            if index in kept:
                kept[index].add(value if isinstance(value, str | int) else str(value))
    kinds = {name: candidates[index][0][0] if present[index] else Kind.TEXT for index, name in enumerate(columns)}
    key = next((index for index, name in enumerate(columns) if _is_key(name)), None)
    values = {columns[index]: found for index, found in kept.items()}
    if key is None:
        return Inferred(collection, kinds, values, count, None)
    if not present[key]:
        kinds[columns[key]] = Kind.INTEGER
    unique = len(kept[key]) == present[key] and kinds[columns[key]] in (Kind.INTEGER, Kind.TEXT)
    return Inferred(collection, kinds, values, count, columns[key] if unique else "")


def _reads(read: Any, value: Any) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True


def _is_key(name: str) -> bool:
    return name.lower() == KEY


def _folded(name: str) -> str:
    return name.replace("_", "").lower()


def _target(column: str, by_name: dict[str, Inferred]) -> Inferred | None:
    match = _REFERENCE.fullmatch(column)
    if match is None:
        return None
    one = _folded(match["what"])
    several = (f"{one}s", f"{one}es", f"{one.removesuffix('y')}ies", one)
    return next((by_name[name] for name in several if name in by_name), None)


def _refers(source: Inferred, column: str, target: Inferred) -> bool:
    """Tell whether all values of the column are keys of the target."""
    if not target.key or source.kinds[column] is not target.kinds[target.key]:
        return False
    return source.values[column] <= target.values[target.key]
