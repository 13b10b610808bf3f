"""What a collection is asked in the words of PostgREST, for clients that were written for it.

    ?price=gte.5&color=in.(red,blue)&or=(stock.eq.0,name.like.A*)&order=price.desc&select=id,name,author(*)&limit=20

A page starts at ``offset``. NULL meets no comparison, and no negation of one, as in SQL. It sorts last upwards and
first downwards, so that ``nullslast`` and ``nullsfirst`` can only say that. A column called like one of the words
cannot be filtered in this language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...faults.selection import (
    DIRECTION_UNKNOWN,
    EXPRESSION_BROKEN,
    EXPRESSION_TOO_DEEP,
    OPERATOR_UNKNOWN,
    TOO_MANY_VALUES,
    TRUTH_UNKNOWN,
)
from ..refusal import Refusal
from ..schema.resource import Column, Resource, Schema
from .comparing import PATTERNS, condition_of_text
from .limits import Limits
from .naming import column_named, parameter_unknown, shown
from .ordering import sortable_column, total_order
from .paging import number
from .parameters import Pair, embeds_named, fields_named, words_in
from .selection import AllOf, AnyOf, Condition, Not, Operator, Order, Selection, Test

SELECT, ORDER, LIMIT, OFFSET = "select", "order", "limit", "offset"
WORDS = (SELECT, ORDER, LIMIT, OFFSET)
_COMBINATIONS = ("and", "or", "not.and", "not.or")

_OPERATORS = {
    "eq": Operator.EQUAL,
    "neq": Operator.NOT_EQUAL,
    "gt": Operator.GREATER,
    "gte": Operator.GREATER_OR_EQUAL,
    "lt": Operator.LESS,
    "lte": Operator.LESS_OR_EQUAL,
    "like": Operator.LIKE,
    "ilike": Operator.ILIKE,
    "in": Operator.IN,
    "is": Operator.NULL,
}
_DIRECTIONS = {"asc": False, "desc": True}
_NULLS = {"nullslast": False, "nullsfirst": True}
_COMBINATION = re.compile(r"(not\.)?(and|or)")
_COMBINED = re.compile(r"(not\.)?(and|or)(\(.*\))", re.DOTALL)
_ELEMENT = re.compile(r'("(?:[^"\\]|\\.)*+"|[^".]*+)\.(.*)', re.DOTALL)
_EMBED = re.compile(r"(.+?)\(\*?\)", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[^"(),]+|.', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def selection_of(resource: Resource, schema: Schema, pairs: Sequence[Pair], limits: Limits) -> Selection:
    """Return what `pairs`, the decoded parameters of a URL, ask of `resource`. Raises `Refusal`, 400."""
    words = words_in(pairs, WORDS)
    reading = _Reading(resource, limits)
    tests = tuple([_grounded(reading.parameter(name, value)) for name, value in pairs if name not in WORDS])
    fields, embed = _selected(resource, schema, words[SELECT]) if SELECT in words else (None, ())
    order = [_order(resource, text) for text in parts_of(words[ORDER], ORDER)] if ORDER in words else []
    return Selection(
        tests,
        total_order(resource, order, ORDER),
        fields,
        embed,
        number(words[LIMIT], LIMIT, 1, limits.largest_page) if LIMIT in words else limits.page_size,
        offset=number(words[OFFSET], OFFSET, 0, limits.furthest) if OFFSET in words else 0,
    )


def _selected(resource: Resource, schema: Schema, text: str) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    names: list[str] = []
    embed: list[str] = []
    for part in parts_of(text, SELECT):
        inner = None if part in resource.by_name else _EMBED.fullmatch(part)
        if inner is None:
            names.append(unquoted(part))
        else:
            embed.append(inner[1])
    shows_all = "*" in names and "*" not in resource.by_name
    if shows_all:
        names.remove("*")
    fields = fields_named(resource, names, SELECT)
    return None if shows_all else fields, embeds_named(resource, schema, embed, SELECT)


def _order(resource: Resource, text: str) -> Order:
    name, *words = [text] if text in resource.by_name else text.split(".")
    column = sortable_column(resource, unquoted(name), ORDER)
    descending = _DIRECTIONS[words.pop(0)] if words and words[0] in _DIRECTIONS else False
    # NULL has one place in each direction, by which indexes are walked on every engine.
    if words and (len(words) > 1 or _NULLS.get(words[0]) is not descending):
        allowed = f"{name}.asc, {name}.asc.nullslast, {name}.desc, {name}.desc.nullsfirst"
        raise Refusal(DIRECTION_UNKNOWN, parameter=ORDER, value=shown(text), allowed=allowed)
    return Order(column.name, descending)


class _Reading:
    """The tests in the parameters of one request, with SQL's own meaning of NOT, which `_grounded` takes out."""

    def __init__(self, resource: Resource, limits: Limits) -> None:
        self._resource = resource
        self._limits = limits
        self._count = 0

    def parameter(self, name: str, value: str) -> Test:
        if found := _COMBINATION.fullmatch(name):
            return self._combined(found[1], found[2], value, name, 1)
        column = self._resource.by_name.get(name)
        if column is None:
            raise parameter_unknown(self._resource, name, (*WORDS, *_COMBINATIONS))
        return self._comparison(column, value, name, is_inner=False)

    def _combined(self, negation: str | None, word: str, text: str, parameter: str, level: int) -> Test:
        if level > self._limits.levels:
            raise Refusal(EXPRESSION_TOO_DEEP, parameter=parameter, limit=self._limits.levels)
        if not (text.startswith("(") and text.endswith(")")):
            raise _broken(parameter, text, "(…,…)")
        tests = tuple([self._element(part, parameter, level) for part in parts_of(text[1:-1], parameter)])
        test = AllOf(tests) if word == "and" else AnyOf(tests)
        return Not(test) if negation else test

    def _element(self, text: str, parameter: str, level: int) -> Test:
        if combined := _COMBINED.fullmatch(text):
            return self._combined(combined[1], combined[2], combined[3], parameter, level + 1)
        found = _ELEMENT.fullmatch(text)
        if found is None:
            raise _broken(parameter, text, "column.operator.value")
        column = column_named(self._resource, unquoted(found[1]), parameter)
        return self._comparison(column, found[2], parameter, is_inner=True)

    def _comparison(self, column: Column, text: str, parameter: str, *, is_inner: bool) -> Test:
        self._count += 1
        if self._count > self._limits.conditions:
            raise Refusal(TOO_MANY_VALUES, parameter=parameter, count=self._count, limit=self._limits.conditions)
        word, _, value = text.removeprefix("not.").partition(".")
        operator = _OPERATORS.get(word)
        if operator is None:
            allowed = ", ".join([*_OPERATORS, "not"])
            raise Refusal(OPERATOR_UNKNOWN, parameter=parameter, operator=shown(word), allowed=allowed)
        if operator is Operator.NULL:
            test = self._is(column, value.lower(), parameter)
        else:
            texts = _texts(operator, value, parameter, is_inner=is_inner)
            test = condition_of_text(column, operator, texts, parameter, self._limits)
        return Not(test) if text.startswith("not.") else test

    def _is(self, column: Column, word: str, parameter: str) -> Test:
        is_known = Condition(column.name, Operator.NULL, (False,))
        if word in ("null", "unknown", "not_null"):
            return is_known if word == "not_null" else Not(is_known)
        if word not in ("true", "false"):
            raise Refusal(TRUTH_UNKNOWN, parameter=parameter, value=shown(word))
        return AllOf((is_known, condition_of_text(column, Operator.EQUAL, [word], parameter, self._limits)))


