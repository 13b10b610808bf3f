"""The operations of each place: one for each method that it has (`allowed.methods_of`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...faults.fault import Text
from ...semantics import merge_patch
from ...semantics.forms import MEDIA_TYPE as FORM
from ..allowed import methods_of
from ..form_content import ROW_TYPES
from ..place import Collection, Description, Item, Place, Root, Value
from ..representation import csv_rows, events, ndjson
from ..schema.resource import Column, Kind, Resource
from . import words
from .context import Context, Part, reference
from .names import parameter_names
from .shared import JSON_PATCH, told

JSON = "application/json"
HTML = "text/html"
# A column may hold a file of any type.
_BYTES = "*/*"
# The members as fields: text, or a file for a binary column. Which text a column takes, its JSON schema tells.
_FORMS: Part = {media_type: {"type": "object"} for media_type in ROW_TYPES[1:]}
_ROWS = (csv_rows.MEDIA_TYPE, ndjson.MEDIA_TYPE, events.MEDIA_TYPE)

_READ_CONDITIONS = ("If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since")
_WRITE_CONDITIONS = ("If-Match", "If-Unmodified-Since")
_READ_FIELDS = ("ETag", "Vary", "Cache-Control")
_WRITE_FIELDS = ("ETag", "Vary", "Content-Location", "Preference-Applied")


class Operations:
    """The path items of one resource, or of what there is beside the resources."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._said = context.said

    def root(self) -> Part:
        """Return the path item of the list of collections."""
        content = {JSON: {"schema": reference("schemas", "Collections")}, HTML: {}}
        return self._fixed(Root(), "collections", words.ROOT, words.ROOT_HEAD, content)

    def document(self) -> Part:
        """Return the path item of the document itself."""
        content = {JSON: {"schema": {"type": "object"}}}
        return self._fixed(Description(), "description", words.DOCUMENT, words.DOCUMENT_HEAD, content)

    def _fixed(self, place: Place, name: str, read: Text, head: Text, content: Part) -> Part:
        answer = self._answer(words.ITEM, _READ_FIELDS, content)
        operations = {
            "GET": self._operation(f"read_{name}", read, {"200": answer}, (304, 406, 412)),
            "HEAD": self._operation(f"head_{name}", head, {"200": _without_content(answer)}, (304, 406, 412)),
            "OPTIONS": self._options(f"options_{name}", "Allow"),
        }
        return self._path_item(place, operations)

    def collection(self, resource: Resource, filters: Iterable[str]) -> Part:
        """Return the path item of all items of `resource`; `filters` are the names of its parameters."""
        name = self._context.name(resource)
        page = self._page(name)
        parameters = {"parameters": _parameters((*filters, *_READ_CONDITIONS))}
        reads = (304, 400, 406, 412)
        listing = self._operation(f"{name}.list", words.LIST, {"200": page}, reads, resource)
        head = self._operation(f"{name}.list_head", words.LIST_HEAD, {"200": _without_content(page)}, reads, resource)
        asking = self._operation(
            f"{name}.query", words.ASK, {"200": page}, (304, 400, 406, 412, 413, 415, 422), resource
        )
        operations = {
            "GET": listing | parameters,
            "HEAD": head | parameters,
            "POST": self._create(resource),
            "QUERY": asking | {"requestBody": _content({JSON: _QUERY, FORM: {"type": "object"}})},
            "OPTIONS": self._options(f"{name}.options", "Allow", "Accept-Post", "Accept-Query", resource=resource),
        }
        return self._path_item(Collection(resource), operations)

    def _page(self, name: str) -> Part:
        partial = {"type": "object", "description": self._said(words.PARTIAL_ITEM)}
        items = {"anyOf": [reference("schemas", name), partial]}
        content: Part = {JSON: {"schema": {"type": "array", "items": items}}, HTML: {}}
        content |= {media_type: {"schema": {"type": "string"}} for media_type in _ROWS}
        fields = (*_READ_FIELDS, "Link", "X-Total-Count", "Accept-Query", "Preference-Applied")
        return self._answer(words.PAGE, fields, content)

    def _create(self, resource: Resource) -> Part:
        name = self._context.name(resource)
        content = _content({JSON: self._one_or_all(reference("schemas", name))})["content"]
        created = self._answer(words.CREATED, (*_WRITE_FIELDS, "Location"), content)
        created["links"] = self._links(resource)
        refusals = (400, 406, 409, 412, 413, 415, 422)
        operation = self._operation(f"{name}.create", words.CREATE, {"201": created}, refusals, resource)
        body = _content({JSON: self._one_or_all(reference("schemas", f"{name}.new")), **_FORMS})
        return operation | {"parameters": _parameters(("Idempotency-Key",)), "requestBody": body}

    def _one_or_all(self, schema: Part) -> Part:
        """Return `schema`, or an array of it as well, where several items are created at once."""
        if not self._context.settings.bulk:
            return schema
        return {"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1}]}

    def _links(self, resource: Resource) -> Part:
        """Return what can be done with the item that was created, whose key is in the answer."""
        name = self._context.name(resource)
        parameters = {
            parameter: f"$response.body#/{_pointer(column)}"
            for column, parameter in parameter_names(resource.key).items()
        }
        return {verb: {"operationId": f"{name}.{verb}", "parameters": parameters} for verb in _VERBS}

    def item(self, resource: Resource) -> Part:
        """Return the path item of one item of `resource`."""
        name = self._context.name(resource)
        content = {JSON: {"schema": reference("schemas", name)}, HTML: {}}
        read = self._answer(words.ITEM, (*_READ_FIELDS, "Last-Modified"), content)
        reads = (304, 400, 404, 406, 412)
        parameters = {"parameters": _parameters(_READ_CONDITIONS)}
        get = self._operation(f"{name}.read", words.READ, {"200": read}, reads, resource)
        head = self._operation(f"{name}.read_head", words.READ_HEAD, {"200": _without_content(read)}, reads, resource)
        operations = {
            "GET": get | parameters,
            "HEAD": head | parameters,
            "PUT": self._replace(resource),
            "PATCH": self._change(resource),
            "DELETE": self._delete(resource),
            "OPTIONS": self._options(f"{name}.item_options", "Allow", "Accept-Patch", resource=resource),
        }
        return self._path_item(Item(resource, ()), operations)

    def _replace(self, resource: Resource) -> Part:
        name = self._context.name(resource)
        content = {JSON: {"schema": reference("schemas", name)}}
        answers = {
            "200": self._answer(words.CHANGED, _WRITE_FIELDS, content),
            "201": self._answer(words.CREATED, (*_WRITE_FIELDS, "Location"), content),
            "204": self._answer(words.DONE, ("ETag", "Vary", "Preference-Applied")),
        }
        operation = self._operation(
            f"{name}.replace", words.REPLACE, answers, (400, 406, 409, 412, 413, 415, 422, *self._required), resource
        )
        body = _content({JSON: reference("schemas", f"{name}.replacement"), **_FORMS})
        return operation | {"parameters": _parameters((*_WRITE_CONDITIONS, "If-None-Match")), "requestBody": body}

    def _change(self, resource: Resource) -> Part:
        name = self._context.name(resource)
        answers = {
            "200": self._answer(words.CHANGED, _WRITE_FIELDS, {JSON: {"schema": reference("schemas", name)}}),
            "204": self._answer(words.DONE, ("ETag", "Vary", "Preference-Applied")),
        }
        refusals = (400, 404, 406, 409, 412, 413, 415, 422, *self._required)
        operation = self._operation(f"{name}.change", words.CHANGE, answers, refusals, resource)
        changes = reference("schemas", f"{name}.changes")
        types = {merge_patch.MEDIA_TYPE: changes, JSON_PATCH: reference("schemas", "JsonPatch"), JSON: changes}
        parameters = _parameters((*_WRITE_CONDITIONS, "Idempotency-Key"))
        return operation | {"parameters": parameters, "requestBody": _content(types)}

    def _delete(self, resource: Resource) -> Part:
        name = self._context.name(resource)
        answers = {
            "200": self._answer(words.REMOVED, _WRITE_FIELDS, {JSON: {"schema": reference("schemas", name)}}),
            "204": self._answer(words.DONE, ("Preference-Applied",)),
        }
        refusals = (400, 404, 409, 412, *self._required)
        operation = self._operation(f"{name}.delete", words.DELETE, answers, refusals, resource)
        return operation | {"parameters": _parameters(_WRITE_CONDITIONS)}

    def value(self, resource: Resource, column: Column, number: int) -> Part:
        """Return the path item of the bytes in `column`, the binary column with this number, of one item."""
        name = f"{self._context.name(resource)}.value{number}"
        fields = (*_READ_FIELDS, "Last-Modified", "Accept-Ranges")
        whole = self._answer(words.BYTES, fields, {_BYTES: {}})
        part = self._answer(words.PART, (*fields, "Content-Range"), {_BYTES: {}})
        reads = (304, 404, 406, 412, 416)
        written = {
            "201": self._answer(words.CREATED, ("ETag", "Location")),
            "204": self._answer(words.DONE, ("ETag",)),
        }
        writes = (400, 404, 409, 412, 413, 415, 422, *self._required)
        head = {"200": _without_content(whole)}
        operations = {
            "GET": self._operation(f"{name}.read", words.VALUE, {"200": whole, "206": part}, reads, resource, column),
            "HEAD": self._operation(f"{name}.read_head", words.VALUE_HEAD, head, reads, resource, column),
            "PUT": self._operation(f"{name}.replace", words.VALUE_PUT, written, writes, resource, column)
            | {
                "parameters": _parameters(_WRITE_CONDITIONS),
                "requestBody": {"required": True, "content": {_BYTES: {}}},
            },
            "DELETE": self._operation(
                f"{name}.delete", words.VALUE_DELETE, {"204": written["204"]}, writes, resource, column
            ),
            "OPTIONS": self._options(f"{name}.options", "Allow", resource=resource),
        }
        return self._path_item(Value(resource, (), column), operations)

    @property
    def _required(self) -> tuple[int, ...]:
        return (428,) if self._context.settings.require_match else ()

    def _path_item(self, place: Place, operations: Part) -> Part:
        """Return those of `operations` that `place` has; QUERY, which OpenAPI 3.1 cannot say, as an extension."""
        fields = [reference("parameters", "Accept-Language"), reference("parameters", "Prefer")]
        return {"parameters": fields} | {_KEYS[method]: operations[method] for method in methods_of(place)}

    def _operation(
        self,
        operation_id: str,
        summary: Text,
        answers: Part,
        refusals: Iterable[int],
        resource: Resource | None = None,
        column: Column | None = None,
    ) -> Part:
        names = {"name": resource.name if resource else "", "column": column.name if column else ""}
        responses = answers | {str(status): reference("responses", str(status)) for status in self._statuses(refusals)}
        operation: Part = {"operationId": operation_id, "summary": self._said(summary, **names)}
        if resource is not None:
            operation["tags"] = [resource.name]
        return operation | {"responses": responses | {"default": reference("responses", "default")}}

    def _statuses(self, refusals: Iterable[int]) -> list[int]:
        """Return the statuses of `refusals` and of those that any request may get."""
        statuses = {*refusals, 503}
        if self._context.has_users:
            statuses |= {401, 403, 404}
        if self._context.has_limits:
            statuses.add(429)
        return sorted(statuses)

    def _answer(self, description: Text, fields: Iterable[str], content: Part | None = None) -> Part:
        answer: Part = {"description": self._said(description), "headers": told(*fields)}
        return answer if content is None else answer | {"content": content}

    def _options(self, operation_id: str, *fields: str, resource: Resource | None = None) -> Part:
        answer = self._answer(words.ALLOWED, fields)
        return self._operation(operation_id, words.METHODS, {"204": answer}, (), resource)

    def key_parameters(self, resource: Resource, schema_of: Callable[[Column], Part]) -> list[Part]:
        """Return the parameters in the path of an item."""
        return [
            {
                "name": parameter,
                "in": "path",
                "required": True,
                "description": self._said(words.KEY, name=column),
                "schema": schema_of(resource.by_name[column]),
            }
            for column, parameter in parameter_names(resource.key).items()
        ]


_KEYS = {
    "GET": "get",
    "HEAD": "head",
    "POST": "post",
    "PUT": "put",
    "PATCH": "patch",
    "DELETE": "delete",
    "OPTIONS": "options",
    "QUERY": "x-query",
}
_VERBS = ("read", "replace", "change", "delete")
_QUERY = reference("schemas", "Query")


def binary_columns(resource: Resource) -> list[Column]:
    """Return the columns whose bytes have a place of their own."""
    return [column for column in resource.columns if column.kind is Kind.BINARY]


def _without_content(answer: Part) -> Part:
    return {name: part for name, part in answer.items() if name != "content"}


def _parameters(names: Iterable[str]) -> list[Part]:
    return [reference("parameters", name) for name in names]


def _content(types: Part) -> Part:
    return {"required": True, "content": {media_type: {"schema": schema} for media_type, schema in types.items()}}


def _pointer(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
