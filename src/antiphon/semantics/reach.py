"""Where a client may connect: public addresses, and networks that were named (RFC 6890).

A program that fetches URLs of strangers is asked, sooner or later, for what only it can reach: the cloud's metadata,
a database's admin page, itself. What decides is the address that is connected to, never the look of the URL.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, TypeAlias

from ..faults import InvalidURL, ReachError, UsageError
from ..faults.reach import PORT_FORBIDDEN, REACH_UNUSABLE, SCHEME_FORBIDDEN
from .hosts import normalized_host
from .settings import named

IPAddress: TypeAlias = IPv4Address | IPv6Address
IPNetwork: TypeAlias = IPv4Network | IPv6Network

_SCHEMES = frozenset({"http", "https"})

# The blocks of IANA's registries of special-purpose addresses that are not for the public Internet, those for
# multicast, and two that only look public. What 64:ff9b::/96 and its like carry is judged by the address inside.
_SPECIAL_IPV4 = (
    ("0.0.0.0/8", "This network, RFC 791 §3.2"),
    ("10.0.0.0/8", "Private-Use, RFC 1918"),
    ("100.64.0.0/10", "Shared Address Space, RFC 6598"),
    ("127.0.0.0/8", "Loopback, RFC 1122 §3.2.1.3"),
    ("168.63.129.16/32", "Azure platform"),
    ("169.254.0.0/16", "Link Local, RFC 3927"),
    ("172.16.0.0/12", "Private-Use, RFC 1918"),
    ("192.0.0.0/24", "IETF Protocol Assignments, RFC 6890 §2.1"),
    ("192.0.2.0/24", "Documentation (TEST-NET-1), RFC 5737"),
    ("192.88.99.0/24", "Deprecated (6to4 Relay Anycast), RFC 7526"),
    ("192.168.0.0/16", "Private-Use, RFC 1918"),
    ("198.18.0.0/15", "Benchmarking, RFC 2544"),
    ("198.51.100.0/24", "Documentation (TEST-NET-2), RFC 5737"),
    ("203.0.113.0/24", "Documentation (TEST-NET-3), RFC 5737"),
    ("224.0.0.0/4", "Multicast, RFC 5771"),
    ("255.255.255.255/32", "Limited Broadcast, RFC 8190"),
    ("240.0.0.0/4", "Reserved, RFC 1112 §4"),
)
_SPECIAL_IPV6 = (
    ("::1/128", "Loopback Address, RFC 4291 §2.5.3"),
    ("::/128", "Unspecified Address, RFC 4291 §2.5.2"),
    ("::/96", "IPv4-Compatible, RFC 4291 §2.5.5.1"),
    ("::ffff:0:0:0/96", "IPv4-Translated, RFC 2765 §2.1"),
    ("64:ff9b:1::/48", "IPv4-IPv6 Translation, RFC 8215"),
    ("100::/64", "Discard-Only Address Block, RFC 6666"),
    ("2001::/23", "IETF Protocol Assignments, RFC 2928"),
    ("2001:db8::/32", "Documentation, RFC 3849"),
    ("3fff::/20", "Documentation, RFC 9637"),
    ("5f00::/16", "Segment Routing SIDs, RFC 9602"),
    ("fc00::/7", "Unique-Local, RFC 4193"),
    ("fe80::/10", "Link-Local Unicast, RFC 4291 §2.5.6"),
    ("fec0::/10", "Site-Local (deprecated), RFC 3879"),
    ("ff00::/8", "Multicast, RFC 4291 §2.7"),
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


@lru_cache(maxsize=2)
def _blocks(version: int) -> tuple[tuple[IPNetwork, str], ...]:
    blocks = _SPECIAL_IPV4 if version == 4 else _SPECIAL_IPV6
    return tuple((ip_network(block), f"{block} {name}") for block, name in blocks)


def special_purpose(address: IPAddress) -> str | None:
    """Return which block makes `address` one that the public Internet does not reach, None where it does.

    An IPv4 address inside of an IPv6 one is judged itself: mapped (RFC 4291 §2.5.5.2), NAT64 (RFC 6052), 6to4
    (RFC 3056), Teredo (RFC 4380). What IANA has not given out as global unicast is not public either.
    """
    if isinstance(address, IPv6Address):
        inside = _ipv4_inside(address)
        if inside:
            return next((found for found in map(special_purpose, inside) if found is not None), None)
    found = next((name for block, name in _blocks(address.version) if address in block), None)
    if found is None and address.version == 6 and address not in _GLOBAL_UNICAST:
        return f"not in {_GLOBAL_UNICAST} Global Unicast, RFC 4291 §2.4"
    return found


def _ipv4_inside(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """Return the IPv4 addresses to which a packet for `address` may go in the end."""
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address in _NAT64:
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    return address.teredo or ()


def address_of(text: str) -> IPAddress:
    """Return the address that `text` is, without its zone; one that is mapped to IPv6 as the IPv4 address it is.

    Raises ValueError.
    """
    address = ip_address(text.partition("%")[0])
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a client may connect.

    `public` allows every address of the public Internet. `networks` are allowed besides: a network (``10.1.0.0/16``),
    an address, a host (``api.internal``, whatever its addresses are) or all hosts below a name (``*.internal``).
    `ports` and `schemes` allow only these, None any. `unix_sockets` are the paths of Unix sockets that are allowed.
    `proxies` allows proxies, the environment's included: they connect in the client's place, so what a name means is
    up to them. Raises `UsageError` for what means nothing.
    """

    public: bool = True
    networks: Iterable[str] = ()
    ports: Iterable[int] | None = None
    schemes: Iterable[str] | None = None
    unix_sockets: Iterable[str] = ()
    proxies: bool = False
    _blocks: tuple[IPNetwork, ...] = field(init=False, repr=False, compare=False)
    _hosts: frozenset[str] = field(init=False, repr=False, compare=False)
    _domains: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keep = object.__setattr__
        networks = _several(self.networks, "networks")
        keep(self, "networks", networks)
        keep(self, "ports", None if self.ports is None else frozenset(map(_port, _several(self.ports, "ports"))))
        keep(
            self,
            "schemes",
            None if self.schemes is None else frozenset(map(_scheme, _several(self.schemes, "schemes"))),
        )
        keep(self, "unix_sockets", tuple(map(str, _several(self.unix_sockets, "unix_sockets"))))
        blocks = {word: block for word in networks if (block := _block(word)) is not None}
        names = [_name(word) for word in networks if word not in blocks]
        keep(self, "_blocks", tuple(blocks.values()))
        keep(self, "_hosts", frozenset(name for name in names if not name.startswith(".")))
        keep(self, "_domains", tuple(name for name in names if name.startswith(".")))

    def check_url(self, scheme: str, host: str, port: int) -> None:
        """Raise `ReachError` where a URL with these parts is not to be asked, whatever its host's addresses are."""
        if self.schemes is not None and scheme not in self.schemes:
            raise ReachError(SCHEME_FORBIDDEN, scheme=scheme, host=host)
        if self.ports is not None and port not in self.ports:
            raise ReachError(PORT_FORBIDDEN, port=port, host=host)

    def refusal(self, host: str, address: str) -> str | None:
        """Return what forbids to connect to `address` for the canonical `host`, None where nothing does."""
        if self._names(host):
            return None
        try:
            found = address_of(address)
        except ValueError:
            return "no IP address"
        if any(found in block for block in self._blocks):
            return None
        return special_purpose(found) if self.public else "not in Reach.networks"

    def _names(self, host: str) -> bool:
        name = host.removesuffix(".")
        return name in self._hosts or name.endswith(self._domains)


