"""The root, which lists the collections."""

from __future__ import annotations

from ..semantics.fields import Pair
from ..server.handler import Response
from .access.policy import Action
from .answer import JSON_TYPE
from .content import JSON
from .exchange import Exchange
from .negotiated import acceptable
from .place import OPENAPI, Root, collection_path
from .refusal import Refusal
from .representation.document import json_of, tag_of
from .schema.resource import Resource
from .service import Service
from .shown import Shown, answer_with

_VARY: Pair = (b"vary", b"Accept, Accept-Encoding")


async def read_root(service: Service, exchange: Exchange, place: Root) -> Response:
    """Answer with the collections and where they are. Raises `Refusal`: 406, 412."""
    acceptable(exchange, (JSON,))
    resources = visible(service, exchange)
    content = json_of(
        {
            "title": service.settings.title,
            "description": f"{exchange.base}/{OPENAPI}",
            "collections": [
                {
                    "name": resource.name,
                    "path": exchange.base + collection_path(resource.name),
                    "writable": resource.writable,
                }
                for resource in resources
            ],
        }
    )
    tag = tag_of(content)
    link: Pair = (b"link", f'<{exchange.base}/{OPENAPI}>; rel="service-desc"'.encode("ascii"))
    return answer_with(exchange, Shown(JSON_TYPE, content, tag, (_VARY, link)))


def visible(service: Service, exchange: Exchange) -> list[Resource]:
    """Return the collections that the client may read."""
    return [resource for resource in service.schema.resources.values() if _may_read(service, exchange, resource)]


def _may_read(service: Service, exchange: Exchange, resource: Resource) -> bool:
    try:
        service.policy.permit(exchange.principal, resource, Action.READ)
    except Refusal:
        return False
    return True
