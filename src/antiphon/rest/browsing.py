"""Pages for people: a browser gets what the backend answers as a page, made from the same JSON (RFC 9110 §12.5.1)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from ..semantics.fields import Fields, Pair
from ..semantics.forms import decode_form
from ..semantics.json_text import read_json
from ..semantics.links import parse_links
from ..semantics.negotiation import best_media_type
from ..server.handler import Request, Response
from .allowed import methods_of
from .content import JSON
from .exchange import Exchange
from .overview import visible
from .page.assets import Asset, asset_at
from .page.collection import Listing, collection_page
from .page.frame import MEDIA_TYPE, PAGE_FIELDS, Frame
from .page.item import item_page
from .page.root import root_page
from .place import Collection, Item, Root
from .representation.document import tag_of
from .schema.resource import Schema
from .service import Service
from .shown import Shown, answer_with

Shows = Root | Collection | Item
Read = Callable[[Exchange], Awaitable[Response]]

_VARY: Pair = (b"vary", b"Accept, Accept-Encoding, Accept-Language")
# What the page makes of the JSON is not what these ask about.
_OF_THE_PAGE = frozenset({b"accept", b"accept-encoding", b"if-none-match", b"if-modified-since", b"if-match", b"range"})


def wants_page(exchange: Exchange) -> bool:
    """Tell whether the client would rather have a page than JSON: browsers do, and hardly anybody else."""
    if exchange.method not in ("GET", "HEAD"):
        return False
    accept = exchange.field("accept")
    return accept is not None and MEDIA_TYPE in accept and best_media_type(accept, (JSON, MEDIA_TYPE)) == MEDIA_TYPE


async def browse(service: Service, exchange: Exchange, place: Shows, read: Read) -> Response:
    """Answer with the page of `place`; `read` gives its JSON. Raises what `read` raises, and `Refusal`, 412."""
    answer = await read(_for_json(exchange))
    if answer.status != 200 or not isinstance(answer.content, bytes):
        return answer
    page = _page(service, exchange, place, answer, read_json(answer.content))
    media, *fields = PAGE_FIELDS
    language: Pair = (b"content-language", exchange.language.encode("ascii"))
    return answer_with(exchange, Shown(media, page, tag_of(page), (_VARY, language, *fields)))


def _for_json(exchange: Exchange) -> Exchange:
    """Return the same request for JSON, as it is, all rows counted so that the page can tell how many there are."""
    request = exchange.request
    pairs = [pair for pair in request.fields.raw if pair[0].lower() not in _OF_THE_PAGE]
    plain = Exchange(
        Request(
            "GET",
            request.path,
            request.target,
            request.query,
            Fields.of_checked(pairs),
            b"",
            request.client,
            request.scheme,
        ),
        exchange.base,
    )
    plain.principal, plain.grant = exchange.principal, exchange.grant
    return plain


def _page(service: Service, exchange: Exchange, place: Shows, answer: Response, content: Any) -> bytes:
    request = exchange.request
    origin = f"{request.scheme}://{exchange.field('host') or ''}"
    frame = Frame(service.settings.title, exchange.base, exchange.language, origin)
    schema = Schema({resource.name: resource for resource in visible(service, exchange)})
    match place:
        case Collection(resource):
            links = {link.rel: link.target for link in parse_links(answer.fields.get("link") or "")}
            listing = Listing(content, decode_form(request.query), links)
            return collection_page(frame, resource, schema, listing, methods_of(place), service.settings.dialect)
        case Item(resource):
            return item_page(frame, resource, schema, content, answer.fields.get("etag"), methods_of(place))
        case Root():
            return root_page(frame, schema, methods_of(place))


def asset(exchange: Exchange) -> Response | None:
    """Answer with a file that the pages use; None where the path is of none."""
    found: Asset | None = asset_at(exchange.path) if exchange.method in ("GET", "HEAD") else None
    if found is None:
        return None
    media: Pair = (b"content-type", found.media_type.encode("ascii"))
    fields: tuple[Pair, ...] = ((b"vary", b"Accept-Encoding"), (b"x-content-type-options", b"nosniff"))
    return answer_with(exchange, Shown(media, found.content, found.etag, fields))
