"""Merging what two have changed since they last saw the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


def merged(base: Mapping[Key, Value], ours: Mapping[Key, Value], theirs: Mapping[Key, Value]) -> dict[Key, Value]:
    """Return `theirs` with everything that `ours` added, changed or removed since both were `base`.

    Where both changed the same, ours counts: it is the later of the two to be saved.
    """
    result = {**theirs, **{key: value for key, value in ours.items() if key not in base or base[key] != value}}
    for key in base.keys() - ours.keys():
        result.pop(key, None)
    return result
