"""From a name to addresses, by the system's resolver, in a thread that nobody has to wait for.

``getaddrinfo`` can hang for longer than any limit and cannot be interrupted. So it runs in a daemon thread of
its own: who asked goes away when the time is over, and neither a pool of threads nor the end of the program
waits for it.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from typing import TypeAlias, cast

from . import failures
from .network import Address, SocketName

Resolver: TypeAlias = Callable[[str, int], Sequence[Address]]
"""Returns the addresses of a host and port, best first; may take any time; raises OSError for none."""

Outcome: TypeAlias = Sequence[Address] | BaseException


def system_addresses(host: str, port: int) -> Sequence[Address]:
    """Return what the system's resolver knows of `host`, in its order (RFC 6724).

    Names below localhost mean this machine (RFC 6761 §6.3), though few systems know them. Raises ``socket.gaierror``.
    """
    local = host.rstrip(".").endswith(".localhost")
    return _addresses("localhost" if local else host, port, 0)


def numeric_address(host: str, port: int) -> Address | None:
    """Return the address that `host` spells in digits, None when it is a name. Asks nobody."""
    try:
        return _addresses(host, port, socket.AI_NUMERICHOST)[0]
    except socket.gaierror:
        return None


def _addresses(host: str, port: int, flags: int) -> list[Address]:
    if "\0" in host:
        # The system would read the name only up to there, and connect to another host than the one that was checked.
        raise socket.gaierror(socket.EAI_NONAME, "a name has no NUL")
    # Bytes, since a str would load Python's outdated IDNA codec.
    found = socket.getaddrinfo(host.encode(), port, type=socket.SOCK_STREAM, flags=flags)
    return [Address(family, cast(SocketName, name)) for family, _, _, _, name in found]


def resolve_aside(resolver: Resolver, host: str, port: int, deliver: Callable[[Outcome], object]) -> None:
    """Call `resolver` in a thread, which then calls `deliver` with the addresses or the exception."""

    def work() -> None:
        try:
            outcome: Outcome = resolver(host, port)
        except BaseException as error:
            outcome = error
        deliver(outcome)

    threading.Thread(target=work, name=f"resolve {host}", daemon=True).start()


def addresses_of(host: str, outcome: Outcome) -> Sequence[Address]:
    """Return the addresses that a resolver delivered for `host`. Raises ResolveError when there are none."""
    if isinstance(outcome, OSError):
        raise failures.unresolved(host, outcome) from outcome
    if isinstance(outcome, BaseException):
        raise outcome
    if not outcome:
        raise failures.without_address(host)
    return outcome
