"""The pool as a value, for people: which connections there are at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..net.network import authority
from .connection import Connection, Place
from .pool import Pool, Usage


@dataclass(frozen=True, slots=True, repr=False)
class PoolView:
    """The connections of a session at one moment.

    `origins` has a `Usage` for each origin that has connections or waits for one: ``open``, ``idle``, ``in_use`` and
    ``waiting``; `total` adds them up, `limit` is how many may be open at once.
    """

    limit: int
    total: Usage
    origins: Mapping[str, Usage]

    def __repr__(self) -> str:
        lines = [f"<PoolView {_shown(self.total)}, limit {self.limit}>"]
        return "\n".join([*lines, *(f"  {origin}: {_shown(usage)}" for origin, usage in self.origins.items())])


def _shown(usage: Usage) -> str:
    return f"{usage.open} open ({usage.in_use} in use, {usage.idle} idle), {usage.waiting} waiting"


def view_of(pool: Pool[Connection]) -> PoolView:
    """Return what there is in `pool` now. Connections with different settings of TLS count for their origin."""
    origins: dict[str, Usage] = {}
    for key, usage in pool.usage().items():
        if isinstance(key, Place):
            origin = _origin(key)
            origins[origin] = origins.get(origin, Usage()) + usage
    total = sum(origins.values(), Usage())
    return PoolView(pool.limits.connections, total, MappingProxyType(dict(sorted(origins.items()))))


def _origin(place: Place) -> str:
    return f"{'http' if place.context is None else 'https'}://{authority(place.host, place.port)}"
