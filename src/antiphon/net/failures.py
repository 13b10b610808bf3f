"""Errors of the system become errors of the package here, and only here."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence

from ..faults import Fault, Phase, Text, errors, policies
from ..faults import connection as faults
from ..faults.reach import SOURCE_ELSEWHERE
from .limits import Allowance
from .network import Attempt

UNREACHABLE = frozenset({"ENETUNREACH", "EHOSTUNREACH", "ENETDOWN", "EHOSTDOWN", "EADDRNOTAVAIL", "EAFNOSUPPORT"})
RESET = frozenset({"ECONNRESET", "ECONNABORTED", "EPIPE", "ESHUTDOWN"})
NO_ADDRESS = frozenset({"EAI_NONAME", "EAI_NODATA", "EAI_ADDRFAMILY"})


# Timers count milliseconds, and may fire a little before the moment they were set to.
_GRANULARITY = 0.005


def reason(error: OSError) -> str:
    """Return the system's own name for `error`, such as ECONNREFUSED: the same in every language."""
    if isinstance(error, socket.gaierror):
        return _resolver_code(error.errno)
    return errno.errorcode.get(error.errno or 0, type(error).__name__)


def _resolver_code(number: int | None) -> str:
    for name, value in vars(socket).items():
        if name.startswith("EAI_") and value == number:
            return name
    return f"EAI {number}"


def unresolved(host: str, error: OSError) -> errors.ResolveError:
    """Return the error for a name that the resolver could not turn into addresses."""
    code = reason(error)
    if code in NO_ADDRESS:
        return errors.ResolveError(faults.NAME_NOT_FOUND, host=host)
    return errors.ResolveError(faults.RESOLVE_FAILED, host=host, reason=code)


def without_address(host: str) -> errors.ResolveError:
    """Return the error for a name whose list of addresses is empty."""
    return errors.ResolveError(faults.NAME_NOT_FOUND, host=host)


def resolve_expired(host: str, allowance: Allowance, now: float) -> errors.RequestError:
    """Return the error for a resolver that took longer than `allowance`."""
    if allowance.is_total(now):
        return _total_expired(host, Phase.RESOLVE)
    error = errors.ConnectTimeout(faults.RESOLVE_TIMEOUT, host=host, limit=allowance.limit)
    error.phase = Phase.RESOLVE
    return error


def _total_expired(peer: str | Text, phase: Phase | None = None, **details: object) -> errors.TotalTimeout:
    """Return the error for a deadline that has passed; in which `phase`, only its caller may know."""
    error = errors.TotalTimeout(faults.TOTAL_TIMEOUT, peer=peer, **details)
    error.phase = phase
    return error


def unconnected(target: str, attempts: Sequence[Attempt], source: str | None = None) -> errors.ConnectionError:
    """Return the error for `target`, all of whose addresses failed; `source` is where from, where that was given."""
    reasons = {attempt.error for attempt in attempts}
    if source and reasons == {"EADDRNOTAVAIL"}:
        return errors.ConnectionError(SOURCE_ELSEWHERE, source=source, tried=tuple(attempts))
    return errors.ConnectionError(
        _connect_fault(reasons), target=target, attempts=_listed(attempts), tried=tuple(attempts)
    )


def _connect_fault(reasons: set[str | None]) -> Fault:
    # One refusal proves that the host is there, so it says more than any address without a route.
    if "ECONNREFUSED" in reasons:
        return faults.CONNECTION_REFUSED
    if reasons == {"ENOENT"}:
        return faults.UNIX_SOCKET_MISSING
    return faults.HOST_UNREACHABLE if reasons <= UNREACHABLE else faults.CONNECT_FAILED


def connect_expired(target: str, attempts: Sequence[Attempt], allowance: Allowance, now: float) -> errors.RequestError:
    """Return the error for `target` that did not accept within `allowance`."""
    tried = tuple(attempts)
    if allowance.is_total(now):
        return _total_expired(target, Phase.CONNECT, tried=tried)
    return errors.ConnectTimeout(
        faults.CONNECT_TIMEOUT, target=target, limit=allowance.limit, attempts=_listed(attempts), tried=tried
    )


def _listed(attempts: Sequence[Attempt]) -> str:
    return ", ".join(map(str, attempts))


def read_expired(peer: str | Text, limit: float | None, deadline: float | None, now: float) -> errors.RequestError:
    """Return the error for a peer that sent nothing in time."""
    if limit is None or _passed(deadline, now):
        return _total_expired(peer)
    return errors.ReadTimeout(faults.READ_TIMEOUT, peer=peer, limit=limit)


def write_expired(peer: str, limit: float | None, deadline: float | None, now: float) -> errors.RequestError:
    """Return the error for a peer that accepted nothing in time."""
    if limit is None or _passed(deadline, now):
        return _total_expired(peer)
    return errors.WriteTimeout(faults.WRITE_TIMEOUT, peer=peer, limit=limit)


def _passed(deadline: float | None, now: float) -> bool:
    return deadline is not None and now >= deadline - _GRANULARITY


def broken(peer: str, error: OSError) -> errors.ConnectionError:
    """Return the error for a connection that the system reports as broken."""
    code = reason(error)
    fault = faults.CONNECTION_RESET if code in RESET else faults.CONNECTION_LOST
    return errors.ConnectionError(fault, peer=peer, reason=code)


def cancelled() -> errors.Cancelled:
    """Return the error for a wait that a token broke off."""
    return errors.Cancelled(policies.CANCELLED)


def dropped_here(peer: str) -> errors.ConnectionError:
    """Return the error for a connection used after, or while, this side closed it."""
    return errors.ConnectionError(faults.CONNECTION_DROPPED_HERE, peer=peer)
