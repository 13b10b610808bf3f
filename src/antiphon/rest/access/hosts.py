"""Which names this server answers to (RFC 9110 §7.4).

A page can have its own name lead to a loopback address (DNS rebinding). To the browser it then is of the same origin as
the server, and nothing but the name in Host tells that it is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

from ...faults.access import HOST_UNKNOWN
from ...semantics.target import parse_host_field
from ..refusal import Refusal
from .exposure import is_loopback

if TYPE_CHECKING:
    from ..exchange import Exchange


class Hosts:
    """The names of a server that only this machine reaches: those of loopback, all addresses, and `names`."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = frozenset(name.lower().rstrip(".") for name in names)
        self._known = lru_cache(maxsize=256)(self._is_known)

    def check(self, exchange: Exchange) -> None:
        """Raise `Refusal`, 421, for a request that is meant for another server."""
        host = exchange.field("host")
        if host is not None and not self._known(host):
            raise Refusal(HOST_UNKNOWN, host=host)

    def _is_known(self, host: str) -> bool:
        name = parse_host_field(host)[0].lower().rstrip(".")
        return name in self._names or is_loopback(name) or _is_address(name)


def _is_address(name: str) -> bool:
    """Tell whether `name` is an address: nobody can have that lead elsewhere."""
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
