"""The pool of connections: a plan of who has which connection, without I/O.

Every connection is either idle, or reserved for exactly one exchange; one that is handed over is reserved in the same
step, so nobody else can take or close it meanwhile. Who finds no place waits with a ticket, in order.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
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

    def abort(self) -> None:
        """Drop it, without a farewell."""

    def forsake(self) -> None:
        """Let go of it for another process that goes on using it."""


Member = TypeVar("Member", bound=Poolable)


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """`connections` may be open at once, idle ones included; one that was idle for `idle_seconds` is not used again."""

    connections: int = 100
    idle_seconds: float = 90.0


@dataclass(frozen=True, slots=True)
class Usage:
    """How many connections are open or about to be, how many of them rest, and how many requests wait for one."""

    open: int = 0
    idle: int = 0
    waiting: int = 0

    @property
    def in_use(self) -> int:
        """Return how many connections serve an exchange, or are being opened for one."""
        return self.open - self.idle

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.open + other.open, self.idle + other.idle, self.waiting + other.waiting)


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


class Queue(Generic[Member]):
    """Tickets in the order of their coming, all together and for each key; every step takes the same short time."""

    __slots__ = ("_all", "_by_key")

    def __init__(self) -> None:
        self._all: OrderedDict[Ticket[Member], None] = OrderedDict()
        self._by_key: dict[Hashable, OrderedDict[Ticket[Member], None]] = {}

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Ticket[Member]]:
        return iter(self._all)

    def add(self, ticket: Ticket[Member]) -> None:
        """Put `ticket` at the end."""
        self._all[ticket] = None
        same_key = self._by_key.get(ticket.key)
        if same_key is None:
            same_key = self._by_key[ticket.key] = OrderedDict()
        same_key[ticket] = None

    def remove(self, ticket: Ticket[Member]) -> None:
        """Take `ticket` out, wherever it stands."""
        del self._all[ticket]
        same_key = self._by_key[ticket.key]
        del same_key[ticket]
        if not same_key:
            del self._by_key[ticket.key]

    @property
    def first(self) -> Ticket[Member]:
        """Return the ticket that has waited longest; there has to be one."""
        return next(iter(self._all))

    def first_for(self, key: Hashable) -> Ticket[Member] | None:
        """Return the ticket for `key` that has waited longest."""
        same_key = self._by_key.get(key)
        return next(iter(same_key)) if same_key else None


_MOST_OVERTAKEN = 64
"""How often those who wait for other keys are served before the one who has waited longest."""


class Pool(Generic[Member]):
    """Who has which connection. All methods may be called from many threads."""

    __slots__ = ("_idle", "_left", "_lock", "_open", "_open_for", "_overtaken", "_queue", "closed", "limits")

    def __init__(self, limits: PoolLimits, lock: AbstractContextManager[object]) -> None:
        self.limits = limits
        self._lock = lock
        # A key is there while it has members; so the one that stands first has the member that has rested longest.
        self._idle: dict[Hashable, list[Member]] = {}
        self._queue: Queue[Member] = Queue()
        self._left: deque[Member] = deque()
        self._open = 0
        self._open_for: dict[Hashable, int] = {}
        self._overtaken = 0
        self.closed = False

    def take_idle(self, key: Hashable, now: float) -> Member | None:
        """Reserve and return the idle connection for `key` that was used last, None where all have idled too long."""
        while True:
            with self._lock:
                members = self._idle.get(key)
                if not members:
                    return None
                member = members.pop()
                if not members:
                    del self._idle[key]
            if now - member.idle_since <= self.limits.idle_seconds:
                return member
            self.discard(member)

    def reserve(self, key: Hashable, waiter: Callable[[], Waiter]) -> Ticket[Member]:
        """Return a ticket: granted at once where a connection may be opened, else in its turn.

        An idle connection to somewhere else is closed where that makes room.
        """
        if self._left:
            self._discard_left()
        victim: Member | None = None
        with self._lock:
            ticket: Ticket[Member] = Ticket(key, waiter())
            if self._open < self.limits.connections:
                ticket.granted = True
            elif self._idle:
                victim = self._oldest_idle()
                self._count(victim.key, -1)
                ticket.granted = True
            else:
                self._queue.add(ticket)
            if ticket.granted:
                self._count(key, 1)
        if victim is not None:
            victim.close()
        return ticket

    def _count(self, key: Hashable, change: int) -> None:
        """Note that there is one more, or one less, connection open for `key`, or about to be."""
        self._open += change
        count = self._open_for.get(key, 0) + change
        if count:
            self._open_for[key] = count
        else:
            del self._open_for[key]

    def _oldest_idle(self) -> Member:
        key, members = next(iter(self._idle.items()))
        oldest = members.pop(0)
        del self._idle[key]
        if members:
            # Not the exact place of the next one, but the others have rested for about as long.
            self._idle[key] = members
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
            self.free_place(ticket.key)

    def release(self, member: Member) -> None:
        """Give back a connection that may be used again: to the first who waits for its key, else to rest."""
        with self._lock:
            if not self.closed:
                if not self._queue:
                    self._idle.setdefault(member.key, []).append(member)
                    return
                ticket = self._next_for(member.key)
                if ticket is not None:
                    self._queue.remove(ticket)
                    ticket.grant(member)
                    return
        self.discard(member)

    def _next_for(self, key: Hashable) -> Ticket[Member] | None:
        """Return who gets a connection for `key`; None where somebody else has been overtaken often enough."""
        longest_waiting = self._queue.first
        if longest_waiting.key == key:
            self._overtaken = 0
            return longest_waiting
        ticket = self._queue.first_for(key)
        if ticket is None:
            self._overtaken = 0
            return None
        self._overtaken += 1
        return ticket if self._overtaken <= _MOST_OVERTAKEN else None

    def discard(self, member: Member) -> None:
        """Close a connection that was reserved, and free its place."""
        member.close()
        self.free_place(member.key)

    def leave(self, member: Member) -> None:
        """Take a reserved connection whose owner was collected as garbage; it is discarded later.

        The collector runs anywhere, maybe in the middle of a step under this pool's lock, or in another thread than
        the loop's: so nothing happens here that locks or closes.
        """
        self._left.append(member)

    def _discard_left(self) -> None:
        while self._left:
            try:
                member = self._left.popleft()
            except IndexError:
                # Another thread has taken the last one.
                return
            self.discard(member)

    def free_place(self, key: Hashable) -> None:
        """Let somebody else open a connection instead of one for `key` that is gone, or that never came to be."""
        with self._lock:
            self._count(key, -1)
            if self._queue:
                ticket = self._queue.first
                self._queue.remove(ticket)
                self._overtaken = 0
                self._count(ticket.key, 1)
                ticket.grant(None)

    def start_anew(self, lock: AbstractContextManager[object]) -> None:
        """Forget all connections, waiting requests, and the present lock: in a child process they are the parent's."""
        members = [member for members in self._idle.values() for member in members]
        self._lock = lock
        self._idle, self._open_for, self._open = {}, {}, 0
        self._queue = Queue()
        self._left.clear()
        for member in members:
            member.forsake()

    def close(self) -> None:
        """Close all idle connections; those in use are closed when they are given back."""
        self._discard_left()
        with self._lock:
            self.closed = True
            members = [member for members in self._idle.values() for member in members]
            self._idle.clear()
            for member in members:
                self._count(member.key, -1)
        for member in members:
            member.close()

    def drop(self) -> None:
        """Drop all connections that rest or were left: for the finalizer of the only owner.

        So no lock is taken: nobody else can have it, and the collector may run where another is held.
        """
        members = [*self._left, *(member for members in self._idle.values() for member in members)]
        self._left.clear()
        self._idle.clear()
        for member in members:
            member.abort()

    @property
    def open_connections(self) -> int:
        """Return how many connections are open or about to be."""
        return self._open

    @property
    def idle_connections(self) -> int:
        """Return how many of them rest."""
        return sum(len(members) for members in self._idle.values())

    def usage(self) -> dict[Hashable, Usage]:
        """Return what there is for each key at this moment."""
        with self._lock:
            waiting = Counter(ticket.key for ticket in self._queue)
            return {
                key: Usage(self._open_for.get(key, 0), len(self._idle.get(key, ())), waiting[key])
                for key in (*self._open_for, *(key for key in waiting if key not in self._open_for))
            }
