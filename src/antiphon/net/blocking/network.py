"""The blocking world: every method ends before it returns, so a coroutine over it runs in one step."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractContextManager, nullcontext
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO, TypeVar

from .. import failures
from ..cancelling import CancelToken, Carry, at_once
from ..candidates import candidates
from ..limits import Allowance
from ..network import DEFAULT_OPTIONS, Address, Attempt, ConnectOptions, Stream, authority
from ..resolver import (
    Outcome,
    Resolver,
    addresses_of,
    numeric_address,
    resolve_aside,
    system_addresses,
)
from ..run import run
from ..sockets import unix_address
from .bell import Bell
from .race import SocketRace
from .stream import BlockingStream
from .waiter import ThreadWaiter

Result = TypeVar("Result")


class _Here(threading.local):
    """What this thread works under: the token that may cancel it."""

    token: CancelToken | None = None


class BlockingNetwork:
    """A `Network` of blocking sockets.

    May be used from many threads. `resolver` finds the addresses of names.
    """

    def __init__(self, resolver: Resolver = system_addresses) -> None:
        self._resolver = resolver
        self._here = _Here()

    now = staticmethod(time.monotonic)

    async def resolve(self, host: str, port: int, limit: float | None, deadline: float | None) -> Sequence[Address]:
        """Return the addresses of `host`. See `Network.resolve`."""
        return self._resolve(host, port, Allowance.begin(limit, deadline, time.monotonic()))

    async def connect(
        self,
        host: str,
        port: int,
        limit: float | None,
        deadline: float | None,
        *,
        options: ConnectOptions = DEFAULT_OPTIONS,
    ) -> BlockingStream:
        """Connect to `host`. See `Network.connect`."""
        allowance = Allowance.begin(limit, deadline, time.monotonic())
        addresses = self._resolve(host, port, allowance)
        return self._open(authority(host, port), candidates(host, addresses, options), options, allowance)

    async def connect_unix(self, path: str, limit: float | None, deadline: float | None) -> BlockingStream:
        """Connect to the Unix socket at `path`. See `Network.connect_unix`."""
        allowance = Allowance.begin(limit, deadline, time.monotonic())
        return self._open(path, (unix_address(path),), DEFAULT_OPTIONS, allowance)

    def _resolve(self, host: str, port: int, allowance: Allowance) -> Sequence[Address]:
        numeric = numeric_address(host, port)
        if numeric is not None:
            return (numeric,)
        outcomes: SimpleQueue[Outcome] = SimpleQueue()
        resolve_aside(self._resolver, host, port, outcomes.put)
        try:
            with self._waking(lambda: outcomes.put(failures.cancelled())):
                outcome = outcomes.get(timeout=allowance.left(time.monotonic()))
        except Empty:
            raise failures.resolve_expired(host, allowance, time.monotonic()) from None
        return addresses_of(host, outcome)

    def _open(
        self, target: str, addresses: Sequence[Address], options: ConnectOptions, allowance: Allowance
    ) -> BlockingStream:
        resolved_at = time.monotonic()
        sock, address, attempts = self._race(target, addresses, options, allowance)
        return BlockingStream(sock, str(address), resolved_at, time.monotonic(), attempts)

    def _race(
        self, target: str, addresses: Sequence[Address], options: ConnectOptions, allowance: Allowance
    ) -> tuple[socket.socket, Address, tuple[Attempt, ...]]:
        if self._here.token is None:
            return SocketRace(target, addresses, options).run(allowance)
        with Bell() as bell, self._waking(bell.ring):
            return SocketRace(target, addresses, options, bell).run(allowance)

    def _waking(self, wake: Callable[[], object]) -> AbstractContextManager[None]:
        """Have `wake` called where this thread's token is cancelled within the block."""
        token = self._here.token
        return nullcontext() if token is None else token.attached(wake, at_once)

    async def sleep(self, seconds: float) -> None:
        """Let the thread sleep."""
        if self._here.token is None:
            time.sleep(seconds)
        else:
            await self.waiter().wait(seconds)

    def lock(self) -> AbstractContextManager[object]:
        """Return a lock between threads."""
        return threading.Lock()

    def waiter(self) -> ThreadWaiter:
        """Return a place where a thread waits for another's word."""
        return ThreadWaiter(self._here.token)

    async def read_file(self, file: BinaryIO, size: int) -> bytes:
        """Return up to `size` bytes of `file`."""
        return file.read(size)

    async def aside(self, work: Callable[[], Result]) -> Result:
        """Return what `work` returns."""
        return work()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Let `work` run in a thread of its own. See `Network.spawn`."""
        threading.Thread(target=run, args=(work,), name="antiphon-beside", daemon=True).start()

    async def cancellable(self, work: Coroutine[Any, Any, Result], token: CancelToken) -> Result:
        """Return what `work` returns; break off where this thread waits. See `Network.cancellable`."""
        outer, self._here.token = self._here.token, token
        try:
            return await work
        finally:
            self._here.token = outer

    def watched(self, stream: Stream) -> AbstractContextManager[None]:
        """Let this thread's token drop `stream` within the block. See `Network.watched`."""
        return self._waking(stream.abort)

    def carry(self) -> Carry:
        """Return what calls at once: streams and waiters may be touched from any thread."""
        return at_once
