"""What became of the attempts before the one that counts."""

from __future__ import annotations

from dataclasses import dataclass

from ..faults import (
    ConnectionError,
    ConnectTimeout,
    Fault,
    PoolTimeout,
    RequestError,
    ResolveError,
    TLSError,
    WriteTimeout,
)
from ..faults.connection import RESOLVE_TIMEOUT


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """An attempt after which the request was sent again.

    `phase` is how far it came: pool, resolve, connect, tls, send, receive, or status for a response. `what` is a
    sentence about what failed, `status` that of the response, `fault` the row of the table where there was none. The
    next attempt began `waited` seconds later.
    """

    phase: str
    what: str
    waited: float
    status: int | None = None
    fault: Fault | None = None


def phase_of(error: RequestError) -> str:
    """Return the phase in which a request failed."""
    if isinstance(error, PoolTimeout):
        return "pool"
    if isinstance(error, ResolveError) or error.fault is RESOLVE_TIMEOUT:
        return "resolve"
    if isinstance(error, TLSError):
        return "tls"
    if isinstance(error, ConnectTimeout) or (isinstance(error, ConnectionError) and error.unsent):
        return "connect"
    return "send" if isinstance(error, WriteTimeout) else "receive"
