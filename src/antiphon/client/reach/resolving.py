"""Resolvers that a session is given: functions, addresses written down, DNS over HTTPS; and a memory for them."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from ...faults import InvalidURL, ResolveError, UsageError
from ...faults.resolving import DNS_CACHE_SECONDS, RESOLVER_ANSWER, RESOLVER_UNUSABLE
from ...net.network import Address, authority
from ...net.resolver import Resolver, numeric_address, system_addresses
from ...semantics.hosts import normalized_host, port_number
from .address_cache import AddressCache

if TYPE_CHECKING:
    from .dns_over_https import DNSOverHTTPS

Named: TypeAlias = "str | IPv4Address | IPv6Address | Address"
ResolverInput: TypeAlias = (
    "Callable[[str, int], Iterable[Named]] | Mapping[str, str | Iterable[str]] | DNSOverHTTPS | str | None"
)


class Closing(Protocol):
    """What has connections of its own."""

    def close(self) -> None:
        """Close them."""


def resolver_of(resolver: ResolverInput, dns_cache: float | None = None) -> Resolver:
    """Return the resolver that `resolver` of `antiphon.Session` says, which remembers for `dns_cache` seconds.

    Raises `UsageError` for what is none.
    """
    found = system_addresses if resolver is None else _resolver(resolver)
    if dns_cache is None:
        return found
    is_number = isinstance(dns_cache, int | float) and not isinstance(dns_cache, bool)
    if not is_number or not 0 <= dns_cache < float("inf"):
        raise UsageError(DNS_CACHE_SECONDS, value=ascii(dns_cache))
    return Remembering(found, dns_cache) if dns_cache else found


def _resolver(resolver: Any) -> Resolver:
    from .dns_over_https import DNSOverHTTPS

    if isinstance(resolver, DNSOverHTTPS):
        return resolver
    if isinstance(resolver, str):
        return DNSOverHTTPS(resolver)
    if isinstance(resolver, Mapping):
        return Given(resolver)
    if callable(resolver) and not inspect.iscoroutinefunction(resolver):
        return Asking(resolver)
    raise UsageError(RESOLVER_UNUSABLE, value=_shown(resolver))


def _shown(value: Any) -> str:
    """Return what names `value` in an error: a repr may be of any length, or have a secret in it."""
    return f"{getattr(value, '__qualname__', type(value).__qualname__)}"


class Asking:
    """The resolver that a function of host and port is. What it returns may be text, or addresses of `ipaddress`."""

    def __init__(self, function: Callable[[str, int], Iterable[Named]]) -> None:
        self._function = function

    def __call__(self, host: str, port: int) -> Sequence[Address]:
        """Return the addresses of `host`. Raises `ResolveError` for what is no address."""
        return addresses_in(self._function(host, port), host, port)


def addresses_in(found: Any, host: str, port: int) -> Sequence[Address]:
    """Return the addresses that `found` for `host` names. Raises `ResolveError` for what is no address."""
    several = [found] if isinstance(found, str) or not isinstance(found, Iterable) else found
    return [_address(one, host, port) for one in several]


def _address(one: Any, host: str, port: int) -> Address:
    if isinstance(one, Address):
        return one
    spelled = str(one) if isinstance(one, str | IPv4Address | IPv6Address) else ""
    # Systems take 127.1 for an address; nobody writes it who means one.
    is_exact = ":" in spelled or spelled.count(".") == 3
    address = numeric_address(spelled, port) if is_exact else None
    if address is None:
        raise ResolveError(RESOLVER_ANSWER, host=host, value=ascii(one)[:80])
    return address


class Given:
    """Addresses written down: for a host, or for a host and port as ``host:port``; others are `otherwise` resolved."""

    def __init__(self, addresses: Mapping[str, str | Iterable[str]], otherwise: Resolver = system_addresses) -> None:
        """Raises `UsageError` for what is no host or no address."""
        self._otherwise = otherwise
        self._addresses = {_place(key): self._checked(key, value) for key, value in addresses.items()}

    def _checked(self, key: str, value: str | Iterable[str]) -> tuple[str, ...]:
        several = tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else (value,)
        try:
            addresses_in(several, key, 1)
        except ResolveError as error:
            raise UsageError(error.fault, **error.details) from None
        return several

    def __call__(self, host: str, port: int) -> Sequence[Address]:
        """Return the addresses of `host`."""
        name = host.removesuffix(".")
        found = self._addresses.get(authority(name, port)) or self._addresses.get(name)
        return self._otherwise(host, port) if found is None else addresses_in(found, host, port)


def _place(key: Any) -> str:
    """Return the canonical form of a host, or host and port."""
    host, colon, digits = key.partition(":") if isinstance(key, str) else ("", "", "")
    port = port_number(digits) if colon else None
    try:
        if colon and port is None:
            raise UsageError(RESOLVER_UNUSABLE, value=ascii(key))
        name = normalized_host(host).removesuffix(".")
    except InvalidURL as error:
        raise UsageError(RESOLVER_UNUSABLE, value=ascii(key)) from error
    return name if port is None else authority(name, port)


class Remembering:
    """A resolver that asks another, and remembers its answers for some seconds."""

    def __init__(self, resolver: Resolver, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._resolver = resolver
        self._seconds = seconds
        self._clock = clock
        self._known: AddressCache[Sequence[Address]] = AddressCache()

    def __call__(self, host: str, port: int) -> Sequence[Address]:
        """Return the addresses of `host`. Raises what the other one raises."""
        known = self._known.get((host, port), self._clock())
        if known is not None:
            return known
        found = self._resolver(host, port)
        if found:
            self._known.put((host, port), found, self._clock() + self._seconds)
        return found

    def close(self) -> None:
        """Close the resolver that is asked."""
        close_resolver(self._resolver)


def close_resolver(resolver: Resolver) -> None:
    """Close the connections of `resolver`, where it has some."""
    close = getattr(resolver, "close", None)
    if close is not None:
        close()
