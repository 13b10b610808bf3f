"""From where the lessons are reached: this machine alone, or other devices of its network, too."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from ..rest.access.exposure import is_loopback
from ..tls.names import machine_names

if TYPE_CHECKING:
    from ..tls.authority import LocalAuthority

_EVERY = ("0.0.0.0", "::")
# Addresses for documentation (RFC 5737, RFC 3849). Nothing is sent there: only the way out is looked up.
_ELSEWHERE = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}


@dataclass(frozen=True, slots=True)
class Reach:
    """The address or name to listen on, `host`, and the `names` to answer to besides its own.

    "localhost" is both loopback addresses; ``0.0.0.0`` and ``::`` are all networks of this machine.
    """

    host: str = "localhost"
    names: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether other devices reach the lessons."""
        return not is_loopback(self.host)

    @property
    def own_names(self) -> tuple[str, ...]:
        """Return the names to answer to besides those of loopback and addresses."""
        asked = () if self.host in _EVERY else (self.host,)
        return (*self.names, *((*asked, *machine_names()) if self.is_open else ()))

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return the addresses at which other devices find this machine."""
        if self.host not in _EVERY:
            return (self.host,) if _is_address(self.host) else ()
        families = (socket.AF_INET, socket.AF_INET6) if self.host == "::" else (socket.AF_INET,)
        return tuple(address for family in families if (address := _way_out(family)))

    def certified(self, authority: LocalAuthority) -> tuple[str, ...]:
        """Return what a certificate of `authority` may say of this machine: its names, and its addresses."""
        wanted = [name for name in (*self.own_names, *self.addresses) if authority.permits(name)]
        return tuple(dict.fromkeys((*authority.default_names(), *wanted)))

    def urls(self, listening: list[str]) -> list[str]:
        """Return where a reader goes, for the URLs that a server is `listening` at: nobody can open ``0.0.0.0``."""
        if self.host not in _EVERY:
            return listening
        scheme, _, rest = listening[0].partition("://")
        port = rest.rstrip("/").rpartition(":")[2]
        hosts = [f"[{address}]" if ":" in address else address for address in self.addresses]
        return [f"{scheme}://{host}:{port}/" for host in (*hosts, "localhost")]


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _way_out(family: socket.AddressFamily) -> str:
    """Return the address of this machine towards other networks, empty where there is no way."""
    with socket.socket(family, socket.SOCK_DGRAM) as way:
        try:
            way.connect((_ELSEWHERE[family], 9))
        except OSError:
            return ""
        return str(way.getsockname()[0])
