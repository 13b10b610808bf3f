"""GET and HEAD of an item (RFC 9110 §9.3.1, §9.3.2)."""

from __future__ import annotations

from ..semantics.fields import Pair
from ..semantics.forms import decode_form
from ..semantics.validators import Representation
from ..server.handler import Response
from .answer import JSON_TYPE
from .content import JSON
from .database.database import Row
from .embedded import with_embedded
from .exchange import Exchange
from .negotiated import acceptable
from .place import Item, item_unknown, key_segment
from .query.parameters import item_selection
from .query.statement import Key
from .representation.document import Document, json_of, tag_of
from .rows import Rows
from .service import Service
from .shown import Shown, answer_with

_FIELDS: tuple[Pair, ...] = ((b"vary", b"Accept, Accept-Encoding"),)


async def read_item(service: Service, exchange: Exchange, place: Item) -> Response:
    """Answer with the item, or 304 where the client has it. Raises `Refusal`: 404, 400, 406, 412."""
    kept_as = (exchange.path, exchange.request.query, exchange.principal.name)
    shown = service.kept.get(kept_as)
    version = service.kept.version
    if shown is None:
        shown = await shown_item(service, exchange, place)
        service.kept.keep(kept_as, shown, version)
    acceptable(exchange, (JSON,))
    return answer_with(exchange, shown)


async def shown_item(service: Service, exchange: Exchange, place: Item) -> Shown:
    """Return what GET of the item shows. Raises `Refusal`: 404, 400."""
    rows = service.rows_of(place.resource)
    row = await existing(rows, place.key, exchange)
    selects = bool(exchange.request.query)
    content = json_of(await _selected(service, exchange, rows, row)) if selects else rows.content(row)
    return Shown(JSON_TYPE, content, tag_of(content), _FIELDS, rows.modified(row))


async def _selected(service: Service, exchange: Exchange, rows: Rows, row: Row) -> Document:
    """Return what the parameters of the request want of `row`. Raises `Refusal`, 400."""
    selection = item_selection(rows.resource, service.schema, decode_form(exchange.request.query))
    documents = [rows.document(row)]
    (document,) = await with_embedded(service, exchange, rows, selection, rows.shape.names, [row], documents)
    return document


async def existing(rows: Rows, key: Key, exchange: Exchange) -> Row:
    """Return the row with `key`. Raises `Refusal`, 404, where there is none, or it belongs to somebody else."""
    row = await rows.find(key)
    if row is None or not rows.is_granted(row, exchange.principal, exchange.grant):
        raise item_unknown(rows.resource, key_segment(rows.resource, key))
    return row


async def current(rows: Rows, key: Key, exchange: Exchange) -> Representation:
    """Return what preconditions are compared with. Raises `Refusal`, 404, where there is no item."""
    return rows.representation(await existing(rows, key, exchange))
