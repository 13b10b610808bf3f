"""Which names a server answers to that only this machine reaches (RFC 9110 §7.4).

A page can have its own name lead to a loopback address (DNS rebinding). To the browser it then is of the same origin as
the server, and nothing but the name in Host tells that it is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ..semantics.hosts import is_address, is_loopback
from ..semantics.target import parse_host_field


class OwnNames:
    """The names of loopback, all addresses, which nobody can have lead elsewhere, and `names`."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = frozenset(name.lower().rstrip(".") for name in names)
        self.include = lru_cache(maxsize=256)(self._include)
        """Tell whether a request with this value of Host is meant for the server."""

    def _include(self, host: str) -> bool:
        name = parse_host_field(host)[0].lower().rstrip(".")
        return name in self._names or is_loopback(name) or is_address(name.strip("[]"))
