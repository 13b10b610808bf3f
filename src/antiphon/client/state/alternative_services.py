"""Alternative services, as a session remembers them (RFC 7838)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...semantics.alt_svc import Alternative, parse_alternatives
from ...semantics.url import Origin

_MOST_ORIGINS = 1000


@dataclass(frozen=True, slots=True)
class _Offer:
    """An alternative, and until when it counts."""

    alternative: Alternative
    expires: float


class AlternativeServices:
    """Where else each origin can be reached. Times are seconds since 1970. Threads may share it.

    Of a thousand origins at most; the one that came first makes room.
    """

    def __init__(self) -> None:
        self._offers: dict[Origin, tuple[_Offer, ...]] = {}

    def receive(self, origin: Origin, values: Iterable[bytes], age: float, now: float) -> None:
        """Note the Alt-Svc lines in a response of `origin`, an https one, over verified TLS (§2.1, §3).

        They replace what was known of the origin. `age` is for how many seconds the response had been in caches.
        """
        alternatives = parse_alternatives(values)
        if alternatives is None:
            return
        offers = tuple(_Offer(one, now + one.max_age - age) for one in alternatives if one.max_age > age)
        if not offers:
            self._offers.pop(origin, None)
            return
        if origin not in self._offers and len(self._offers) >= _MOST_ORIGINS:
            self._offers.pop(next(iter(self._offers.copy())), None)
        self._offers[origin] = offers

    def of(self, origin: Origin, now: float) -> list[Alternative]:
        """Return the alternatives of `origin` that still count, best first."""
        return [offer.alternative for offer in self._offers.get(origin, ()) if offer.expires > now]

    def clear(self) -> None:
        """Forget all."""
        self._offers.clear()

    def __len__(self) -> int:
        return len(self._offers)
