"""The schemas of one resource: an item, a new one, one that replaces another, and changes to one."""

from __future__ import annotations

from collections.abc import Iterable

from ..schema.resource import Column, Resource
from .columns import JSONSchema, sent, shown


def item(resource: Resource) -> JSONSchema:
    """Return the schema of an item as answers show it: every column is there."""
    schema = _object({column.name: shown(column) for column in resource.columns}, resource.by_name)
    return schema | {"description": resource.description} if resource.description else schema


def new_item(resource: Resource) -> JSONSchema:
    """Return the schema of an item to create: what the database has no value for must be there."""
    columns = _writable(resource)
    return _closed(columns, (column.name for column in columns if not column.optional))


def replacement(resource: Resource) -> JSONSchema:
    """Return the schema of an item that replaces another: its key is in the path, and may be here too."""
    columns = _writable(resource)
    required = (column.name for column in columns if not column.optional and column.name not in resource.key)
    return _closed(columns, required)


def changes(resource: Resource) -> JSONSchema:
    """Return the schema of a merge patch: any member but those of the key, and null for what is to be NULL."""
    return _closed([column for column in _writable(resource) if column.name not in resource.key], ())


def _writable(resource: Resource) -> list[Column]:
    return [column for column in resource.columns if column.writable]


def _closed(columns: Iterable[Column], required: Iterable[str]) -> JSONSchema:
    schema = _object({column.name: sent(column) for column in columns}, required)
    return schema | {"additionalProperties": False}


def _object(properties: dict[str, JSONSchema], required: Iterable[str]) -> JSONSchema:
    names = list(required)
    schema: JSONSchema = {"type": "object", "properties": properties}
    return schema | {"required": names} if names else schema
