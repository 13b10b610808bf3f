"""The guard where a proxy connects in the client's place."""

from __future__ import annotations

from ...faults import ReachError
from ...faults.reach import ADDRESS_FORBIDDEN
from ...net.network import Network, Permits
from ...semantics.hosts import is_address


async def check_target(
    network: Network, permits: Permits, host: str, port: int, limit: float | None, deadline: float | None
) -> None:
    """Raise `ReachError` where any address of `host` is forbidden: which one the proxy would take is not known here.

    The proxy may get another answer than this machine. Raises what resolving raises, too.
    """
    if is_address(host):
        addresses = [host]
    else:
        addresses = [str(address.name[0]) for address in await network.resolve(host, port, limit, deadline)]
    refusals = {address: refusal for address in addresses if (refusal := permits(host, address)) is not None}
    if refusals:
        listed = "; ".join(f"{address} ({refusal})" for address, refusal in refusals.items())
        raise ReachError(ADDRESS_FORBIDDEN, host=host, addresses=listed)
