"""The way through a SOCKS proxy: who resolves the name, and the talk with the proxy."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address
from typing import TYPE_CHECKING

from ...faults import ProtocolError, ProxyError, UsageError
from ...faults.proxy import PROXY_SPOKE_FIRST
from ...faults.socks import SOCKS4_NEEDS_IPV4, SOCKS_BROKEN
from ...net.candidates import permitted
from ...net.network import Network, authority
from ...semantics.hosts import is_address
from ...wire.socks import Handshake, socks4, socks4a, socks5

if TYPE_CHECKING:
    from ..connection import Place
    from ..timeouts import Timeouts
    from .talk import Talk

_RESOLVED_HERE = frozenset({"socks4", "socks5"})
"""The kinds of proxy that are given addresses; the others resolve names themselves."""

_ANYWHERE = "192.0.2.1"


def check_credentials(scheme: str, credentials: tuple[str, str] | None) -> None:
    """Raise `UsageError` where these cannot be told to a proxy of the kind `scheme`."""
    _handshake(scheme, credentials, _ANYWHERE, 1)


def _handshake(scheme: str, credentials: tuple[str, str] | None, host: str, port: int) -> Handshake:
    """Return the talk that opens a way to `host`, an address where `scheme` wants one."""
    if scheme in ("socks5", "socks5h"):
        return socks5(host, port, credentials)
    user = credentials[0] if credentials else ""
    if not is_address(host):
        return socks4a(host, port, user)
    address = ip_address(host)
    if not isinstance(address, IPv4Address):
        raise UsageError(SOCKS4_NEEDS_IPV4, target=authority(host, port))
    return socks4(address, port, user)


async def handshake_for(network: Network, place: Place, timeouts: Timeouts, deadline: float | None) -> Handshake:
    """Return the talk that opens the way to `place`, whose name is resolved here where its proxy's kind says so.

    Raises `ResolveError`, or `UsageError` where SOCKS cannot name the target.
    """
    way = place.way
    if way is None:
        raise RuntimeError("a place without a proxy needs no SOCKS")
    scheme = way.proxy.url.scheme
    host = place.host.removesuffix(".")
    if scheme in _RESOLVED_HERE and not is_address(host):
        host = await _resolved(network, place, scheme, timeouts, deadline)
    credentials = way.proxy.credentials
    return _handshake(scheme, credentials if isinstance(credentials, tuple) else None, host, place.port)


async def _resolved(network: Network, place: Place, scheme: str, timeouts: Timeouts, deadline: float | None) -> str:
    addresses = await network.resolve(place.host, place.port, timeouts.connect, deadline)
    if place.way is not None and place.way.permits is not None:
        addresses = permitted(place.host, addresses, place.way.permits)
    # The last part of an IPv6 address, its zone, means something on this machine alone.
    hosts = [str(address.name[0]).partition("%")[0] for address in addresses]
    usable = hosts if scheme == "socks5" else [host for host in hosts if ":" not in host]
    if not usable:
        raise UsageError(SOCKS4_NEEDS_IPV4, target=authority(place.host, place.port))
    return usable[0]


async def open_way(talk: Talk, handshake: Handshake) -> None:
    """Have the proxy connect. Raises `ProxyError` where it refuses, or does not speak SOCKS."""
    words = handshake.start
    while not handshake.finished:
        if words:
            await talk.say(words)
        words = _answer(talk, handshake, await talk.hear())
    if handshake.refusal is not None:
        raise ProxyError(handshake.refusal, proxy=talk.proxy, target=talk.target)
    if handshake.rest:
        raise ProxyError(PROXY_SPOKE_FIRST, proxy=talk.proxy, target=talk.target, count=len(handshake.rest))


def _answer(talk: Talk, handshake: Handshake, data: bytes) -> bytes:
    try:
        return handshake.receive(data)
    except ProtocolError as error:
        raise ProxyError(SOCKS_BROKEN, proxy=talk.proxy, target=talk.target, cause=error) from error
