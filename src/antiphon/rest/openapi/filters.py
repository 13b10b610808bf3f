"""The parameters of a collection: which rows, in which order, how much of them.

A column's filter is one parameter in the style ``deepObject``, whose members are operators: that is how
``price[ge]=5`` is written in OpenAPI. A column that is called like a parameter of the language has a parameter for each
operator instead, ``sort[eq]``, since two parameters cannot have one name.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..query import json_server, postgrest
from ..query.comparing import LISTS, is_comparable, operators_of
from ..query.embedding import embeddings
from ..query.limits import Limits
from ..query.parameters import AFTER, BEFORE, EMBED, FIELDS, LIMIT, PAGE, QUERY, SORT, WHERE, WORDS
from ..query.selection import Operator
from ..schema.resource import Column, Resource
from . import words
from .columns import JSONSchema, in_filter
from .context import Context, Part, reference

_LIMITS = Limits()
_CURSOR: JSONSchema = {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}
_OBJECT: JSONSchema = {"type": "object"}
_LIST: JSONSchema = {"type": "string", "minLength": 1}
_PATTERNS = frozenset({Operator.LIKE, Operator.ILIKE, Operator.CONTAINS, Operator.STARTS, Operator.ENDS})
_OTHER_LANGUAGES = {"json-server": json_server.WORDS, "postgrest": postgrest.WORDS}


Parameters = dict[str, Part]


def filter_parameters(resource: Resource, context: Context, common: Parameters) -> Parameters:
    """Return the parameters that choose rows of `resource`, by the names of their components.

    `common` are those of `common_parameters`: each is one component for all resources.
    """
    foreign = _OTHER_LANGUAGES.get(context.settings.dialect)
    own = _columns(resource, context) if foreign is None else _foreign(resource, foreign, context)
    numbered = {f"{context.name(resource)}.{number}": parameter for number, parameter in enumerate(own, 1)}
    if foreign is not None:
        return numbered
    return {name: one for name, one in common.items() if name != QUERY or resource.full_text} | numbered


def _foreign(resource: Resource, language_words: tuple[str, ...], context: Context) -> list[Part]:
    description = context.said(words.LANGUAGE_WORD, language=context.settings.dialect)
    names = dict.fromkeys([*language_words, *resource.by_name])
    return [_parameter(name, {"type": "string"}, description) for name in names]


def common_parameters(context: Context) -> Parameters:
    """Return the parameters that are the same for all resources, in this server's own language of queries."""
    said, settings = context.said, context.settings
    size = {"type": "integer", "minimum": 1, "maximum": settings.largest_page, "default": settings.page_size}
    number = {"type": "integer", "minimum": 1, "maximum": _LIMITS.furthest}
    where = {"in": "query", "description": said(words.WHERE), "content": {"application/json": {"schema": _OBJECT}}}
    return {
        SORT: _parameter(SORT, _LIST, said(words.SORT)),
        FIELDS: _parameter(FIELDS, _LIST, said(words.FIELDS)),
        LIMIT: _parameter(LIMIT, size, said(words.LIMIT)),
        QUERY: _parameter(QUERY, _pattern(), said(words.SEARCH)),
        AFTER: _parameter(AFTER, _CURSOR, said(words.AFTER)),
        BEFORE: _parameter(BEFORE, _CURSOR, said(words.BEFORE)),
        PAGE: _parameter(PAGE, number, said(words.PAGE_NUMBER)),
        WHERE: {"name": WHERE, **where},
    }


def _columns(resource: Resource, context: Context) -> Iterator[Part]:
    names = [name for name, one in embeddings(resource).items() if one.resource in context.schema.resources]
    if names:
        listed = ", ".join(f"`{name}`" for name in names)
        yield _parameter(EMBED, _LIST, context.said(words.EMBED, names=listed))
    for column in resource.columns:
        first = Operator.EQUAL if is_comparable(column) else Operator.NULL
        description = context.said(words.COLUMN, name=column.name, operator=first.value)
        if column.name in WORDS:
            for operator in operators_of(column):
                yield _parameter(f"{column.name}[{operator.value}]", _operand(column, operator, context), description)
            continue
        deep = {"style": "deepObject", "explode": True}
        yield _parameter(column.name, reference("schemas", filter_name(column)), description) | deep


def filter_name(column: Column) -> str:
    """Return the name of the schema for the operators of `column`, one for all columns that compare alike."""
    if not is_comparable(column):
        return "Filter.null"
    return f"Filter.{in_filter(column).get('format', column.kind.value)}"


def filter_schemas(context: Context) -> Part:
    """Return the schemas for the operators of all columns that there are."""
    columns: dict[str, Column] = {}
    for resource in context.schema.resources.values():
        for column in resource.columns:
            columns.setdefault(filter_name(column), column)
    return {name: _filter(column, context) for name, column in sorted(columns.items())}


def _filter(column: Column, context: Context) -> JSONSchema:
    properties = {operator.value: _operand(column, operator, context) for operator in operators_of(column)}
    return {"type": "object", "properties": properties, "minProperties": 1, "additionalProperties": False}


def _operand(column: Column, operator: Operator, context: Context) -> JSONSchema:
    if operator is Operator.NULL:
        return {"type": "boolean", "description": context.said(words.NULL)}
    if operator in LISTS:
        return {"type": "string", "minLength": 1, "description": context.said(words.ITEMS)}
    return _pattern() if operator in _PATTERNS else in_filter(column)


def _pattern() -> JSONSchema:
    return {"type": "string", "maxLength": _LIMITS.characters}


def _parameter(name: str, schema: JSONSchema, description: str) -> Part:
    return {"name": name, "in": "query", "description": description, "schema": schema}
