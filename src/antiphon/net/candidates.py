"""Which of a host's addresses may be tried: those that are permitted, and that the source address can reach.

What comes out of here is what is connected to. A name is not resolved again in between, so an answer that changes from
one moment to the next (DNS rebinding) gains nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..faults import ConnectionError, ReachError
from ..faults.reach import ADDRESS_FORBIDDEN, SOURCE_FAMILY
from .network import Address, ConnectOptions, Permits
from .resolver import numeric_address


def candidates(host: str, addresses: Sequence[Address], options: ConnectOptions) -> Sequence[Address]:
    """Return those of `addresses` of `host` that may be connected to with `options`, in their order.

    Raises ReachError where all are forbidden, ConnectionError where the source is of another family than any of them.
    """
    if options.permits is not None:
        addresses = permitted(host, addresses, options.permits)
    return _of_its_family(host, addresses, options.source) if options.source else addresses


def permitted(host: str, addresses: Sequence[Address], permits: Permits) -> Sequence[Address]:
    """Return those of `addresses` of `host` that `permits` allows. Raises ReachError where it allows none."""
    refusals = [permits(host, str(address.name[0])) for address in addresses]
    allowed = [address for address, refusal in zip(addresses, refusals, strict=True) if refusal is None]
    if allowed:
        return allowed
    listed = dict.fromkeys(
        f"{address.name[0]} ({refusal})" for address, refusal in zip(addresses, refusals, strict=True)
    )
    raise ReachError(ADDRESS_FORBIDDEN, host=host, addresses="; ".join(listed))


def _of_its_family(host: str, addresses: Sequence[Address], source: str) -> Sequence[Address]:
    own = numeric_address(source, 0)
    reachable = addresses if own is None else [address for address in addresses if address.family == own.family]
    if reachable:
        return reachable
    raise ConnectionError(SOURCE_FAMILY, host=host, source=source, addresses=_listed(addresses))


def _listed(addresses: Iterable[Address]) -> str:
    return ", ".join(dict.fromkeys(str(address.name[0]) for address in addresses))
