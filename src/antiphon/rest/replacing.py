"""PUT of an item: exactly this content, whatever was there (RFC 9110 §9.3.4)."""

from __future__ import annotations

from collections.abc import Mapping

from ..faults.resource import KEY_DIFFERS
from ..server.handler import Response
from .answer import invalid
from .conditions import check_change, require_condition
from .content import JSON, check_coding, require_object
from .database.database import Row, Transaction
from .database.failures import ConstraintViolated
from .diagnosis import diagnosed
from .exchange import Exchange
from .form_content import row_content, row_type
from .negotiated import acceptable
from .place import Item, item_unknown, key_segment
from .refusal import Mismatch, Refusal
from .representation.changes import ChangeKind
from .representation.document import Document
from .rows import Rows
from .schema.resource import Column, Resource
from .schema.validation import validate_replacement
from .service import Service
from .writing import changed, claim, created, write


async def replace(service: Service, exchange: Exchange, place: Item) -> Response:
    """Replace the item, or create it at this place. Raises `Refusal`: 413, 415, 406, 428, 412, 400, 409, 422."""
    rows = service.rows_of(place.resource)
    media_type = row_type(exchange, service.settings)
    check_coding(exchange)
    acceptable(exchange, (JSON,))
    if service.settings.require_match:
        require_condition(exchange)
    current = await rows.find(place.key)
    check_change(exchange, rows.representation(current))
    content = row_content(exchange, service.settings, place.resource, media_type, place.resource.key)
    document = claim(exchange, _with_key(place, require_object(content)))
    values, violations = validate_replacement(
        place.resource, document, None if current is None else rows.document(current)
    )
    if violations:
        raise invalid(violations)

    async def answer(transaction: Transaction) -> Response:
        row = await rows.locked(transaction, place.key)
        if row is not None and not rows.is_granted(row, exchange.principal, exchange.grant):
            raise item_unknown(place.resource, key_segment(place.resource, place.key))
        check_change(exchange, rows.representation(row))
        if row is None:
            added = await rows.insert(transaction, values)
            return created(exchange, rows, added, tells_tag=_is_kept(rows, added, document, values))
        put = await rows.replace(transaction, place.key, _without_key(place.resource, values))
        return changed(exchange, rows, put, ChangeKind.REPLACED, tells_tag=_is_kept(rows, put, document, values))

    try:
        return await write(service, exchange, answer)
    except ConstraintViolated as violated:
        if current is None and await rows.find(place.key) is not None:
            # Another client was quicker to create it, so what was asked for means something else now.
            return await replace(service, exchange, place)
        raise await diagnosed(service, exchange, rows, values, violated, place.key) from violated


def _with_key(place: Item, document: Document) -> Document:
    """Return `document` with the key of its URL. Raises `Refusal`, 409, where it has another one (RFC 9110 §9.3.4)."""
    keyed = dict(document)
    for column, value in zip(place.resource.key_columns, place.key, strict=True):
        shown = column.codec.to_json(value)
        if column.name in document and not _is_same(column, document[column.name], value):
            raise Refusal(KEY_DIFFERS, column=column.name, expected=shown)
        keyed[column.name] = shown
    return keyed


def _is_same(column: Column, sent: object, value: object) -> bool:
    try:
        return sent is not None and column.codec.from_json(sent) == value
    except Mismatch:
        return False


def _without_key(resource: Resource, values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name not in resource.key}


def _is_kept(rows: Rows, row: Row, document: Document, values: Mapping[str, object]) -> bool:
    """Tell whether what was sent is what is there now: only then may the answer have a validator."""
    kept = dict(zip(rows.shape.names, row, strict=True))
    return document.keys() == kept.keys() and all(kept[name] == value for name, value in values.items())
