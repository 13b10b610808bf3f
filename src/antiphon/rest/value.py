"""One binary column of an item as a resource of its own: a file, with its type, ranges and entity tag."""

from __future__ import annotations

from ..faults.resource import RANGE_UNSATISFIABLE, VALUE_NULL
from ..faults.row import BINARY_TOO_LONG
from ..semantics.fields import Pair, field_pair
from ..semantics.json_pointer import pointer_to
from ..semantics.media_types import BINARY, parse_media_type
from ..semantics.ranges import ContentRange, RangeOutcome, if_range_holds, select_ranges
from ..semantics.validators import Representation
from ..server.handler import Response
from .answer import cache_control, etag_field, invalid, path_field, response
from .conditions import check_change, is_unmodified, require_condition
from .content import check_coding, decoded
from .database.database import Row, Transaction
from .database.failures import ConstraintViolated
from .diagnosis import diagnosed
from .exchange import Exchange
from .file_type import file_type, is_active
from .place import Value, item_unknown, key_segment
from .refusal import Refusal, Violation
from .representation.document import tag_of
from .rows import Rows
from .schema.resource import Column, Kind, Resource
from .service import Service
from .writing import followed, is_dry_run

# Columns in which applications keep the media type of the file beside it.
_TYPE_COLUMNS = (
    *("{0}_type", "{0}_content_type", "{0}_media_type", "{0}_mime_type"),
    *("content_type", "media_type", "mime_type"),
)


async def read_value(service: Service, exchange: Exchange, place: Value) -> Response:
    """Answer with the bytes, or those of a range. Raises `Refusal`: 404, 412, 416."""
    rows = service.rows_of(place.resource)
    row = await _existing(rows, place)
    content = _bytes_in(rows, row, place.column)
    if content is None:
        raise Refusal(VALUE_NULL, column=place.column.name)
    tag = tag_of(content)
    fields = [etag_field(tag), cache_control(exchange), (b"accept-ranges", b"bytes")]
    if is_unmodified(exchange, Representation(tag)):
        return response(304, b"", *fields)
    fields += _type_fields(_type_of(rows, row, place, content))
    asked = exchange.field("range") if exchange.method == "GET" else None
    if asked is None or not if_range_holds(exchange.field("if-range"), tag, None):
        return response(200, content, *fields)
    return _partial(content, asked, fields)


def _partial(content: bytes, asked: str, fields: list[Pair]) -> Response:
    """Answer 206 with one range; more than one at once is answered with everything, as RFC 9110 §14.2 allows."""
    selection = select_ranges(asked, len(content))
    if selection.outcome is RangeOutcome.UNSATISFIABLE:
        told = ("Content-Range", str(ContentRange(None, len(content))))
        raise Refusal(RANGE_UNSATISFIABLE, fields=(told,), size=len(content))
    if selection.outcome is RangeOutcome.NONE or len(selection.ranges) > 1:
        return response(200, content, *fields)
    wanted = selection.ranges[0]
    told_range = field_pair("Content-Range", str(ContentRange(wanted, len(content))))
    return response(206, content[wanted.first : wanted.last + 1], *fields, told_range)


async def replace_value(service: Service, exchange: Exchange, place: Value) -> Response:
    """Put the content into the column. Raises `Refusal`: 404, 415, 428, 412, 413, 422."""
    rows = service.rows_of(place.resource)
    row = await _existing(rows, place)
    check_coding(exchange)
    _check(service, exchange, rows, row, place)
    content = decoded(exchange, service.settings.value_limit)
    _check_length(place.column, content)
    values: dict[str, object] = {place.column.name: content}
    companion = type_column(place.resource, place.column)
    parsed = parse_media_type(exchange.field("content-type") or "")
    if companion is not None and parsed is not None:
        values[companion.name] = str(parsed)
    is_new = _bytes_in(rows, row, place.column) is None
    await _change(service, exchange, rows, place, values)
    fields = (etag_field(tag_of(content)), *followed(exchange))
    if is_new:
        return response(201, b"", path_field(b"location", exchange, exchange.path), *fields)
    return response(204, b"", *fields)


async def delete_value(service: Service, exchange: Exchange, place: Value) -> Response:
    """Take the bytes out of the column, where it may be NULL. Raises `Refusal`: 404, 428, 412, 422."""
    rows = service.rows_of(place.resource)
    row = await _existing(rows, place)
    if _bytes_in(rows, row, place.column) is None:
        raise Refusal(VALUE_NULL, column=place.column.name)
    _check(service, exchange, rows, row, place)
    await _change(service, exchange, rows, place, {place.column.name: None})
    return response(204, b"", *followed(exchange))


def _check_length(column: Column, content: bytes) -> None:
    if column.max_length is not None and len(content) > column.max_length:
        details = {"member": column.name, "length": len(content), "limit": column.max_length}
        raise invalid([Violation(pointer_to(column.name), BINARY_TOO_LONG, details)])


async def _existing(rows: Rows, place: Value) -> Row:
    row = await rows.find(place.key)
    if row is None:
        raise item_unknown(place.resource, key_segment(place.resource, place.key))
    return row


def _bytes_in(rows: Rows, row: Row, column: Column) -> bytes | None:
    value = row[rows.shape.names.index(column.name)]
    return None if value is None else bytes(value) if not isinstance(value, str) else value.encode("utf-8")


def _representation(rows: Rows, row: Row, column: Column) -> Representation:
    content = _bytes_in(rows, row, column)
    return Representation(exists=False) if content is None else Representation(tag_of(content))


def _check(service: Service, exchange: Exchange, rows: Rows, row: Row, place: Value) -> None:
    if service.settings.require_match:
        require_condition(exchange)
    check_change(exchange, _representation(rows, row, place.column))


async def _change(service: Service, exchange: Exchange, rows: Rows, place: Value, values: dict[str, object]) -> None:
    async def work(transaction: Transaction) -> None:
        row = await rows.locked(transaction, place.key)
        if row is None:
            raise item_unknown(place.resource, key_segment(place.resource, place.key))
        check_change(exchange, _representation(rows, row, place.column))
        await rows.change(transaction, place.key, values)

    try:
        await service.database.write(work, dry_run=is_dry_run(exchange))
    except ConstraintViolated as violated:
        raise await diagnosed(service, exchange, rows, values, violated, place.key) from violated


def type_column(resource: Resource, column: Column) -> Column | None:
    """Return the column that has the media type of the file in `column`, by its name; None where there is none."""
    names = (name.format(column.name) for name in _TYPE_COLUMNS)
    found = (resource.by_name[name] for name in names if name in resource.by_name)
    return next((other for other in found if other.kind is Kind.TEXT and other.writable), None)


def _type_of(rows: Rows, row: Row, place: Value, content: bytes) -> str:
    companion = type_column(place.resource, place.column)
    told = None if companion is None else row[rows.shape.names.index(companion.name)]
    parsed = parse_media_type(told) if isinstance(told, str) else None
    return str(parsed) if parsed is not None else file_type(content) or BINARY


def _type_fields(media_type: str) -> list[Pair]:
    """Return the fields that keep a stored file from acting as a page of this site, whoever stored it."""
    fields = [field_pair("Content-Type", media_type), (b"x-content-type-options", b"nosniff")]
    if is_active(media_type):
        fields += [(b"content-disposition", b"attachment"), (b"content-security-policy", b"sandbox")]
    return fields