def _several(value: Any, setting: str) -> tuple[Any, ...]:
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise UsageError(REACH_UNUSABLE, setting=f"Reach.{setting}", value=ascii(value))
    return tuple(value)


def _port(value: Any) -> int:
    if type(value) is not int or not 0 < value < 65536:
        raise UsageError(REACH_UNUSABLE, setting="Reach.ports", value=ascii(value))
    return value


def _scheme(value: Any) -> str:
    if value not in _SCHEMES:
        raise UsageError(REACH_UNUSABLE, setting="Reach.schemes", value=ascii(value))
    return str(value)


def _block(word: Any) -> IPNetwork | None:
    """Return the network that `word` is, None where it is a name."""
    if not isinstance(word, str):
        raise UsageError(REACH_UNUSABLE, setting="Reach.networks", value=ascii(word))
    try:
        return ip_network(word.removeprefix("[").removesuffix("]"))
    except ValueError as error:
        # A name has no slash: this was meant as a network, and maybe as a larger or smaller one than it says.
        if "/" in word or ":" in word:
            raise UsageError(REACH_UNUSABLE, setting="Reach.networks", value=ascii(word)) from error
        return None


def _name(word: str) -> str:
    """Return the canonical name that `word` is, with a dot before it where it stands for all below."""
    below = word.startswith(("*.", "."))
    try:
        name = normalized_host(word.removeprefix("*").removeprefix(".") if below else word).removesuffix(".")
    except InvalidURL as error:
        raise UsageError(REACH_UNUSABLE, setting="Reach.networks", value=ascii(word)) from error
    return f".{name}" if below else name


def reach_of(value: Any) -> Reach | None:
    """Return what `allow` of a session says: "public", a `Reach`, or None for anywhere. Raises `UsageError`."""
    if value is None or isinstance(value, Reach):
        return value
    if value == "public":
        return Reach()
    raise UsageError(REACH_UNUSABLE, setting="allow", value=named(value))
