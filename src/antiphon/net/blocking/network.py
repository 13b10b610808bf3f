"""The blocking world: every method ends before it returns, so a coroutine over it runs in one step."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from queue import Empty, SimpleQueue
from typing import BinaryIO

from .. import failures
from ..limits import Allowance
from ..network import DEFAULT_OPTIONS, Address, ConnectOptions, authority
from ..resolver import (
    Outcome,
    Resolver,
    addresses_of,
    numeric_address,
    resolve_aside,
    system_addresses,
)
from ..sockets import unix_address
from .race import SocketRace
from .stream import BlockingStream
from .waiter import ThreadWaiter


class BlockingNetwork:
    """A `Network` of blocking sockets.

    May be used from many threads. `resolver` finds the addresses of names.
    """

    def __init__(self, resolver: Resolver = system_addresses) -> None:
        self._resolver = resolver

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
        return _open(authority(host, port), addresses, options, allowance)

    async def connect_unix(self, path: str, limit: float | None, deadline: float | None) -> BlockingStream:
        """Connect to the Unix socket at `path`. See `Network.connect_unix`."""
        allowance = Allowance.begin(limit, deadline, time.monotonic())
        return _open(path, (unix_address(path),), DEFAULT_OPTIONS, allowance)

    def _resolve(self, host: str, port: int, allowance: Allowance) -> Sequence[Address]:
        numeric = numeric_address(host, port)
        if numeric is not None:
            return (numeric,)
        outcomes: SimpleQueue[Outcome] = SimpleQueue()
        resolve_aside(self._resolver, host, port, outcomes.put)
        try:
            outcome = outcomes.get(timeout=allowance.left(time.monotonic()))
        except Empty:
            raise failures.resolve_expired(host, allowance, time.monotonic()) from None
        return addresses_of(host, outcome)

    async def sleep(self, seconds: float) -> None:
        """Let the thread sleep."""
        time.sleep(seconds)

    def lock(self) -> AbstractContextManager[object]:
        """Return a lock between threads."""
        return threading.Lock()

    def waiter(self) -> ThreadWaiter:
        """Return a place where a thread waits for another's word."""
        return ThreadWaiter()

    async def read_file(self, file: BinaryIO, size: int) -> bytes:
        """Return up to `size` bytes of `file`."""
        return file.read(size)


def _open(target: str, addresses: Sequence[Address], options: ConnectOptions, allowance: Allowance) -> BlockingStream:
    resolved_at = time.monotonic()
    sock, address, attempts = SocketRace(target, addresses, options).run(allowance)
    return BlockingStream(sock, str(address), resolved_at, time.monotonic(), attempts)