def _grounded(test: Test, *, negated: bool = False) -> Test:
    """Return the test that a row meets where SQL, in its logic of three values, takes `test` or its negation for true.

    NOT is taken inwards until it stands before comparisons, which NULL meets neither with nor without it.
    """
    if isinstance(test, Not):
        return _grounded(test.condition, negated=not negated)
    if isinstance(test, Condition):
        return _grounded_condition(test, negated)
    parts = tuple([_grounded(part, negated=negated) for part in test.conditions])
    return AnyOf(parts) if isinstance(test, AnyOf) is not negated else AllOf(parts)


def _grounded_condition(test: Condition, negated: bool) -> Test:
    if test.operator is Operator.NULL:
        return Condition(test.column, Operator.NULL, (bool(test.values[0]) is not negated,))
    if not negated and test.operator is not Operator.NOT_EQUAL:
        return test
    is_known = Condition(test.column, Operator.NULL, (False,))
    return AllOf((Not(test) if negated else test, is_known))


def _texts(operator: Operator, value: str, parameter: str, *, is_inner: bool) -> list[str]:
    """Return the values in `value`; inside ``and`` and ``or``, a value can be quoted, and so can those of a list."""
    if operator is Operator.IN:
        if not (value.startswith("(") and value.endswith(")")):
            raise _broken(parameter, value, "(…,…)")
        return [unquoted(part) for part in parts_of(value[1:-1], parameter)]
    text = unquoted(value) if is_inner else value
    return [text.replace("*", "%") if operator in PATTERNS else text]


def parts_of(text: str, parameter: str) -> list[str]:
    """Return the parts of `text` between commas outside parentheses and quotation marks. Raises `Refusal`, 400."""
    parts = [""]
    depth = 0
    for token in _TOKEN.findall(text):
        depth += (token == "(") - (token == ")")
        if depth < 0 or token == '"':
            raise _broken(parameter, text, '"' if token == '"' else "(")
        if token == "," and not depth:
            parts.append("")
        else:
            parts[-1] += token
    if depth:
        raise _broken(parameter, text, ")")
    return parts


def unquoted(text: str) -> str:
    """Return what stands between quotation marks, where all of `text` does; a backslash takes the next as it is."""
    found = _QUOTED.fullmatch(text)
    return _ESCAPED.sub(r"\1", found[1]) if found else text


def _broken(parameter: str, text: str, expected: str) -> Refusal:
    return Refusal(EXPRESSION_BROKEN, parameter=parameter, place=shown(text), expected=expected)
