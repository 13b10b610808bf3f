"""The components that all operations share: problems, refusals, fields, and who may enter."""

from __future__ import annotations

from functools import lru_cache

from ...semantics import json_patch
from ...semantics.problems import MEDIA_TYPE as PROBLEM
from . import words
from .context import Context, Part, reference

_TEXT: Part = {"type": "string"}
_OBJECT: Part = {"type": "object"}

# What a refusal says in fields of its own, beside those of every refusal.
_TOLD_BY: dict[int, tuple[str, ...]] = {
    401: ("WWW-Authenticate",),
    412: ("ETag",),
    415: ("Accept", "Accept-Patch", "Accept-Query", "Accept-Encoding"),
    416: ("Content-Range",),
    429: ("Retry-After", "RateLimit", "RateLimit-Policy"),
    503: ("Retry-After",),
}
_TOLD_BY_ALL = ("Content-Language", "Vary", "Cache-Control")
_NUMBERS = frozenset({"Retry-After", "X-Total-Count"})


def schemas() -> Part:
    """Return the schemas that belong to no resource."""
    return {"Problem": _problem(), "Error": _error(), "JsonPatch": _json_patch(), "Collections": _collections()}


def _problem() -> Part:
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": _TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": _TEXT,
            "instance": {"type": "string", "format": "uri-reference"},
            "fix": _TEXT,
            "reference": _TEXT,
            "errors": {"type": "array", "items": reference("schemas", "Error")},
        },
    }


def _error() -> Part:
    properties = {"pointer": {"type": "string", "format": "json-pointer"}, "code": _TEXT, "detail": _TEXT, "fix": _TEXT}
    return {"type": "object", "required": ["pointer", "detail"], "properties": properties}


def _json_patch() -> Part:
    path = {"type": "string", "format": "json-pointer"}
    kinds: tuple[tuple[list[str], str | None, Part], ...]
    kinds = ((["add", "replace", "test"], "value", {}), (["move", "copy"], "from", path), (["remove"], None, {}))
    return {"type": "array", "items": {"oneOf": [_operation(path, *kind) for kind in kinds]}}


def _operation(path: Part, names: list[str], member: str | None, schema: Part) -> Part:
    properties = {"op": {"type": "string", "enum": names}, "path": path}
    if member is not None:
        properties[member] = schema
    return {"type": "object", "required": list(properties), "properties": properties}


def _collections() -> Part:
    properties = {"name": _TEXT, "path": {"type": "string", "format": "uri-reference"}, "writable": {"type": "boolean"}}
    entry = {"type": "object", "required": ["name", "path", "writable"], "properties": properties}
    root = {"title": _TEXT, "description": _TEXT, "collections": {"type": "array", "items": entry}}
    return {"type": "object", "required": ["collections"], "properties": root}


def headers(context: Context) -> Part:
    """Return the fields of responses."""
    return {
        name: {
            "description": context.said(text),
            "schema": {"type": "integer", "minimum": 0} if name in _NUMBERS else _TEXT,
        }
        for name, text in words.HEADERS.items()
    }


@lru_cache(maxsize=256)
def told(*names: str) -> Part:
    """Return the `headers` of a response that has the fields `names`; nobody changes the value."""
    return {name: reference("headers", name) for name in names}


def responses(context: Context) -> Part:
    """Return the refusals, by their status, and the answer that there is nothing new."""
    refusals = {
        str(status): _refusal(context.said(text), *_TOLD_BY.get(status, ())) for status, text in words.REFUSALS.items()
    }
    not_modified = {
        "description": context.said(words.NOT_MODIFIED),
        "headers": told("ETag", "Last-Modified", "Vary", "Cache-Control"),
    }
    return {"304": not_modified, **refusals, "default": _refusal(context.said(words.ANY_REFUSAL))}


def _refusal(description: str, *fields: str) -> Part:
    return {
        "description": description,
        "headers": told(*_TOLD_BY_ALL, *fields),
        "content": {PROBLEM: {"schema": reference("schemas", "Problem")}},
    }


def parameters(context: Context) -> Part:
    """Return the fields of requests that operations refer to."""
    fields = {
        "Accept-Language": words.ACCEPT_LANGUAGE,
        "Prefer": words.PREFER,
        "Idempotency-Key": words.IDEMPOTENCY_KEY,
        "If-Match": words.IF_MATCH,
        "If-None-Match": words.IF_NONE_MATCH,
        "If-Modified-Since": words.IF_MODIFIED_SINCE,
        "If-Unmodified-Since": words.IF_UNMODIFIED_SINCE,
    }
    parameters: Part = {
        name: {"name": name, "in": "header", "description": context.said(text), "schema": _TEXT}
        for name, text in fields.items()
    }
    parameters["Idempotency-Key"]["required"] = context.settings.require_idempotency_key
    return parameters


def security_schemes() -> Part:
    """Return how a client says who it is."""
    return {"bearer": {"type": "http", "scheme": "bearer"}, "basic": {"type": "http", "scheme": "basic"}}


JSON_PATCH = json_patch.MEDIA_TYPE
