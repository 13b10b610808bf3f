"""Whether a server that everybody can reach would let everybody change everything."""

from __future__ import annotations

from ipaddress import ip_address

from ...faults import UsageError
from ...faults.access import WRITES_UNGUARDED


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches what listens on `host`, a name or an address."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):  # RFC 6761 §6.3
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return address.is_loopback if mapped is None else mapped.is_loopback


def check_exposure(host: str, *, has_rules: bool) -> None:
    """Raise `UsageError` where `host` is reached from other machines and no rules say who may write."""
    if not has_rules and not is_loopback(host):
        raise UsageError(WRITES_UNGUARDED, host=host)
