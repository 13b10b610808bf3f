"""Rows as HTML pages and curl send them: a form whose fields are the texts of columns, and files for columns of bytes.

An empty field is NULL where the column may be NULL, and empty text in other columns of text; in any other it says
nothing, as a file does that nobody chose, and the database's default holds.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from ..faults.form import FIELD_NOT_UTF8, FIELD_REPEATED
from ..semantics import forms, multipart_reading
from ..semantics.json_pointer import pointer_to
from ..semantics.json_text import read_json
from ..semantics.media_types import parse_media_type
from ..semantics.multipart_reading import boundary_of
from .answer import invalid
from .content import JSON, check_size, decoded, json_content, media_type_among
from .exchange import Exchange
from .form_fields import FormField, multipart_fields, urlencoded_fields
from .refusal import Mismatch, Violation
from .representation.document import Document
from .schema.resource import Column, Kind, Resource
from .schema.validation import MOST_VIOLATIONS, validate_new
from .settings import Settings
from .value import type_column

ROW_TYPES = (JSON, multipart_reading.MEDIA_TYPE, forms.MEDIA_TYPE)
"""What a row may be sent as."""


def row_type(exchange: Exchange, settings: Settings) -> str:
    """Return which of `ROW_TYPES` the content has. Raises `Refusal`: 413, 415."""
    if len(exchange.request.content) > settings.content_limit:
        parsed = parse_media_type(exchange.field("content-type") or "")
        has_files = parsed is not None and parsed.essence == multipart_reading.MEDIA_TYPE
        check_size(exchange, settings.value_limit if has_files else settings.content_limit)
    return media_type_among(exchange, ROW_TYPES)


def row_content(
    exchange: Exchange, settings: Settings, resource: Resource, media_type: str, located: Sequence[str] = ()
) -> Any:
    """Return the JSON value in the content, or the document of the row that a form describes.

    `media_type` is what `row_type` returned; `located` are columns whose values are in the URL. Raises `Refusal` 413,
    400 and, for a form, 422, or an error whose fault tells 400 or 413.
    """
    if media_type == JSON:
        return json_content(exchange, settings.content_limit)
    if media_type == forms.MEDIA_TYPE:
        return document_of(resource, urlencoded_fields(decoded(exchange, settings.content_limit)), located)
    boundary = boundary_of(exchange.field("content-type") or "")
    content = decoded(exchange, settings.value_limit)
    return document_of(resource, multipart_fields(content, boundary, settings.content_limit), located)


def document_of(resource: Resource, fields: Iterable[FormField], located: Sequence[str] = ()) -> Document:
    """Return the document that `fields` make. Raises `Refusal`, 422, with all that is wrong with it.

    What its URL tells, the columns `located`, may be missing.
    """
    document: Document = {}
    media_types: Document = {}
    violations: dict[str, Violation] = {}
    seen: set[str] = set()
    for field in fields:
        column = resource.by_name.get(field.name)
        if _says_nothing(column, field):
            continue
        try:
            document[field.name] = _value(column, field, seen)
        except Mismatch as mismatch:
            pointer = pointer_to(field.name)
            violations.setdefault(pointer, Violation(pointer, mismatch.fault, mismatch.details))
        seen.add(field.name)
        media_types |= _media_type(resource, column, field)
    document |= {name: told for name, told in media_types.items() if not document.get(name)}
    if violations:
        _, others = validate_new(resource, document)
        told = {*violations, *map(pointer_to, located)}
        found = [*violations.values(), *(other for other in others if other.pointer not in told)]
        raise invalid(found[:MOST_VIOLATIONS])
    return document


def _says_nothing(column: Column | None, field: FormField) -> bool:
    """Tell whether the database's default is meant: nothing was written or chosen, which is no value of the column."""
    if field.content or column is None or (field.is_file and not field.is_absent):
        return False
    return field.is_absent or (column.optional and not column.nullable and column.kind is not Kind.TEXT)


def _value(column: Column | None, field: FormField, seen: Container[str]) -> Any:
    """Return what JSON has for the value of `field`, bytes for a file. Raises `Mismatch`."""
    if field.name in seen:
        raise Mismatch(FIELD_REPEATED, member=field.name)
    if column is not None and column.kind is Kind.BINARY and field.is_file:
        return field.content
    text = _text(field.content)
    if column is None:
        return text
    if not text and column.nullable:
        return None
    value = column.codec.from_text(text)
    return read_json(field.content) if column.kind is Kind.JSON else column.codec.to_json(value)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Mismatch(FIELD_NOT_UTF8, offset=error.start) from None


def _media_type(resource: Resource, column: Column | None, field: FormField) -> Document:
    """Return the column beside `column` that keeps the media type of files, with the type of this one."""
    if column is None or column.kind is not Kind.BINARY or field.media_type is None or not field.is_file:
        return {}
    companion = type_column(resource, column)
    return {} if companion is None else {companion.name: str(field.media_type)}
