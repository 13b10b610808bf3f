"""Proactive negotiation (RFC 9110 §12): which of the offered a client would rather have."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_QUALITY = re.compile(r"[ \t]*(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)[ \t]*")
_SEPARATOR = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*\Z)')


def preferences(value: str) -> list[tuple[str, float]]:
    """Return the members of an Accept-like field in lower case with their qualities (RFC 9110 §12.4.2).

    Parameters other than ``q`` stay with their member. A quality that breaks the syntax counts as 0: its author wanted
    something, but nobody knows what.
    """
    found = []
    for member in _SEPARATOR.split(value) if '"' in value else value.split(","):
        name, *parameters = (part.strip(" \t") for part in member.lower().split(";"))
        quality = 1.0
        kept = [name]
        for parameter in parameters:
            if parameter.startswith("q="):
                quality = float(parameter[2:]) if _QUALITY.fullmatch(parameter[2:]) else 0.0
                break
            kept.append(parameter)
        if name:
            found.append((";".join(kept), quality))
    return found


def best_media_type(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the one of `offered` that Accept prefers, the first among equals; None where none is accepted.

    The most specific range that fits an offer decides about it (RFC 9110 §12.5.1). Without Accept everything fits.
    """
    if accept is None or not accept.strip():
        return offered[0] if offered else None
    ranges = preferences(accept)
    return _best(offered, lambda offer: _media_quality(offer.lower(), ranges))


def _media_quality(offer: str, ranges: list[tuple[str, float]]) -> float:
    essence = offer.partition(";")[0].strip()
    fits = [essence, f"{essence.partition('/')[0]}/*", "*/*"]
    best, quality = len(fits) + 1, 0.0
    for name, value in ranges:
        range_essence, _, parameters = name.partition(";")
        if range_essence not in fits or (parameters and parameters not in offer.replace(" ", "")):
            continue
        place = fits.index(range_essence) + (0 if parameters else 1)
        if place < best:
            best, quality = place, value
    return quality


def best_language(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the one of `offered` languages that Accept-Language prefers (RFC 4647 §3.4); None where none is accepted.

    ``es-MX`` asks for ``es`` where that is all there is.
    """
    if accept is None or not accept.strip():
        return offered[0] if offered else None
    ranges = preferences(accept)
    return _best(offered, lambda offer: _language_quality(offer.lower(), ranges))


def _language_quality(offer: str, ranges: list[tuple[str, float]]) -> float:
    specific = [
        quality
        for name, quality in ranges
        if name == offer or name.startswith(offer + "-") or offer.startswith(name + "-")
    ]
    if specific:
        return max(specific)
    return next((quality for name, quality in ranges if name == "*"), 0.0)


def best_coding(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the one of `offered` content codings that Accept-Encoding prefers (RFC 9110 §12.5.3).

    ``identity`` is accepted unless it is refused, by name or by ``*;q=0``; None where nothing is acceptable, not even
    that. Without the field, no coding is chosen.
    """
    if accept is None:
        return "identity"
    ranges = dict(preferences(accept))
    star = ranges.get("*")
    best = _best(offered, lambda offer: ranges.get(offer.lower(), star or 0.0))
    if best is not None and best != "identity":
        return best
    return "identity" if ranges.get("identity", 1.0 if star is None else star) > 0 else None


def _best(offered: Sequence[str], quality_of: Callable[[str], float]) -> str | None:
    best, best_quality = None, 0.0
    for offer in offered:
        quality = quality_of(offer)
        if quality > best_quality:
            best, best_quality = offer, quality
    return best
