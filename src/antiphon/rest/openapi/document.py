"""The OpenAPI document of a backend, made of the same resources that answer its requests.

It is OpenAPI 3.1.1. That version has no word for QUERY, which 3.2 has; few tools read 3.2 yet, so the operation stands
in the extension ``x-query``, in the form that 3.2 gives to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from urllib.parse import quote

from ...semantics.validators import EntityTag
from ..place import OPENAPI, collection_path
from ..representation.document import json_of, tag_of
from ..schema.resource import Resource, Schema
from ..settings import Settings
from . import rows, shared, words
from .columns import in_path
from .context import Context, Part
from .filters import Parameters, common_parameters, filter_parameters, filter_schemas
from .names import component_names, parameter_names
from .operations import Operations, binary_columns

VERSION = "3.1.1"
MEDIA_TYPE = "application/json"

Filters = Mapping[str, Parameters]


@dataclass(slots=True)
class Describer:
    """Makes the document once for each language and base, and keeps the bytes.

    `has_users`: there are rules that say who may do what; `has_limits`: clients can be too quick.
    """

    schema: Schema
    settings: Settings
    has_users: bool = False
    has_limits: bool = False
    _made: dict[tuple[str, str], tuple[bytes, EntityTag]] = field(default_factory=dict)

    def described(self, language: str = "en", base: str = "") -> tuple[bytes, EntityTag]:
        """Return the document and its entity tag. `base` is the path under which the backend is mounted."""
        made = self._made.get((language, base))
        if made is None:
            content = json_of(describe(self.schema, self.settings, language, base, self.has_users, self.has_limits))
            made = self._made[language, base] = content, tag_of(content)
        return made


def describe(
    schema: Schema,
    settings: Settings,
    language: str = "en",
    base: str = "",
    has_users: bool = False,
    has_limits: bool = False,
) -> Part:
    """Return the document for the resources of `schema`, its sentences in `language` (``en`` or ``es``)."""
    context = Context(schema, component_names(schema.resources), settings, language, has_users, has_limits)
    resources = schema.resources.values()
    common = common_parameters(context)
    filters = {resource.name: filter_parameters(resource, context, common) for resource in resources}
    document: Part = {
        "openapi": VERSION,
        "info": {"title": settings.title, "version": _version(schema), "description": context.said(words.DESCRIPTION)},
        "servers": [{"url": base or "/"}],
        "tags": [_tag(resource) for resource in resources],
        "paths": _paths(context, filters),
        "components": _components(context, filters),
    }
    if has_users:
        # The empty requirement: what is public needs no credentials.
        document["security"] = [{}, *({name: []} for name in shared.security_schemes())]
    return document


def _paths(context: Context, filters: Filters) -> Part:
    operations = Operations(context)
    fixed = {"/": operations.root(), f"/{OPENAPI}": operations.document()}
    # A table may be called like one of them, and then its collection cannot be reached.
    return fixed | {path: item for path, item in _resource_paths(context, operations, filters) if path not in fixed}


def _resource_paths(context: Context, operations: Operations, filters: Filters) -> Iterator[tuple[str, Part]]:
    for resource in context.schema.resources.values():
        collection = _literal(collection_path(resource.name))
        yield collection, operations.collection(resource, filters[resource.name])
        if resource.key:
            yield from _item_paths(operations, resource, collection)


def _item_paths(operations: Operations, resource: Resource, collection: str) -> Iterator[tuple[str, Part]]:
    keys = operations.key_parameters(resource, in_path)
    path = f"{collection}/{','.join(f'{{{name}}}' for name in parameter_names(resource.key).values())}"
    yield path, _with_keys(operations.item(resource), keys)
    for number, column in enumerate(binary_columns(resource), 1):
        value = operations.value(resource, column, number)
        yield f"{path}/{_literal(quote(column.name, safe=''))}", _with_keys(value, keys)


def _literal(path: str) -> str:
    """Return `path`, percent-encoded already: braces would be a template."""
    return path.replace("{", "%7B").replace("}", "%7D")


def _with_keys(path_item: Part, keys: list[Part]) -> Part:
    return path_item | {"parameters": [*keys, *path_item["parameters"]]}


def _components(context: Context, filters: Filters) -> Part:
    components: Part = {
        "schemas": shared.schemas() | _query_schema() | filter_schemas(context) | dict(_row_schemas(context)),
        "parameters": shared.parameters(context) | _merged(filters),
        "responses": shared.responses(context),
        "headers": shared.headers(context),
    }
    if context.has_users:
        components["securitySchemes"] = shared.security_schemes()
    return components


def _row_schemas(context: Context) -> Iterator[tuple[str, Part]]:
    for resource in context.schema.resources.values():
        name = context.name(resource)
        yield name, rows.item(resource)
        if resource.writable:
            yield f"{name}.new", rows.new_item(resource)
            yield f"{name}.replacement", rows.replacement(resource)
            yield f"{name}.changes", rows.changes(resource) | {"description": context.said(words.MERGE_PATCH)}


def _merged(filters: Filters) -> Part:
    return {name: parameter for parameters in filters.values() for name, parameter in parameters.items()}


def _query_schema() -> Part:
    names: Part = {"type": "array", "items": {"type": "string"}}
    text: Part = {"type": "string"}
    number: Part = {"type": "integer", "minimum": 1}
    properties = {
        "where": {"type": "object"},
        "sort": names,
        "fields": names,
        "embed": names,
        "limit": number,
        "q": text,
        "after": text,
        "before": text,
        "page": number,
    }
    return {"Query": {"type": "object", "properties": properties, "additionalProperties": False}}


def _tag(resource: Resource) -> Part:
    return {"name": resource.name} | ({"description": resource.description} if resource.description else {})


def _version(schema: Schema) -> str:
    """Return a version that is another one whenever a table is another one."""
    facts = [
        (
            resource.name,
            resource.key,
            resource.is_view,
            [
                (
                    column.name,
                    column.kind,
                    column.nullable,
                    column.optional,
                    column.writable,
                    column.max_length,
                    column.choices,
                )
                for column in resource.columns
            ],
        )
        for resource in schema.resources.values()
    ]
    return blake2b(repr(facts).encode("utf-8", "replace"), digest_size=6).hexdigest()
