"""The names that this server answers to: a request for another one is misdirected (RFC 9110 §7.4, §15.5.20)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...faults.access import HOST_UNKNOWN
from ...server.own_names import OwnNames
from ..refusal import Refusal

if TYPE_CHECKING:
    from ..exchange import Exchange


class Hosts:
    """The names of a server that only this machine reaches: those of loopback, all addresses, and `names`."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._own = OwnNames(names)

    def check(self, exchange: Exchange) -> None:
        """Raise `Refusal`, 421, for a request that is meant for another server."""
        host = exchange.field("host")
        if host is not None and not self._own.include(host):
            raise Refusal(HOST_UNKNOWN, host=host)
