"""POST to a collection: a new item, whose place the server chooses (RFC 9110 §9.3.3)."""

from __future__ import annotations

from typing import Any

from ..faults.resource import BULK_EMPTY
from ..server.handler import Response
from .answer import JSON_TYPE, invalid, response
from .conditions import check_change
from .content import JSON, check_coding, require_object
from .database.database import Row, Transaction
from .database.failures import ConstraintViolated
from .diagnosis import diagnosed
from .exchange import Exchange
from .form_content import row_content, row_type
from .listing import state
from .negotiated import acceptable
from .place import Collection
from .refusal import Refusal, Violation
from .representation.changes import ChangeKind
from .representation.document import json_of
from .rows import Rows
from .schema.resource import Resource
from .schema.validation import Values, validate_new
from .service import Service
from .writing import claim, created, followed, note, wants_nothing_back, write


async def create(service: Service, exchange: Exchange, place: Collection) -> Response:
    """Add the item in the content, or all items of an array. Raises `Refusal`: 413, 415, 406, 412, 400, 422, 409."""
    media_type = row_type(exchange, service.settings)
    check_coding(exchange)
    acceptable(exchange, (JSON,))
    if exchange.is_conditional:
        check_change(exchange, await state(service, exchange, place))
    content = row_content(exchange, service.settings, place.resource, media_type)
    if service.settings.bulk and isinstance(content, list):
        return await _create_all(service, exchange, place, content)
    values, violations = validate_new(place.resource, claim(exchange, require_object(content)))
    if violations:
        raise invalid(violations)
    rows = service.rows_of(place.resource)

    async def answer(transaction: Transaction) -> Response:
        return created(exchange, rows, await rows.insert(transaction, values))

    try:
        return await write(service, exchange, answer)
    except ConstraintViolated as violated:
        raise await diagnosed(service, exchange, rows, values, violated) from violated


async def _create_all(service: Service, exchange: Exchange, place: Collection, documents: list[Any]) -> Response:
    """Add all items or none. There is no one place of them, so the answer has no Location."""
    all_values = _valid(exchange, place.resource, documents)
    rows = service.rows_of(place.resource)
    written: list[Values] = []

    async def answer(transaction: Transaction) -> Response:
        written.clear()
        added = []
        for values in all_values:
            written.append(values)
            added.append(await rows.insert(transaction, values))
            note(exchange, rows, added[-1], ChangeKind.CREATED)
        return _all_created(exchange, rows, added)

    try:
        return await write(service, exchange, answer)
    except ConstraintViolated as violated:
        raise await diagnosed(service, exchange, rows, written[-1], violated) from violated


def _valid(exchange: Exchange, resource: Resource, documents: list[Any]) -> list[Values]:
    """Return the values of all items. Raises `Refusal`, 422, with what is wrong in any of them."""
    if not documents:
        raise Refusal(BULK_EMPTY)
    found: list[Values] = []
    violations: list[Violation] = []
    for index, document in enumerate(documents):
        values, wrong = validate_new(resource, claim(exchange, require_object(document)), (index,))
        found.append(values)
        violations += wrong
    if violations:
        raise invalid(violations)
    return found


def _all_created(exchange: Exchange, rows: Rows, added: list[Row]) -> Response:
    if wants_nothing_back(exchange):
        return response(201, b"", *followed(exchange))
    return response(201, json_of([rows.document(row) for row in added]), JSON_TYPE, *followed(exchange))
