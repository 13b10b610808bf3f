"""How many requests a client may send in a time (RFC 6585 §4).

The fields that tell of it are those of draft-ietf-httpapi-ratelimit-headers, which is no RFC yet. The generic cell rate
algorithm counts: one number a client, the moment at which all that it sent would have come evenly.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Network, ip_address
from time import monotonic_ns

from ...faults import UsageError
from ...faults.access import RATE_EXCEEDED, RATE_SYNTAX
from ...semantics.fields import Pair
from ...server.handler import Request
from ..refusal import Refusal
from .principal import Principal

_WRITTEN = re.compile(r"([1-9]\d{0,8})/([1-9]\d{0,5})?([smh])")
_UNITS = {"s": 1, "m": 60, "h": 3600}
_SECOND = 1_000_000_000
_MOST_CLIENTS = 100_000
# An IPv6 network of this size is what one customer gets, and with it any number of addresses.
_IPV6_NETWORK_BITS = 64


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `quota` requests in `window` seconds: all at once or evenly."""

    quota: int
    window: int

    @property
    def interval(self) -> int:
        """Return the nanoseconds after which one more request is allowed. Whole ones never round a request away."""
        return self.window * _SECOND // self.quota


def rate_of(text: str) -> Rate:
    """Return the rate that ``100/60s``, ``1000/1h`` or ``10/s`` stands for. Raises `UsageError`."""
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise UsageError(RATE_SYNTAX, rate=text)
    return Rate(int(written[1]), int(written[2] or 1) * _UNITS[written[3]])


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a client has left: `remaining` requests now, and one more in `wait` nanoseconds."""

    allowed: bool
    remaining: int
    wait: int

    @property
    def seconds(self) -> int:
        """Return after how many whole seconds there is one more."""
        return -(-self.wait // _SECOND)


class RateLimit:
    """Counts the requests of each client against a rate, in memory that does not grow without end.

    `clock` gives nanoseconds. Beyond `most_clients` the one that was silent longest is forgotten.
    """

    def __init__(self, rate: Rate, clock: Callable[[], int] = monotonic_ns, most_clients: int = _MOST_CLIENTS) -> None:
        self.rate = rate
        self._interval = rate.interval
        self._clock = clock
        self._most_clients = most_clients
        self._due: dict[str, int] = {}
        self._policy: Pair = (b"ratelimit-policy", f'"default";q={rate.quota};w={rate.window}'.encode("ascii"))

    def take(self, client: str) -> Allowance:
        """Count a request of `client`, and return what is left; nothing is counted that is not allowed."""
        now, interval = self._clock(), self._interval
        due = max(self._due.pop(client, now), now)
        room = interval * self.rate.quota - (due - now)
        allowed = room >= interval
        self._due[client] = due + interval * allowed
        self._forget(now)
        if not allowed:
            return Allowance(False, 0, interval - room)
        remaining, part = divmod(room - interval, interval)
        return Allowance(True, remaining, interval - part)

    def check(self, client: str) -> tuple[Pair, ...]:
        """Count a request of `client`, and return the fields that tell what is left. Raises `Refusal`, 429."""
        allowance = self.take(client)
        told = f'"default";r={allowance.remaining};t={allowance.seconds}'
        if allowance.allowed:
            return self._policy, (b"ratelimit", told.encode("ascii"))
        fields = (
            ("Retry-After", str(allowance.seconds)),
            ("RateLimit-Policy", self._policy[1].decode("ascii")),
            ("RateLimit", told),
        )
        raise Refusal(
            RATE_EXCEEDED,
            fields=fields,
            quota=self.rate.quota,
            window=self.rate.window,
            seconds=allowance.seconds,
        )

    def _forget(self, now: float) -> None:
        """Drop up to two clients that have their whole quota again: more go than come, and no request waits long."""
        due = self._due
        for _ in range(2):
            oldest = next(iter(due))
            if due[oldest] > now and len(due) <= self._most_clients:
                return
            del due[oldest]


def client_of(request: Request, principal: Principal) -> str:
    """Return by what the sender of `request` is counted: the user, or the address."""
    return f"user {principal.name}" if principal.name else address_of(request)


def address_of(request: Request) -> str:
    """Return the address from which `request` came; of IPv6 its network, and empty for a Unix socket."""
    host = request.client[0] if request.client else ""
    if ":" not in host:
        return host
    address = ip_address(host.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return str(mapped)
    return str(IPv6Network((int(address), _IPV6_NETWORK_BITS), strict=False))
