"""Names that mean this machine or its private network, for which the local authority answers."""

from __future__ import annotations

import ipaddress
import re
import socket
from functools import lru_cache

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

# RFC 6761 §6.3, RFC 6762 §3, the name ICANN set aside for private use in 2024, RFC 8375.
LOCAL_DOMAINS = ("localhost", "local", "internal", "home.arpa")

# RFC 1122 §3.2.1.3, RFC 1918, RFC 3927; RFC 4291 §2.5.3, RFC 4193, RFC 4291 §2.5.6.
LOCAL_NETWORKS: tuple[IPNetwork, ...] = tuple(
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def as_address(host: str) -> IPAddress | None:
    """Return the IP address that `host` is, brackets and zone aside; None if it is a name."""
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None


def normal_name(name: str) -> str:
    """Return a name or address as it is compared: in lower case, without final dot and brackets."""
    return name.strip("[]").removesuffix(".").lower()


def is_within(name: str, domain: str) -> bool:
    """Say whether `name` is `domain` or lies under it."""
    return name == domain or name.endswith("." + domain)


def is_dns_name(name: str) -> bool:
    """Say whether `name` is a host name in its ASCII form (RFC 1123 §2.1); a leading ``*.`` may stand in."""
    labels = name.removeprefix("*.").split(".")
    return len(name) <= 253 and all(_LABEL.fullmatch(label) for label in labels)


@lru_cache(maxsize=1)
def machine_names() -> tuple[str, ...]:
    """Return the names that this machine has of its own, and that nobody else has on the public internet.

    A name of one label that has letters alone could be a top-level domain (a machine called ``dev``), so it
    only counts with ``.local`` after it.
    """
    host = normal_name(socket.gethostname())
    if not is_dns_name(host) or as_address(host) is not None:
        return ()
    first = host.partition(".")[0]
    announced = f"{first}.local"
    own = "." in host or not _may_be_top_level(host)
    return tuple(dict.fromkeys((host, announced) if own else (announced,)))


def _may_be_top_level(label: str) -> bool:
    return label.isalpha() or label.startswith("xn--")


def is_local(host: str) -> bool:
    """Say whether a client may trust the local authority for `host`: loopback, or a name of this machine."""
    address = as_address(host)
    if address is not None:
        return address.is_loopback
    name = normal_name(host)
    return is_within(name, "localhost") or name in machine_names()
