"""JSON Patch (RFC 6902): operations applied in order, all of them or none."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from ..faults import UsageError
from ..faults.document import (
    PATCH_MOVE_INTO_ITSELF,
    PATCH_NOT_A_LIST,
    PATCH_OP_UNKNOWN,
    PATCH_OPERATION_NOT_AN_OBJECT,
    PATCH_PATH_MISSING,
    PATCH_POINTER_INVALID,
    PATCH_TEST_FAILED,
    PATCH_TOO_LARGE,
    PATCH_VALUE_ABSENT,
)
from .json_pointer import Nothing, index_of, parse_pointer, value_at
from .json_text import MOST_LEVELS, is_deep

MEDIA_TYPE = "application/json-patch+json"

MOST_COPIED = 1_000_000
"""How many values and characters the copy operations of one patch may make: each may double what is there (§5)."""

Path = tuple[str, ...]


class _TestFailed(Exception):
    """The value is not the one that a test operation names."""


class _TooLarge(Exception):
    """The document has grown beyond what one may have."""


class _Copies:
    """What the copy operations of one patch have made so far."""

    def __init__(self) -> None:
        self._left = MOST_COPIED

    def of(self, value: Any) -> Any:
        """Return a copy of `value`. Raises `_TooLarge` where all copies together are more than `MOST_COPIED`."""
        self._left -= _weight(value)
        if self._left < 0:
            raise _TooLarge
        return copy.deepcopy(value)


Operation = Callable[[Any, _Copies], Any]


def patched(document: Any, patch: Any) -> Any:
    """Return `document` changed by `patch`, a JSON value; `document` itself stays as it is.

    Raises `UsageError` whose fault tells a malformed patch (400) from one that does not fit this document (409) or
    makes too much of it (422), and which operation it is, counted from 0 (RFC 5789 §2.2).
    """
    if not isinstance(patch, list):
        raise UsageError(PATCH_NOT_A_LIST)
    operations = [_operation(index, member) for index, member in enumerate(patch)]
    result, copies = copy.deepcopy(document), _Copies()
    for index, operation in enumerate(operations):
        path = patch[index]["path"]
        try:
            result = operation(result, copies)
        except Nothing:
            raise UsageError(PATCH_PATH_MISSING, index=index, path=path) from None
        except _TestFailed:
            raise UsageError(PATCH_TEST_FAILED, index=index, path=path) from None
        except (_TooLarge, RecursionError):
            raise UsageError(PATCH_TOO_LARGE, index=index, limit=MOST_COPIED, levels=MOST_LEVELS) from None
    if is_deep(result):
        raise UsageError(PATCH_TOO_LARGE, index=len(operations) - 1, limit=MOST_COPIED, levels=MOST_LEVELS)
    return result


def _operation(index: int, member: Any) -> Operation:
    """Return what an operation does; members that it does not use are ignored (§4). Raises `UsageError`."""
    if not isinstance(member, dict):
        raise UsageError(PATCH_OPERATION_NOT_AN_OBJECT, index=index)
    name = member.get("op")
    if name not in ("add", "remove", "replace", "move", "copy", "test"):
        raise UsageError(PATCH_OP_UNKNOWN, index=index, op=name)
    path = _path(index, member, "path")
    if name == "remove":
        return lambda document, copies: _remove(document, path)
    if name in ("move", "copy"):
        return _transfer(index, name, _path(index, member, "from"), path)
    if "value" not in member:
        raise UsageError(PATCH_VALUE_ABSENT, index=index, op=name)
    change = {"add": _add, "replace": _replace, "test": _test}[name]
    return lambda document, copies: change(document, path, copy.deepcopy(member["value"]))


def _transfer(index: int, name: str, source: Path, path: Path) -> Operation:
    if name == "copy":
        return lambda document, copies: _add(document, path, copies.of(value_at(document, source)))
    if path[: len(source)] == source and path != source:
        raise UsageError(PATCH_MOVE_INTO_ITSELF, index=index)
    return lambda document, copies: _move(document, source, path)


def _path(index: int, member: dict[str, Any], name: str) -> Path:
    text = member.get(name)
    path = parse_pointer(text) if isinstance(text, str) else None
    if path is None:
        raise UsageError(PATCH_POINTER_INVALID, index=index, member=name)
    return path


def _add(document: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    parent, last = value_at(document, path[:-1]), path[-1]
    if isinstance(parent, dict):
        parent[last] = value
        return document
    if isinstance(parent, list):
        place = len(parent) if last == "-" else index_of(last, len(parent) + 1)
        if place is not None:
            parent.insert(place, value)
            return document
    raise Nothing(last)


def _remove(document: Any, path: Path) -> Any:
    if not path:
        return None
    value_at(document, path)
    parent, last = value_at(document, path[:-1]), path[-1]
    del parent[last if isinstance(parent, dict) else int(last)]
    return document


def _replace(document: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    value_at(document, path)
    parent, last = value_at(document, path[:-1]), path[-1]
    parent[last if isinstance(parent, dict) else int(last)] = value
    return document


def _move(document: Any, source: Path, path: Path) -> Any:
    value = value_at(document, source)
    return _add(_remove(document, source), path, value)


def _test(document: Any, path: Path, value: Any) -> Any:
    if not equal(value_at(document, path), value):
        raise _TestFailed
    return document


def _weight(value: Any) -> int:
    """Return how many values and characters `value` has."""
    weight = 0
    waiting = [value]
    while waiting:
        each = waiting.pop()
        weight += 1 + (len(each) if isinstance(each, str) else 0)
        if isinstance(each, dict):
            waiting += [*each, *each.values()]
        elif isinstance(each, list):
            waiting += each
    return weight


def equal(one: Any, other: Any) -> bool:
    """Tell whether two JSON values are equal (RFC 6902 §4.6). Python's own comparison takes True for 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    return bool(one == other)
