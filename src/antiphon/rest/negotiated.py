"""Which representation a client gets (RFC 9110 §12.5.1)."""

from __future__ import annotations

from ..faults.resource import NOT_ACCEPTABLE
from ..semantics.negotiation import best_media_type
from .exchange import Exchange
from .refusal import Refusal


def acceptable(exchange: Exchange, available: tuple[str, ...]) -> str:
    """Return which of the media types `available` here the client prefers. Raises `Refusal`, 406."""
    accept = exchange.field("accept")
    if accept is None or accept == "*/*":
        return available[0]
    found = best_media_type(accept, available)
    if found is None:
        raise Refusal(
            NOT_ACCEPTABLE,
            fields=(("Vary", "Accept"),),
            extra={"available": available},
            path=exchange.path,
            accept=accept,
            available=", ".join(available),
        )
    return found
