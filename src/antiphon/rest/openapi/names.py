"""What resources are called in the document: a component's name has few characters, a table's name has any."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A full stop parts a resource's name from what the component is to it: ``products.new``.
_UNUSUAL = re.compile(r"[^A-Za-z0-9_-]")

SHARED = ("Problem", "Error", "JsonPatch", "Query", "Filter", "Collections")
"""Names of components that belong to no resource."""


def component_names(names: Iterable[str]) -> dict[str, str]:
    """Return a component's name for each of the resources `names`, no two of them alike."""
    taken = set(SHARED)
    chosen: dict[str, str] = {}
    for name in names:
        plain = _UNUSUAL.sub("_", name) or "_"
        free, number = plain, 2
        while free in taken:
            free, number = f"{plain}_{number}", number + 1
        taken.add(free)
        chosen[name] = free
    return chosen


def parameter_names(columns: Iterable[str]) -> dict[str, str]:
    """Return the name in a path's template for each of the key's `columns`, which may have braces in theirs."""
    return {
        column: f"key{place}" if _UNUSUAL.search(column) or not column else column
        for place, column in enumerate(columns, 1)
    }
