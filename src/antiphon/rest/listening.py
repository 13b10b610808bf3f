"""Changes of a collection as they happen, as server-sent events (WHATWG HTML §9.2)."""

from __future__ import annotations

from ..server.handler import Response
from .answer import response
from .exchange import Exchange
from .place import Collection, collection_path
from .representation.changes import Change
from .representation.events import event_pieces
from .service import Service

EVENTS = "text/event-stream"


async def listen(service: Service, exchange: Exchange, place: Collection) -> Response:
    """Answer with a stream that goes on until the client leaves, or the server ends."""
    owner, name = exchange.grant.owner, exchange.principal.name

    def is_granted(change: Change) -> bool:
        return owner is None or change.document.get(owner) == name

    fields = ((b"content-type", EVENTS.encode("ascii")), (b"cache-control", b"no-store"), (b"vary", b"Accept"))
    answer = response(200, b"", *fields)
    if exchange.method == "GET":
        subscription = service.changes.subscribe(place.resource.name, exchange.field("last-event-id"), is_granted)
        await service.watch.begin()
        answer.content = event_pieces(subscription, collection_path(place.resource.name), exchange.base)
    return answer
