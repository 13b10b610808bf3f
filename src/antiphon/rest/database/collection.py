"""Data from a file, on its way to become a table: names of columns, rows, and how its values may be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...faults import UsageError
from ...faults.database import DATA_COLLECTION_NAME, DATA_COLUMN_NAME
from ..schema.resource import Kind

Read = Callable[[Any], object]
"""Returns what SQLite keeps for a value that is not null. Raises `ValueError` for one of another kind."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection in the file or folder `path`.

    `rows` gives its rows anew each time it is called, each with a value, or None, for every column. `readers` has a
    way to read values for each kind that a column may turn out to be, the most special first; the last takes any.
    """

    name: str
    path: Path
    columns: tuple[str, ...]
    rows: Callable[[], Iterable[Sequence[Any]]]
    readers: Mapping[Kind, Read]

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for number, column in enumerate(self.columns, 1):
            if not column.strip() or "\0" in column or column.lower() in seen:
                raise UsageError(DATA_COLUMN_NAME, path=str(self.path), column=column.strip() or number)
            seen.add(column.lower())


def check_names(collections: Sequence[Collection]) -> None:
    """Raises `UsageError` for a name that no table can have, or that two collections have."""
    seen: set[str] = set()
    for collection in collections:
        name = collection.name.lower()
        reserved = name.startswith(("sqlite_", "_antiphon"))
        if not name.strip() or "\0" in name or reserved or name in seen:
            raise UsageError(DATA_COLLECTION_NAME, path=str(collection.path), name=collection.name)
        seen.add(name)
