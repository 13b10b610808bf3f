"""Proactive negotiation (RFC 9110 §12): which of the offered a client would rather have."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from .media_types import MediaType, parameters_of, parse_media_type

# A quoted string that nobody closed reaches to the end. The quantifiers never give back, so the time is linear.
_MEMBER = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.?)*+(?:"|\Z))++', re.DOTALL)
_WEIGHT = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")

# Below every weight that a field can carry but 0: acceptable, and asked for by nobody (RFC 9110 §12.5.3).
_UNASKED = 0.0005

Offer = TypeVar("Offer", str, MediaType)


@dataclass(frozen=True, slots=True)
class Preference:
    """A member of an Accept-like field: `name` in lower case, its parameters but ``q``, and its weight, 0 to 1."""

    name: str
    parameters: dict[str, str]
    weight: float


def preferences(value: str) -> list[Preference]:
    """Return the members of an Accept-like field, in order (RFC 9110 §12.4.2).

    A member that breaks the syntax is left out: its author wanted something, but nobody knows what.
    """
    found = (_preference(member.strip(" \t")) for member in _MEMBER.findall(value))
    return [preference for preference in found if preference is not None]


def _preference(member: str) -> Preference | None:
    name, semicolon, rest = member.partition(";")
    parameters = parameters_of(semicolon + rest)
    if not name or parameters is None:
        return None
    weight = parameters.pop("q", "1")
    if not _WEIGHT.fullmatch(weight):
        return None
    return Preference(name.rstrip(" \t").lower(), parameters, float(weight))


def best_media_type(accept: str | None, offered: Sequence[Offer]) -> Offer | None:
    """Return the one of `offered` that Accept prefers, the first among equals; None where none is accepted.

    The most specific range that fits an offer decides about it (RFC 9110 §12.5.1). Without Accept everything fits.
    """
    if accept is None or not accept.strip(" \t,"):
        return offered[0] if offered else None
    asked = preferences(accept)
    return _best(offered, lambda offer: _media_weight(offer, asked))


def _media_weight(offer: str | MediaType, asked: list[Preference]) -> float:
    media_type = parse_media_type(offer) if isinstance(offer, str) else offer
    if media_type is None:
        return 0.0
    fitting = (
        (_specificity(preference), preference.weight)
        for preference in asked
        if media_type.fits(preference.name, preference.parameters)
    )
    return max(fitting, default=(0, 0.0))[1]


def _specificity(preference: Preference) -> int:
    if preference.name == "*/*":
        return 0
    return 1 if preference.name.endswith("/*") else 2 + len(preference.parameters)


def best_language(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the one of `offered` languages that Accept-Language prefers; None where none is accepted.

    A range fits what it is the start of, ``en`` both ``en`` and ``en-GB``, and the longest that fits decides (RFC 4647
    §3.3.1). Where none fits, a longer range will do: ``es-MX`` asks for ``es`` where that is all there is (§3.4).
    """
    if accept is None or not accept.strip(" \t,"):
        return offered[0] if offered else None
    asked = preferences(accept)
    return _best(offered, lambda offer: _language_weight(offer.lower(), asked))


def _language_weight(offer: str, asked: list[Preference]) -> float:
    fitting = [
        (len(preference.name), preference.weight)
        for preference in asked
        if f"{offer}-".startswith(f"{preference.name}-")
    ]
    if fitting:
        return max(fitting)[1]
    narrower = [preference.weight for preference in asked if preference.name.startswith(f"{offer}-")]
    if any(narrower):
        return max(narrower)
    return max((preference.weight for preference in asked if preference.name == "*"), default=0.0)


def best_coding(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the one of `offered` content codings that Accept-Encoding prefers (RFC 9110 §12.5.3).

    ``identity``, no coding, need not be offered, and is accepted unless it is refused, by name or by ``*;q=0``. None
    where nothing is acceptable, not even that. Without the field, no coding is chosen.
    """
    if accept is None:
        return "identity"
    weights = {_CODING_ALIASES.get(asked.name, asked.name): asked.weight for asked in preferences(accept)}
    others = weights.get("*")
    weights.setdefault("identity", _UNASKED if others is None else others)
    candidates = [*(offer for offer in offered if offer != "identity"), "identity"]
    return _best(candidates, lambda offer: weights.get(offer, others or 0.0))


_CODING_ALIASES = {"x-gzip": "gzip", "x-compress": "compress"}


def _best(offered: Sequence[Offer], weight_of: Callable[[Offer], float]) -> Offer | None:
    best, best_weight = None, 0.0
    for offer in offered:
        weight = weight_of(offer)
        if weight > best_weight:
            best, best_weight = offer, weight
    return best
