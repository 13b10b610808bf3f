"""From a column, an operator and what a client wrote to a condition whose values the driver takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...faults.selection import (
    FILTER_VALUE_UNFIT,
    MEMBER_UNFIT,
    OPERATOR_UNFIT,
    OPERATOR_UNKNOWN,
    PATTERN_UNFINISHED,
    TEXT_UNUSABLE,
    TOO_MANY_VALUES,
    TRUTH_UNKNOWN,
)
from ..refusal import Mismatch, Refusal, Violation
from ..schema.resource import Column, Kind
from .limits import Limits
from .naming import shown
from .patterns import is_finished
from .selection import Condition, Operator

OPERATORS = {operator.value: operator for operator in Operator}
LISTS = frozenset({Operator.IN, Operator.NOT_IN})
PATTERNS = frozenset({Operator.LIKE, Operator.ILIKE})
TEXTS = PATTERNS | {Operator.CONTAINS, Operator.STARTS, Operator.ENDS}
_TRUTHS = {"true": True, "false": False}
_WITH_TEXT = frozenset({Kind.TEXT, Kind.ANY})

Convert = Callable[[Any], object]


def operator_named(name: str, parameter: str) -> Operator:
    """Return the operator `name`. Raises `Refusal`, 400, with those that there are."""
    operator = OPERATORS.get(name)
    if operator is None:
        raise Refusal(OPERATOR_UNKNOWN, parameter=parameter, operator=shown(name), allowed=", ".join(OPERATORS))
    return operator


def is_comparable(column: Column) -> bool:
    """Tell whether values of `column` can be compared and sorted."""
    return column.comparable and column.kind is not Kind.JSON


def condition_of_text(
    column: Column, operator: Operator, texts: Sequence[str], parameter: str, limits: Limits
) -> Condition:
    """Return the condition of `column` by `operator` with what stands in a URL: one text, or a list for IN and NOT_IN.

    Raises `Refusal`, 400, where the column has no such operator or a text does not fit it.
    """
    if operator is Operator.NULL:
        return _condition(column, operator, [_truth(texts[0], parameter)], parameter, limits)
    return _condition(column, operator, texts, parameter, limits, column.codec.from_text)


def condition_of_json(
    column: Column, operator: Operator, values: Sequence[Any], parameter: str, limits: Limits
) -> Condition:
    """Return the condition of `column` by `operator` with JSON values, as `condition_of_text` does with texts."""
    if operator is Operator.NULL:
        if not isinstance(values[0], bool):
            raise Refusal(TRUTH_UNKNOWN, parameter=parameter, value=shown(values[0]))
        return _condition(column, operator, values, parameter, limits)
    if None in values:
        raise Refusal(MEMBER_UNFIT, parameter=parameter, expected='{"null": true}')
    return _condition(column, operator, values, parameter, limits, column.codec.from_json)


def _condition(
    column: Column,
    operator: Operator,
    given: Sequence[Any],
    parameter: str,
    limits: Limits,
    convert: Convert | None = None,
) -> Condition:
    _refuse_unfit(column, operator, parameter)
    if len(given) > limits.values:
        raise Refusal(TOO_MANY_VALUES, parameter=parameter, count=len(given), limit=limits.values)
    if operator in TEXTS:
        return Condition(column.name, operator, (_pattern(given[0], operator, parameter, limits),))
    if convert is None:
        return Condition(column.name, operator, tuple(given))
    return Condition(column.name, operator, tuple([_converted(column, value, convert, parameter) for value in given]))


def _refuse_unfit(column: Column, operator: Operator, parameter: str) -> None:
    if not _fits(operator, column):
        raise Refusal(
            OPERATOR_UNFIT,
            parameter=parameter,
            column=column.name,
            operator=operator.value,
            kind=column.kind.value,
            allowed=", ".join(each.value for each in operators_of(column)),
        )


def operators_of(column: Column) -> list[Operator]:
    """Return the operators that `column` can be compared by."""
    return [operator for operator in Operator if _fits(operator, column)]


def _fits(operator: Operator, column: Column) -> bool:
    if not is_comparable(column):
        return operator is Operator.NULL
    return operator not in TEXTS or column.kind in _WITH_TEXT


def _converted(column: Column, value: Any, convert: Convert, parameter: str) -> object:
    try:
        return convert(value)
    except Mismatch as error:
        raise Refusal(
            FILTER_VALUE_UNFIT,
            violations=(Violation("", error.fault, error.details),),
            parameter=parameter,
            value=shown(value),
            column=column.name,
            kind=column.kind.value,
        ) from None


def _truth(text: str, parameter: str) -> bool:
    truth = _TRUTHS.get(text)
    if truth is None:
        raise Refusal(TRUTH_UNKNOWN, parameter=parameter, value=shown(text))
    return truth


def _pattern(text: Any, operator: Operator, parameter: str, limits: Limits) -> str:
    if not isinstance(text, str):
        raise Refusal(MEMBER_UNFIT, parameter=parameter, expected='"…"')
    refuse_unusable(text, parameter, limits)
    if operator in PATTERNS and not is_finished(text):
        raise Refusal(PATTERN_UNFINISHED, parameter=parameter)
    return text


def refuse_unusable(text: str, parameter: str, limits: Limits) -> None:
    """Raise `Refusal`, 400, where `text` is too long to be looked for, or has what engines do not take."""
    if len(text) > limits.characters or "\0" in text:
        raise Refusal(TEXT_UNUSABLE, parameter=parameter, limit=limits.characters)
