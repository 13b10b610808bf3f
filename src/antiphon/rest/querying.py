"""QUERY of a collection: a read whose question is in the content (RFC 10008)."""

from __future__ import annotations

from ..faults.resource import QUERY_TYPE_ABSENT
from ..semantics.forms import decode_form
from ..server.handler import Response
from .answer import path_field
from .content import JSON, check_coding, check_size, decoded, media_type_among
from .exchange import Exchange
from .listing import owned, page
from .negotiated import acceptable
from .place import Collection
from .query.body import MEDIA_TYPES, selection_in
from .query.canonical import canonical
from .refusal import Refusal
from .service import Service
from .shown import answer_with


async def query_collection(service: Service, exchange: Exchange, place: Collection) -> Response:
    """Answer with the rows that the content asks for, and with the URL that repeats it by GET.

    Raises `Refusal`: 413, 400, 415, 406, 422, 412.
    """
    check_size(exchange, service.settings.content_limit)
    if exchange.field("content-type") is None:
        accepted = ", ".join(MEDIA_TYPES)
        fields = (("Accept-Query", accepted),)
        raise Refusal(QUERY_TYPE_ABSENT, fields=fields, path=exchange.path, accepted=accepted)
    media_type = media_type_among(exchange, MEDIA_TYPES, "Accept-Query")
    check_coding(exchange)
    acceptable(exchange, (JSON,))
    content = decoded(exchange, service.settings.content_limit)
    selection = selection_in(content, media_type, place.resource, service.schema, service.limits)
    query = canonical(place.resource, selection)
    path = f"{exchange.path}?{query}"
    places = (path_field(b"location", exchange, path), path_field(b"content-location", exchange, path))
    selection = owned(selection, exchange)
    return answer_with(exchange, await page(service, exchange, place, selection, decode_form(query), *places))
