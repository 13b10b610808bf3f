"""GET and HEAD of a collection: a page of the rows that are asked for, or all of them as a stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..semantics.fields import Pair, field_pair
from ..semantics.forms import decode_form
from ..semantics.validators import Representation
from ..server.handler import Response
from .allowed import ACCEPT_QUERY
from .answer import JSON_TYPE, applied
from .content import JSON
from .embedded import with_embedded
from .exchange import Exchange
from .exporting import EXPORTS, export
from .listening import EVENTS, listen
from .negotiated import acceptable
from .place import Collection
from .query.languages import selection_of
from .query.limits import Limits
from .query.links import link_value, page_links
from .query.page import columns_of
from .query.selection import Condition, Operator, Selection
from .query.window import window
from .representation.document import Shape, json_of, tag_of
from .rows import Rows
from .service import Service
from .shown import Shown, answer_with

TYPES = (JSON, *EXPORTS, EVENTS)
"""What a collection can be."""

_VARY: Pair = (b"vary", b"Accept, Accept-Encoding, Prefer")


async def read_collection(service: Service, exchange: Exchange, place: Collection) -> Response:
    """Answer with a page of the collection, or with all of it. Raises `Refusal`: 400, 406, 412."""
    kept_as = (exchange.path, exchange.request.query, exchange.principal.name, exchange.preferences.get("count"))
    wants_json = exchange.field("accept") in (None, "*/*", JSON)
    shown = service.kept.get(kept_as) if wants_json else None
    if shown is not None:
        exchange.lasts_as_long_as = service.kept.version
        return answer_with(exchange, shown)
    pairs = decode_form(exchange.request.query)
    selection = owned(_selection(service, place, pairs), exchange)
    media_type = JSON if wants_json else acceptable(exchange, TYPES)
    if media_type == EVENTS:
        return await listen(service, exchange, place)
    if media_type != JSON:
        return export(service, exchange, place, selection, media_type)
    version = service.kept.version
    shown = await page(service, exchange, place, selection, pairs)
    if not place.resource.is_view:
        # A view may show the time, or chance, which no commit tells of.
        service.kept.keep(kept_as, shown, version)
    return answer_with(exchange, shown)


def _selection(service: Service, place: Collection, pairs: Sequence[tuple[str, str]]) -> Selection:
    return selection_of(place.resource, service.schema, pairs, limits_of(service), service.settings.dialect)


async def state(service: Service, exchange: Exchange, place: Collection) -> Representation:
    """Return what the preconditions of a change to the collection are compared with: what GET shows there."""
    pairs = decode_form(exchange.request.query)
    shown = await page(service, exchange, place, owned(_selection(service, place, pairs), exchange), pairs)
    return Representation(shown.tag)


def limits_of(service: Service) -> Limits:
    """Return how much a request may ask of a collection."""
    return Limits(page_size=service.settings.page_size, largest_page=service.settings.largest_page)


async def page(
    service: Service,
    exchange: Exchange,
    place: Collection,
    selection: Selection,
    pairs: Sequence[tuple[str, str]],
    *more: Pair,
) -> Shown:
    """Return the rows of `selection`; `pairs` are the parameters of the GET that asks for them, for the links."""
    rows = service.rows_of(place.resource)
    found = window(selection, await service.database.fetch(rows.statements.page(selection)))
    columns = columns_of(place.resource, selection)
    shape = rows.shape if selection.fields is None else Shape([place.resource.by_name[name] for name in columns])
    documents = [shape.document(row) for row in found.rows]
    content = json_of(await with_embedded(service, exchange, rows, selection, columns, found.rows, documents))
    fields = [_VARY, ACCEPT_QUERY, *more]
    total = await _total(service, exchange, rows, selection)
    if links := page_links(place.resource, selection, pairs, found, total, service.settings.dialect):
        fields.append(field_pair("Link", link_value(links)))
    if total is not None:
        fields += [(b"x-total-count", str(total).encode("ascii")), *applied(exchange, ("count",))]
    return Shown(JSON_TYPE, content, tag_of(content), tuple(fields))


def owned(selection: Selection, exchange: Exchange) -> Selection:
    """Return `selection` without the rows of others, where the client may only see its own."""
    owner = exchange.grant.owner
    if owner is None:
        return selection
    own = Condition(owner, Operator.EQUAL, (exchange.principal.name,))
    return replace(selection, conditions=(*selection.conditions, own))


async def _total(service: Service, exchange: Exchange, rows: Rows, selection: Selection) -> int | None:
    """Return how many rows there are on all pages together, where the client prefers to know; counting takes time."""
    if exchange.preferences.get("count") != "exact":
        return None
    counted = await service.database.fetch(rows.statements.count(selection))
    return int(counted[0][0])
