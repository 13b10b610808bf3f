"""The OpenAPI document of what the client may see."""

from __future__ import annotations

from ..semantics.fields import Pair
from ..server.handler import Response
from .access.policy import Open
from .content import JSON
from .exchange import Exchange
from .negotiated import acceptable
from .openapi.document import Describer
from .overview import visible
from .schema.resource import Schema
from .service import Service
from .shown import Shown, answer_with

TYPES = ("application/vnd.oai.openapi+json", JSON)
_VARY: Pair = (b"vary", b"Accept, Accept-Encoding, Accept-Language")
_MOST_DESCRIBERS = 16


class Descriptions:
    """The documents that were made, by the collections that they tell of: users with the same rights share one."""

    def __init__(self) -> None:
        self._describers: dict[tuple[str, ...], Describer] = {}

    def of(self, service: Service, exchange: Exchange) -> Shown:
        """Return the document for the client."""
        seen = {resource.name: resource for resource in visible(service, exchange)}
        names = tuple(seen)
        if names not in self._describers:
            if len(self._describers) >= _MOST_DESCRIBERS:
                self._describers.clear()
            has_users = not isinstance(service.policy, Open)
            has_limits = service.gate.rate is not None
            self._describers[names] = Describer(Schema(seen), service.settings, has_users, has_limits)
        content, tag = self._describers[names].described(exchange.language, exchange.base)
        language: Pair = (b"content-language", exchange.language.encode("ascii"))
        return Shown((b"content-type", JSON.encode("ascii")), content, tag, (_VARY, language))


async def describe(descriptions: Descriptions, service: Service, exchange: Exchange) -> Response:
    """Answer with the document. Raises `Refusal`: 406, 412."""
    acceptable(exchange, TYPES)
    return answer_with(exchange, descriptions.of(service, exchange))
