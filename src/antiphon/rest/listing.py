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
from .database.database import Row
from .embedded import with_embedded
from .exchange import Exchange
from .exporting import EXPORTS, export
from .listening import EVENTS, listen
from .negotiated import acceptable
from .place import Collection
from .query.languages import selection_of
from .query.links import link_value, page_links
from .query.page import columns_of
from .query.selection import Condition, Operator, Selection
from .query.window import window
from .representation.document import json_of, tag_of
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
    if changes_by_commits(place):
        service.kept.keep(kept_as, shown, version)
    return answer_with(exchange, shown)


def changes_by_commits(place: Collection) -> bool:
    """Tell whether a page of the collection stays what it is until somebody commits.

    A view may show the time, or chance, which no commit tells of.
    """
    return not place.resource.is_view


async def shown_page(service: Service, exchange: Exchange, place: Collection) -> Shown:
    """Return the page that GET shows. Raises `Refusal`, 400."""
    pairs = decode_form(exchange.request.query)
    return await page(service, exchange, place, owned(_selection(service, place, pairs), exchange), pairs)


def _selection(service: Service, place: Collection, pairs: Sequence[tuple[str, str]]) -> Selection:
    return selection_of(place.resource, service.schema, pairs, service.limits, service.settings.dialect)


async def state(service: Service, exchange: Exchange, place: Collection) -> Representation:
    """Return what the preconditions of a change to the collection are compared with: what GET shows there."""
    return Representation((await shown_page(service, exchange, place)).tag)


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
    content = json_of(await _items(service, exchange, rows, selection, found.rows))
    fields = [_VARY, ACCEPT_QUERY, *more]
    total = await _total(service, exchange, rows, selection)
    if links := page_links(place.resource, selection, pairs, found, total, service.settings.dialect):
        fields.append(field_pair("Link", link_value(links)))
    if total is not None:
        fields += [(b"x-total-count", str(total).encode("ascii")), *applied(exchange, ("count",))]
    return Shown(JSON_TYPE, content, tag_of(content), tuple(fields))


async def _items(
    service: Service, exchange: Exchange, rows: Rows, selection: Selection, found: Sequence[Row]
) -> Sequence[object]:
    """Return what is shown of the rows that were `found`, for `json_of`."""
    columns = columns_of(rows.resource, selection)
    if selection.embed:
        documents = list(map(rows.shape_of(columns).document, found))
        return await with_embedded(service, exchange, rows, selection, columns, found, documents)
    if selection.fields is None:
        return rows.shape.items(found)
    width = len(selection.fields)
    return rows.shape_of(selection.fields).items([row[:width] for row in found])


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
