"""The pool of connections: a plan of who has which connection, without I/O.

Every connection is either idle, or reserved for exactly one exchange; one that is handed over is reserved in the same
step, so nobody else can take or close it meanwhile. Who finds no place waits with a ticket, in order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from ..net.network import Waiter


class Poolable(Protocol):
    """A connection as the pool sees it."""

    @property
    def key(self) -> Hashable:
        """Return what two requests must have in common to use the same connection."""

    @property
    def idle_since(self) -> float:
        """Return when it was given back, on the clock of `Network.now`."""

    def close(self) -> None:
        """Close it."""


Member = TypeVar("Member", bound=Poolable)


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """`connections` may be open at once, idle ones included; one that was idle for `idle_seconds` is not used again."""

    connections: int = 100
    idle_seconds: float = 90.0


class Ticket(Generic[Member]):
    """A place in the queue. Once `granted`, it holds a connection, or None for the right to open one."""

    __slots__ = ("connection", "granted", "key", "waiter")

    def __init__(self, key: Hashable, waiter: Waiter) -> None:
        self.key = key
        self.waiter = waiter
        self.granted = False
        self.connection: Member | None = None

    def grant(self, connection: Member | None) -> None:
        """Give the place, and wake whoever waits."""
        self.connection = connection
        self.granted = True
        self.waiter.wake()


class Pool(Generic[Member]):
    """Who has which connection. All methods may be called from many threads."""

    __slots__ = ("_idle", "_left", "_limits", "_lock", "_open", "_queue", "closed")

    def __init__(self, limits: PoolLimits, lock: AbstractContextManager[object]) -> None:
        self._limits = limits
        self._lock = lock
        self._idle: dict[Hashable, list[Member]] = {}
        self._queue: deque[Ticket[Member]] = deque()
        self._left: deque[Member] = deque()
        self._open = 0
        self.closed = False

    def take_idle(self, key: Hashable, now: float) -> Member | None:
        """Reserve and return the idle connection for `key` that was used last, None where all have idled too long."""
        while True:
            with self._lock:
                members = self._idle.get(key)
                if not members:
                    return None
                member = members.pop()
            if now - member.idle_since <= self._limits.idle_seconds:
                return member
            self.discard(member)

    def reserve(self, key: Hashable, waiter: Callable[[], Waiter]) -> Ticket[Member]:
        """Return a ticket: granted at once where a connection may be opened, else in its turn.

        An idle connection to somewhere else is closed where that makes room.
        """
        self._discard_left()
        victim: Member | None = None
        with self._lock:
            ticket: Ticket[Member] = Ticket(key, waiter())
            if self._open < self._limits.connections:
                self._open += 1
                ticket.granted = True
            else:
                victim = self._oldest_idle()
                if victim is not None:
                    ticket.granted = True
                else:
                    self._queue.append(ticket)
        if victim is not None:
            victim.close()
        return ticket

    def _oldest_idle(self) -> Member | None:
        members = [members[0] for members in self._idle.values() if members]
        if not members:
            return None
        oldest = min(members, key=lambda member: member.idle_since)
        self._idle[oldest.key].remove(oldest)
        return oldest

    def give_up(self, ticket: Ticket[Member]) -> None:
        """Take back a ticket whose owner has stopped waiting; what it was granted goes to the next."""
        with self._lock:
            if not ticket.granted:
                self._queue.remove(ticket)
                return
        if ticket.connection is not None:
            self.release(ticket.connection)
        else:
            self.free_place()

    def release(self, member: Member) -> None:
        """Give back a connection that may be used again: to the first who waits for its key, else to rest."""
        with self._lock:
            if not self.closed:
                for ticket in self._queue:
                    if ticket.key == member.key:
                        self._queue.remove(ticket)
                        ticket.grant(member)
                        return
                if not self._queue:
                    self._idle.setdefault(member.key, []).append(member)
                    return
        self.discard(member)

    def discard(self, member: Member) -> None:
        """Close a connection that was reserved, and free its place."""
        member.close()
        self.free_place()

    def leave(self, member: Member) -> None:
        """Take a reserved connection whose owner was collected as garbage; it is discarded later.

        The collector runs anywhere, maybe in the middle of a step under this pool's lock, or in another thread than
        the loop's: so nothing happens here that locks or closes.
        """
        self._left.append(member)

    def _discard_left(self) -> None:
        while True:
            try:
                member = self._left.popleft()
            except IndexError:
                # Asking first whether there is one would race with other threads.
                return
            self.discard(member)

    def free_place(self) -> None:
        """Let somebody else open a connection instead of one that is gone, or that never came to be."""
        with self._lock:
            if self._queue:
                self._queue.popleft().grant(None)
            else:
                self._open -= 1

    def close(self) -> None:
        """Close all idle connections; those in use are closed when they are given back."""
        self._discard_left()
        with self._lock:
            self.closed = True
            members = [member for members in self._idle.values() for member in members]
            self._idle.clear()
            self._open -= len(members)
        for member in members:
            member.close()

    @property
    def open_connections(self) -> int:
        """Return how many connections are open or about to be."""
        return self._open

    @property
    def idle_connections(self) -> int:
        """Return how many of them rest."""
        return sum(len(members) for members in self._idle.values())
