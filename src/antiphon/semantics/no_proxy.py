"""What goes without a proxy: the entries of ``no_proxy``.

No specification says what they mean. Here, as in most programs:

- ``example.com`` and ``.example.com``: the name and all below it; ``*.example.com``: only what is below it.
- ``192.0.2.1``, ``[::1]``: this address. ``10.0.0.0/8``, ``fd00::/8``: the addresses of this network.
- any of these with ``:port``: only on this port.
- ``192.168.*``: ``*`` stands for anything. ``*`` alone: everything. ``<local>``: names without a dot.

Names are compared label by label, without case, in their ASCII form and without the dot at the end. A name is not
resolved to compare its addresses: that would ask the name server, which the proxy is often there to avoid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Protocol

from ..faults import InvalidURL, UsageError
from ..faults.proxy import NO_PROXY_ENTRY
from .hosts import is_loopback, normalized_host, port_number

_Address = IPv4Address | IPv6Address
_Network = IPv4Network | IPv6Network

_SEPARATORS = re.compile(r"[\s,;]+")
_WITH_PORT = re.compile(r"(\[[^\]]*\]|[^:]*):([0-9]+)")
_BRACKETS = re.compile(r"\A\[([^\[\]]*)\]")
_SHORT_IPV4 = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){0,2})/([0-9]{1,2})")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: `host` canonical, without a dot at the end; `address` where it is one."""

    host: str
    port: int
    address: _Address | None

    @classmethod
    def of(cls, host: str, port: int) -> Target:
        """Return the target at the canonical `host`."""
        return cls(host.removesuffix("."), port, _address(host))


class Entry(Protocol):
    """One entry of ``no_proxy``."""

    def covers(self, target: Target) -> bool:
        """Tell whether `target` goes without a proxy."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A name and what is below it, or `below` it alone."""

    name: str
    below: bool = False

    def covers(self, target: Target) -> bool:
        """Compare label by label: evilexample.com is not below example.com."""
        return target.host.endswith(f".{self.name}") or (target.host == self.name and not self.below)


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of a network, which may have one alone. Only a target that is an address can be among them."""

    network: _Network

    def covers(self, target: Target) -> bool:
        """Tell whether the target's address is in the network."""
        return target.address is not None and target.address in self.network


@dataclass(frozen=True, slots=True)
class Pattern:
    """Hosts by a pattern in which ``*`` stands for anything."""

    expression: re.Pattern[str]

    def covers(self, target: Target) -> bool:
        """Tell whether the whole host matches."""
        return self.expression.fullmatch(target.host) is not None


@dataclass(frozen=True, slots=True)
class SimpleNames:
    """Names without a dot, which are known in the local network alone."""

    def covers(self, target: Target) -> bool:
        """Tell whether the host is such a name."""
        return "." not in target.host and target.address is None


@dataclass(frozen=True, slots=True)
class OnPort:
    """An entry that counts for one port alone."""

    entry: Entry
    port: int

    def covers(self, target: Target) -> bool:
        """Tell whether port and entry agree."""
        return target.port == self.port and self.entry.covers(target)


@dataclass(frozen=True, slots=True)
class Loopback:
    """This machine: localhost, the names below it, and the loopback addresses."""

    def covers(self, target: Target) -> bool:
        """Tell whether the host means this machine."""
        return is_loopback(target.host) or (target.address is not None and target.address.is_loopback)


@dataclass(frozen=True, slots=True)
class Asked:
    """Hosts for which a function answers yes: the system's own list."""

    answer: Callable[[str], object]

    def covers(self, target: Target) -> bool:
        """Ask."""
        return bool(self.answer(target.host))


def parse_no_proxy(entries: str | Iterable[str], *, lenient: bool = False) -> tuple[Entry, ...]:
    """Return the entries that `entries` are: text with commas, semicolons or white space between them, or several.

    Raises `UsageError` that names the first entry without a meaning; where `lenient`, such are left out.
    """
    texts = [entries] if isinstance(entries, str) else entries
    words = [word for text in texts for word in _SEPARATORS.split(text) if word]
    parsed = [(word, _entry(word.lower())) for word in words]
    wrong = next((word for word, entry in parsed if entry is None), None)
    if wrong is not None and not lenient:
        # Before an @ may be a password, though it has no business here.
        raise UsageError(NO_PROXY_ENTRY, entry="[masked]" if "@" in wrong else ascii(wrong))
    return tuple(entry for _, entry in parsed if entry is not None)


def _entry(word: str) -> Entry | None:
    found = _WITH_PORT.fullmatch(word)
    if found is None:
        return _host_entry(word)
    entry, port = _host_entry(found[1]), port_number(found[2])
    return None if entry is None or port is None else OnPort(entry, port)


def _host_entry(word: str) -> Entry | None:
    if word == "<local>":
        return SimpleNames()
    if "/" in word:
        return _network_entry(word)
    address = _address(word)
    if address is not None:
        return Addresses(ip_network(address))
    if "*" in word.removeprefix("*."):
        return Pattern(re.compile(".*".join(map(re.escape, word.split("*")))))
    return _domain(word)


def _domain(word: str) -> Domain | None:
    below = word.startswith("*.")
    try:
        name = normalized_host(word.removeprefix("*").removeprefix("."))
    except InvalidURL:
        return None
    return Domain(name.removesuffix("."), below)


def _network_entry(word: str) -> Addresses | None:
    short = _SHORT_IPV4.fullmatch(word)
    if short:
        # macOS writes 169.254/16.
        word = f"{short[1]}{'.0' * (3 - short[1].count('.'))}/{short[2]}"
    try:
        return Addresses(ip_network(_BRACKETS.sub(r"\1", word), strict=False))
    except ValueError:
        return None


def _address(host: str) -> _Address | None:
    """Return the address that `host` is; an IPv4 address written as IPv6 is the IPv4 address."""
    try:
        address = ip_address(_BRACKETS.sub(r"\1", host))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
