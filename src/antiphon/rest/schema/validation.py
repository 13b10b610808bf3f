"""Whether a document fits a table: all that is wrong with it at once, and what the driver takes where nothing is.

A document is the JSON object of one row. What only the database can tell, such as a CHECK, is not asked here.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from ...faults import Fault
from ...faults.row import MEMBER_MISSING, MEMBER_MISSPELT, MEMBER_READ_ONLY, MEMBER_UNKNOWN, NULL_NOT_ALLOWED
from ...semantics.json_patch import equal
from ...semantics.json_pointer import pointer_to
from ..refusal import Mismatch, Violation
from .resource import Column, Resource

Values = dict[str, object]
Violations = tuple[Violation, ...]
Validated = tuple[Values, Violations]

# A document of nothing but unknown members gets an answer of a reasonable size in a reasonable time.
MOST_VIOLATIONS = 100
_LONGEST_NAME = 60


def validate_new(resource: Resource, document: Mapping[str, Any], at: tuple[str | int, ...] = ()) -> Validated:
    """Return the values of a new row by column, and what is wrong with `document`; values are partial if anything is.

    Columns that are left out are not among the values: the database has something for them, or they are missed. `at`
    is where the document stands in the content, for the pointers: ``(3,)`` in an array.
    """
    return _Validation(resource, at).whole(document, {})


def validate_replacement(
    resource: Resource, document: Mapping[str, Any], current: Mapping[str, Any] | None = None
) -> Validated:
    """Return the values of a row that `document` replaces, and what is wrong with it, as `validate_new` does.

    `document` has the key. `current` is the document of the row as it is, where there is one: a member that only the
    database decides may be sent back as it was.
    """
    return _Validation(resource, ()).whole(document, current or {})


def validate_changes(resource: Resource, before: Mapping[str, Any], after: Mapping[str, Any]) -> Validated:
    """Return the values that turn the row `before` into `after`, both as documents, and what is wrong with them.

    A member that is gone becomes NULL. What did not change is not looked at: it may be older than the rules.
    """
    return _Validation(resource, ()).changes(before, after)


class _Validation:
    """One document's way through the columns of `resource`."""

    def __init__(self, resource: Resource, at: tuple[str | int, ...]) -> None:
        self._resource = resource
        self._at = at
        self._values: Values = {}
        self._violations: list[Violation] = []

    def whole(self, document: Mapping[str, Any], current: Mapping[str, Any]) -> Validated:
        """Take `document` for all there is of the row."""
        for name, value in document.items():
            self._take(name, value, current)
        for column in self._resource.columns:
            if not column.optional and column.name not in document:
                self._add(column.name, MEMBER_MISSING, kind=column.kind.value)
        return self._result()

    def changes(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> Validated:
        """Take what differs between the two documents."""
        for name, value in after.items():
            if name not in before or not equal(value, before[name]):
                self._take(name, value, before)
        for name, value in before.items():
            if name not in after and value is not None:
                self._take(name, None, before)
        return self._result()

    def _take(self, name: str, value: Any, current: Mapping[str, Any]) -> None:
        column = self._resource.by_name.get(name)
        if column is None:
            self._refuse_unknown(name)
        elif not column.writable:
            if name not in current or not _is_same(column, value, current[name]):
                self._add(name, MEMBER_READ_ONLY)
        elif value is None:
            self._take_null(column)
        else:
            self._take_value(column, value)

    def _take_null(self, column: Column) -> None:
        if column.nullable:
            self._values[column.name] = None
        else:
            self._add(column.name, NULL_NOT_ALLOWED, kind=column.kind.value)

    def _take_value(self, column: Column, value: Any) -> None:
        try:
            self._values[column.name] = column.codec.from_json(value)
        except Mismatch as mismatch:
            self._add(column.name, mismatch.fault, **mismatch.details)

    def _refuse_unknown(self, name: str) -> None:
        if len(self._violations) >= MOST_VIOLATIONS:
            return
        names = list(self._resource.by_name)
        nearest = _nearest(name, names)
        if nearest is None:
            self._add(name, MEMBER_UNKNOWN, members=", ".join(names))
        else:
            self._add(name, MEMBER_MISSPELT, nearest=nearest)

    def _add(self, name: str, fault: Fault, **details: object) -> None:
        violation = Violation(pointer_to(*self._at, name), fault, {"member": _shortened(name), **details})
        self._violations.append(violation)

    def _result(self) -> Validated:
        return self._values, tuple(self._violations[:MOST_VIOLATIONS])


def _is_same(column: Column, value: Any, shown: Any) -> bool:
    """Tell whether `value` is what is `shown`, though a number may be a `Decimal` in one and a float in the other."""
    if equal(value, shown):
        return True
    try:
        return (
            value is not None and shown is not None and column.codec.from_json(value) == column.codec.from_json(shown)
        )
    except Mismatch:
        return False


def _nearest(name: str, names: list[str]) -> str | None:
    """Return which of `names` was probably meant; case, hyphens and underscores do not matter."""
    # The comparison takes time by the square of the length.
    if len(name) > _LONGEST_NAME:
        return None
    spelt = {_simplified(each): each for each in reversed(names)}
    found = get_close_matches(_simplified(name), spelt, n=1)
    return spelt[found[0]] if found else None


def _simplified(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
