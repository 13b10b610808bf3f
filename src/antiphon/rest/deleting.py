"""DELETE of an item (RFC 9110 §9.3.5)."""

from __future__ import annotations

from ..server.handler import Response
from .conditions import check_change, require_condition
from .database.database import Transaction
from .database.failures import ConstraintViolated
from .diagnosis import referenced
from .exchange import Exchange
from .place import Item, item_unknown, key_segment
from .reading import current
from .service import Service
from .writing import removed, write


async def delete(service: Service, exchange: Exchange, place: Item) -> Response:
    """Remove the item. Raises `Refusal`: 404, 428, 412, 409."""
    rows = service.rows_of(place.resource)
    representation = await current(rows, place.key, exchange)
    if service.settings.require_match:
        require_condition(exchange)
    check_change(exchange, representation)

    async def answer(transaction: Transaction) -> Response:
        row = await rows.locked(transaction, place.key)
        if row is None or not rows.is_granted(row, exchange.principal, exchange.grant):
            raise item_unknown(place.resource, key_segment(place.resource, place.key))
        check_change(exchange, rows.representation(row))
        await rows.delete(transaction, place.key)
        return removed(exchange, rows, row)

    try:
        return await write(service, exchange, answer)
    except ConstraintViolated as violated:
        raise await referenced(service, exchange, rows, place.key, violated) from violated
