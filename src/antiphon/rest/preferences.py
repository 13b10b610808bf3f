"""Preferences that the backend knows (RFC 7240), and what strict handling means for the others."""

from __future__ import annotations

from ..faults.resource import PREFERENCE_UNKNOWN
from .exchange import Exchange
from .refusal import Refusal

_KNOWN = {
    "return": ("minimal", "representation"),
    "handling": ("strict", "lenient"),
    "count": ("exact", "none"),
    "tx": ("commit", "rollback"),
}


def check_preferences(exchange: Exchange) -> None:
    """Raise `Refusal`, 400, where the client wants all its preferences known (§4.4), and one is not."""
    if exchange.field("prefer") is None or exchange.preferences.get("handling") != "strict":
        return
    for name, value in exchange.preferences.items():
        if value not in _KNOWN.get(name, ()):
            told = f"{name}={value}" if value else name
            raise Refusal(PREFERENCE_UNKNOWN, fields=(("Vary", "Prefer"),), name=told)
