"""Tests of rows as JSON: what ``where`` holds, in a URL and in the content of a QUERY.

    {"price": {"gt": 5, "le": 20}, "color": ["red", "blue"], "or": [{"stock": 0}, {"not": {"name:starts": "A"}}]}

All members of an object have to hold. A member is ``and`` or ``or`` with a list of objects, ``not`` with an object, or
a column: with a value (null included) to equal, with a list of values to be among, or with an object of operators. The
operator may stand in the member's name instead, as in a URL: ``price[gt]`` or ``price:gt``. By that a column called
``and`` is reached, too: ``and[eq]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ...faults.selection import EXPRESSION_TOO_DEEP, LIST_EMPTY, MEMBER_UNFIT, TOO_MANY_VALUES
from ..refusal import Refusal
from ..schema.resource import Column, Resource
from .comparing import LISTS, TEXTS, condition_of_json, operator_named
from .limits import Limits
from .naming import parameter_unknown
from .selection import AllOf, AnyOf, Condition, Not, Operator, Test

_WORDS = ("and", "or", "not")
_WITH_OPERATOR = re.compile(r"(.*)(?:\[([^\[\]]*)\]|:([^:]*))", re.DOTALL)


@lru_cache(maxsize=1024)
def column_and_operator(resource: Resource, name: str, words: tuple[str, ...] = ()) -> tuple[Column, Operator | None]:
    """Return what ``column``, ``column[operator]`` or ``column:operator`` names; a column's own name comes first.

    Raises `Refusal`, 400, where there is no such column or operator; `words` are what else could have been meant.
    """
    if column := resource.by_name.get(name):
        return column, None
    found = _WITH_OPERATOR.fullmatch(name)
    column = resource.by_name.get(found[1]) if found else None
    if found is None or column is None:
        raise parameter_unknown(resource, name, words)
    return column, operator_named(found[2] if found[3] is None else found[3], name)


def meaning_of(resource: Resource, document: Any, place: str, limits: Limits) -> Test:
    """Return the test that `document`, a JSON value, says. `place` says where it stands, for refusals.

    Raises `Refusal`, 400, that names the member.
    """
    test = _Reading(resource, limits).object(document, place, 1)
    count = sum(1 for _ in _conditions(test))
    if count > limits.conditions:
        raise Refusal(TOO_MANY_VALUES, parameter=place, count=count, limit=limits.conditions)
    return test


def document_of(resource: Resource, test: Test) -> dict[str, Any]:
    """Return the JSON object of which `meaning_of` makes an equal test."""
    if isinstance(test, Condition):
        return {f"{test.column}[{test.operator.value}]": _document_values(resource, test)}
    if isinstance(test, Not):
        return {"not": document_of(resource, test.condition)}
    word = "or" if isinstance(test, AnyOf) else "and"
    return {word: [document_of(resource, part) for part in test.conditions]}


def _document_values(resource: Resource, test: Condition) -> Any:
    column = resource.by_name[test.column]
    written = test.operator is Operator.NULL or test.operator in TEXTS
    values = list(test.values) if written else [column.codec.to_json(value) for value in test.values]
    return values if test.operator in LISTS else values[0]


def _conditions(test: Test) -> Iterator[Condition]:
    if isinstance(test, Condition):
        yield test
    elif isinstance(test, Not):
        yield from _conditions(test.condition)
    else:
        for part in test.conditions:
            yield from _conditions(part)


class _Reading:
    def __init__(self, resource: Resource, limits: Limits) -> None:
        self._resource = resource
        self._limits = limits

    def object(self, document: Any, place: str, level: int) -> Test:
        if not isinstance(document, dict):
            raise Refusal(MEMBER_UNFIT, parameter=place, expected="{…}")
        if level > self._limits.levels:
            raise Refusal(EXPRESSION_TOO_DEEP, parameter=place, limit=self._limits.levels)
        tests = [
            test
            for name, value in document.items()
            for test in self._member(name, value, f"{place}/{escaped(name)}", level)
        ]
        if not tests:
            raise Refusal(LIST_EMPTY, parameter=place)
        return tests[0] if len(tests) == 1 else AllOf(tuple(tests))

    def _member(self, name: str, value: Any, place: str, level: int) -> list[Test]:
        if name == "not":
            return [Not(self.object(value, place, level + 1))]
        if name in _WORDS:
            return [self._combined(name, value, place, level)]
        column, operator = column_and_operator(self._resource, name, _WORDS)
        if operator is None and isinstance(value, dict):
            return self._operators(column, value, place)
        if operator is None:
            operator = Operator.IN if isinstance(value, list) else Operator.EQUAL
        return [self._condition(column, operator, value, place)]

    def _combined(self, word: str, value: Any, place: str, level: int) -> Test:
        if not isinstance(value, list):
            raise Refusal(MEMBER_UNFIT, parameter=place, expected="[{…}]")
        if not value:
            raise Refusal(LIST_EMPTY, parameter=place)
        tests = tuple([self.object(part, f"{place}/{index}", level + 1) for index, part in enumerate(value)])
        return AllOf(tests) if word == "and" else AnyOf(tests)

    def _operators(self, column: Column, value: dict[str, Any], place: str) -> list[Test]:
        if not value:
            raise Refusal(LIST_EMPTY, parameter=place)
        return [
            self._condition(column, operator_named(name, place), operand, f"{place}/{escaped(name)}")
            for name, operand in value.items()
        ]

    def _condition(self, column: Column, operator: Operator, value: Any, place: str) -> Condition:
        if value is None and operator in (Operator.EQUAL, Operator.NOT_EQUAL):
            return Condition(column.name, Operator.NULL, (operator is Operator.EQUAL,))
        if operator not in LISTS:
            return condition_of_json(column, operator, [value], place, self._limits)
        if not isinstance(value, list):
            raise Refusal(MEMBER_UNFIT, parameter=place, expected="[…]")
        if not value:
            raise Refusal(LIST_EMPTY, parameter=place)
        return condition_of_json(column, operator, value, place, self._limits)


def escaped(name: str) -> str:
    """Return `name` as a segment of a JSON Pointer (RFC 6901 §3)."""
    return name.replace("~", "~0").replace("/", "~1")
