"""PATCH of an item: a merge patch or a JSON Patch, applied as a whole or not at all (RFC 5789)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..faults.document import MERGE_PATCH_NOT_AN_OBJECT
from ..faults.resource import KEY_CHANGED
from ..semantics import json_patch, merge_patch
from ..semantics.json_patch import equal, patched
from ..semantics.merge_patch import merged
from ..server.handler import Response
from .answer import invalid
from .conditions import check_change, require_condition
from .content import JSON, check_coding, check_size, json_content, media_type_among, require_object
from .database.database import Row, Transaction
from .database.failures import ConstraintViolated
from .diagnosis import diagnosed
from .exchange import Exchange
from .negotiated import acceptable
from .place import Item, item_unknown, key_segment
from .reading import current
from .refusal import Refusal
from .representation.changes import ChangeKind
from .representation.document import Document
from .rows import Rows
from .schema.resource import Resource
from .schema.validation import validate_changes
from .service import Service
from .writing import changed, claim, write

PATCH_TYPES = (merge_patch.MEDIA_TYPE, json_patch.MEDIA_TYPE, JSON)
"""What a patch may be. Plain JSON is read as a merge patch: it is what people send, and what they mean by it."""

Patch = Callable[[Document], Any]


async def patch(service: Service, exchange: Exchange, place: Item) -> Response:
    """Change part of the item. Raises `Refusal`: 404, 413, 415, 406, 428, 412, 400, 409, 422."""
    rows = service.rows_of(place.resource)
    representation = await current(rows, place.key, exchange)
    check_size(exchange, service.settings.content_limit)
    media_type = media_type_among(exchange, PATCH_TYPES, "Accept-Patch")
    check_coding(exchange)
    acceptable(exchange, (JSON,))
    if service.settings.require_match:
        require_condition(exchange)
    if exchange.field("idempotency-key") is None:
        # What is sent again under a key has changed the item already; then only the transaction knows.
        check_change(exchange, representation)
    apply = _patch(media_type, json_content(exchange, service.settings.content_limit))
    values: dict[str, object] = {}

    async def answer(transaction: Transaction) -> Response:
        row = await rows.locked(transaction, place.key)
        if row is None or not rows.is_granted(row, exchange.principal, exchange.grant):
            raise item_unknown(place.resource, key_segment(place.resource, place.key))
        check_change(exchange, rows.representation(row))
        values.clear()
        values.update(_changes(exchange, rows, row, apply))
        return changed(exchange, rows, await rows.change(transaction, place.key, values), ChangeKind.CHANGED)

    try:
        return await write(service, exchange, answer)
    except ConstraintViolated as violated:
        raise await diagnosed(service, exchange, rows, values, violated, place.key, is_partial=True) from violated


def _patch(media_type: str, value: Any) -> Patch:
    """Return what applies the patch. Raises `Refusal`, 422, or an error whose fault tells 400."""
    if media_type == json_patch.MEDIA_TYPE:
        return lambda document: patched(document, value)
    if not isinstance(value, dict):
        raise Refusal(MERGE_PATCH_NOT_AN_OBJECT)
    return lambda document: merged(document, value)


def _changes(exchange: Exchange, rows: Rows, row: Row, apply: Patch) -> dict[str, object]:
    """Return the values to write for what the patch makes of `row`. Raises `Refusal`, 409 or 422."""
    before = rows.document(row)
    after = claim(exchange, require_object(apply(before)))
    _refuse_other_key(rows.resource, before, after)
    values, violations = validate_changes(rows.resource, before, after)
    if violations:
        raise invalid(violations)
    return dict(values)


def _refuse_other_key(resource: Resource, before: Document, after: Document) -> None:
    for name in resource.key:
        if not equal(before[name], after.get(name)):
            raise Refusal(KEY_CHANGED, column=name)
