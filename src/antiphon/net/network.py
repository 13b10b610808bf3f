"""What every world offers: the contract of `Network`, `Stream` and `Waiter`, and the values that go with it.

Times are seconds. A ``limit`` counts from the start of one wait, None for no limit; a ``deadline`` is a
moment on the clock of `Network.now`, None for none. A passed deadline wins over everything, so a peer that
drips bytes cannot outlive it.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TypeAlias, TypeVar

from .cancelling import CancelToken, Carry

if TYPE_CHECKING:
    from .trace import ConnectionTrace

Result = TypeVar("Result")

SocketName: TypeAlias = tuple[str, int] | tuple[str, int, int, int] | str
"""What the system calls a socket's end: the tuples of IPv4 and IPv6, or the path of a Unix socket."""


Permits: TypeAlias = Callable[[str, str], str | None]
"""Given a host and one of its addresses: what forbids to connect there, None where nothing does."""


def endpoint(name: object) -> str:
    """Return a socket's name as people write it: ``127.0.0.1:443``, ``[::1]:443`` or a path."""
    if isinstance(name, tuple):
        host, port = name[:2]
        return authority(host, port)
    return name.decode(errors="replace") if isinstance(name, bytes) else str(name)


def authority(host: str, port: int) -> str:
    """Return ``host:port``, with brackets around an IPv6 address (RFC 3986 §3.2.2)."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@dataclass(frozen=True, slots=True)
class Address:
    """Where one connection can be tried: a family of the socket module, and the name within it."""

    family: int
    name: SocketName

    def __str__(self) -> str:
        return endpoint(self.name)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to connect. `error` is the system's name of what went wrong, None for the one that succeeded.

    A try that was still under way carries ECANCELED when another one won, ETIMEDOUT when the time was over.
    """

    address: Address
    error: str | None
    seconds: float

    def __str__(self) -> str:
        return f"{self.address} ({self.error or 'connected'}, {self.seconds:.3f} s)"


@dataclass(frozen=True, slots=True)
class ConnectOptions:
    """How to connect. The defaults suit HTTP.

    `source` is the address of this machine to connect from. `keep_alive` is how many seconds a connection
    rests before the system probes whether the peer is still there, None for never. `attempt_delay` is how
    many seconds an attempt has before the next address joins the race (RFC 8305 §5: 0.25, never below 0.01).
    `permits` says of each address, once it is known, whether it may be connected to; None permits all.
    """

    source: str | None = None
    keep_alive: int | None = 60
    attempt_delay: float = 0.25
    permits: Permits | None = None


DEFAULT_OPTIONS = ConnectOptions()


class Stream(Protocol):
    """A connection: bytes in order, both ways. One reader and one writer at a time."""

    local_address: str
    peer_address: str
    resolved_at: float
    """When the addresses were known, on the clock of `Network.now`."""
    connected_at: float
    attempts: tuple[Attempt, ...]

    @property
    def trace(self) -> ConnectionTrace | None:
        """Return where it tells what happens on it, None where nobody listens."""

    async def read(self, limit: float | None, deadline: float | None) -> bytes:
        """Return the bytes that came next, as many as are there; ``b""`` once the peer has sent its last.

        Raises ReadTimeout when none came for `limit` seconds, TotalTimeout at `deadline`, ConnectionError
        when the connection broke or was dropped on this side.
        """

    async def write(self, data: bytes | bytearray | memoryview, limit: float | None, deadline: float | None) -> None:
        """Hand all of `data` over to be sent; afterwards the caller may change it.

        Raises WriteTimeout when the peer accepted nothing for `limit` seconds, TotalTimeout at `deadline`,
        ConnectionError when the connection broke or was dropped on this side.
        """

    def is_stale(self) -> bool:
        """Say whether a resting connection is of no more use: its peer ended it, or sent what is not asked."""

    def close(self) -> None:
        """Close after what was written is sent. Never waits; again is harmless."""

    def abort(self) -> None:
        """Drop the connection now, from any thread; whoever waits on it gets ConnectionError."""

    def forsake(self) -> None:
        """Let go of a connection that the process this one was forked from goes on using: say and end nothing."""


class Waiter(Protocol):
    """Where one task or thread waits for another's word."""

    async def wait(self, limit: float | None) -> bool:
        """Wait for a `wake`, one given before included. Return False when `limit` seconds passed without."""

    def wake(self) -> None:
        """Let the waiting one go on. Blocking: from any thread; asyncio: from the loop's own."""


class Network(Protocol):
    """A world: its clock, its connections, and its ways to wait."""

    def now(self) -> float:
        """Return the time in seconds, on a clock that only goes forward and starts anywhere."""

    async def resolve(self, host: str, port: int, limit: float | None, deadline: float | None) -> Sequence[Address]:
        """Return the addresses of `host` (ASCII, without brackets), best first (RFC 6724).

        Raises ResolveError when there is none, ConnectTimeout after `limit`, TotalTimeout at `deadline`.
        """

    async def connect(
        self,
        host: str,
        port: int,
        limit: float | None,
        deadline: float | None,
        *,
        options: ConnectOptions = DEFAULT_OPTIONS,
    ) -> Stream:
        """Resolve `host` and connect to the address that answers first (RFC 8305).

        `limit` covers both. Raises ResolveError, ReachError where `options` permits none of the addresses,
        ConnectionError with all that was tried, ConnectTimeout, TotalTimeout.
        """

    async def connect_unix(self, path: str, limit: float | None, deadline: float | None) -> Stream:
        """Connect to the Unix socket at `path`. Raises as `connect` does."""

    async def sleep(self, seconds: float) -> None:
        """Let `seconds` pass."""

    def lock(self) -> AbstractContextManager[object]:
        """Return a lock for state that this world's threads share; never hold it across an await."""

    def waiter(self) -> Waiter:
        """Return a new place to wait."""

    async def read_file(self, file: BinaryIO, size: int) -> bytes:
        """Return up to `size` bytes of `file`, without holding up others of this world."""

    async def aside(self, work: Callable[[], Result]) -> Result:
        """Return what `work`, which may wait for a disk, returns, without holding up others of this world.

        Who is cancelled meanwhile still waits for its end: it may use what the caller closes next.
        """

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Let `work` run beside the caller, who does not wait for it. It deals with its errors itself.

        Blocking: in a thread that does not keep the program from ending; asyncio: in a task of the running loop;
        scripted: at once, to its end.
        """

    async def cancellable(self, work: Coroutine[Any, Any, Result], token: CancelToken) -> Result:
        """Return what `work` returns. Raises Cancelled out of whatever it waits for once `token` is cancelled.

        In the blocking world reads and writes of a stream are not among that, unless it is `watched`.
        """

    def watched(self, stream: Stream) -> AbstractContextManager[None]:
        """Return a block in which `stream` is aborted when the work under way is cancelled, where that is needed."""

    def carry(self) -> Carry:
        """Return what takes a call from any thread to where this world's streams and waiters may be touched."""
