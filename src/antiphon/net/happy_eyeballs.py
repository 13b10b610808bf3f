"""The race between a host's addresses (RFC 8305 §4 and §5), without clock, sockets or threads.

`interleave` puts the addresses in order; `Race` says which one to try when. A driver asks `due`, reports
`started`, `failed` and `won`, and sleeps for `next_wait` or until an attempt ends. Every world drives the
same race.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .network import Address, Attempt

LEAST_DELAY = 0.01
"""RFC 8305 §5: the Connection Attempt Delay MUST NOT be less than 10 ms."""


def interleave(addresses: Iterable[Address]) -> tuple[Address, ...]:
    """Return `addresses` with the families alternating, each in its own order, the first one's family first.

    RFC 8305 §4 with a First Address Family Count of 1: a family without a route costs one delay, not one an
    address. Doubles are left out.
    """
    families: dict[int, list[Address]] = {}
    for address in dict.fromkeys(addresses):
        families.setdefault(address.family, []).append(address)
    ranked = [(rank, address) for family in families.values() for rank, address in enumerate(family)]
    return tuple(address for _, address in sorted(ranked, key=lambda pair: pair[0]))


class Race:
    """Attempts to connect, the next one starting when the last one failed or had its delay.

    `addresses` in the order in which to try them, at least one; `delay` in seconds. Times given to the
    methods are moments on any one clock.
    """

    __slots__ = ("_begun", "_delay", "_ended", "_next_at", "addresses")

    def __init__(self, addresses: Sequence[Address], delay: float = 0.25) -> None:
        self.addresses = tuple(addresses)
        self._delay = max(delay, LEAST_DELAY)
        self._next_at = float("-inf")
        self._begun: list[float] = []
        self._ended: dict[int, tuple[str | None, float]] = {}

    def due(self, now: float) -> int | None:
        """Return the index of the address to try at `now`, None when none is due."""
        index = len(self._begun)
        return index if index < len(self.addresses) and now >= self._next_at else None

    def started(self, index: int, now: float) -> None:
        """Note that the attempt that was due began at `now`."""
        if index != len(self._begun):
            raise ValueError(f"attempt {len(self._begun)} comes next, not {index}")
        self._begun.append(now)
        self._next_at = now + self._delay

    def failed(self, index: int, error: str, now: float) -> None:
        """Note that an attempt failed, `error` being the system's name for why.

        The next one is due at once.
        """
        self._ended[index] = (error, now)
        self._next_at = now

    def won(self, index: int, now: float) -> None:
        """Note that an attempt connected. The others are to be closed."""
        self._ended[index] = (None, now)

    def next_wait(self, now: float) -> float | None:
        """Return the seconds until another attempt is due, None when all have begun."""
        if len(self._begun) == len(self.addresses):
            return None
        return max(0.0, self._next_at - now)

    @property
    def lost(self) -> bool:
        """Whether every address failed."""
        return len(self._ended) == len(self.addresses)

    def attempts(self, now: float, unfinished: str) -> tuple[Attempt, ...]:
        """Return what was tried up to `now`; attempts under way carry `unfinished` as their error."""
        report = []
        for index, begun in enumerate(self._begun):
            error, ended = self._ended.get(index, (unfinished, now))
            report.append(Attempt(self.addresses[index], error, ended - begun))
        return tuple(report)
