"""The asyncio world: every wait gives the loop to others, and may be cancelled."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, BinaryIO, TypeVar

from .. import failures
from ..cancelling import CancelToken, Carry
from ..candidates import candidates
from ..limits import Allowance
from ..network import DEFAULT_OPTIONS, Address, ConnectOptions, Stream, authority
from ..resolver import (
    Outcome,
    Resolver,
    addresses_of,
    numeric_address,
    resolve_aside,
    system_addresses,
)
from ..sockets import unix_address
from .alarm import Alarm
from .cancelling import Carrier, Interruption
from .race import TaskRace
from .stream import AsyncioStream
from .waiter import TaskWaiter

Result = TypeVar("Result")


class AsyncioNetwork:
    """A `Network` of the loop that runs when a method is called. `resolver` finds the addresses of names."""

    def __init__(self, resolver: Resolver = system_addresses) -> None:
        self._resolver = resolver
        self._beside: set[asyncio.Task[None]] = set()
        self._alarm: Alarm | None = None

    def now(self) -> float:
        """Return the system's monotonic time in seconds."""
        return time.monotonic()

    async def resolve(self, host: str, port: int, limit: float | None, deadline: float | None) -> Sequence[Address]:
        """Return the addresses of `host`. See `Network.resolve`."""
        return await self._resolve(host, port, Allowance.begin(limit, deadline, time.monotonic()))

    async def connect(
        self,
        host: str,
        port: int,
        limit: float | None,
        deadline: float | None,
        *,
        options: ConnectOptions = DEFAULT_OPTIONS,
    ) -> AsyncioStream:
        """Connect to `host`. See `Network.connect`."""
        allowance = Allowance.begin(limit, deadline, time.monotonic())
        addresses = await self._resolve(host, port, allowance)
        return await _open(authority(host, port), candidates(host, addresses, options), options, allowance)

    async def connect_unix(self, path: str, limit: float | None, deadline: float | None) -> AsyncioStream:
        """Connect to the Unix socket at `path`. See `Network.connect_unix`."""
        allowance = Allowance.begin(limit, deadline, time.monotonic())
        return await _open(path, (unix_address(path),), DEFAULT_OPTIONS, allowance)

    async def sleep(self, seconds: float) -> None:
        """Let `seconds` pass."""
        await asyncio.sleep(seconds)

    def lock(self) -> AbstractContextManager[object]:
        """Return what needs no locking: tasks of one loop take turns only where they await."""
        return nullcontext()

    def waiter(self) -> TaskWaiter:
        """Return a place where a task waits for another's word."""
        loop = asyncio.get_running_loop()
        if self._alarm is None or self._alarm.loop is not loop:
            self._alarm = Alarm(loop)
        return TaskWaiter(self._alarm)

    async def read_file(self, file: BinaryIO, size: int) -> bytes:
        """Return up to `size` bytes of `file`, read in a thread."""
        return await asyncio.to_thread(file.read, size)

    async def aside(self, work: Callable[[], Result]) -> Result:
        """Return what `work` returns, run in a thread. See `Network.aside`."""
        working = asyncio.ensure_future(asyncio.to_thread(work))
        try:
            return await asyncio.shield(working)
        except asyncio.CancelledError:
            await asyncio.wait([working])
            raise

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Let `work` run in a task. See `Network.spawn`."""
        task = asyncio.get_running_loop().create_task(work)
        # The loop itself holds tasks weakly.
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def cancellable(self, work: Coroutine[Any, Any, Result], token: CancelToken) -> Result:
        """Return what `work` returns, run in this task. See `Network.cancellable`."""
        return await Interruption(token).of(work)

    def watched(self, stream: Stream) -> AbstractContextManager[None]:
        """Return an empty block: a task is cancelled wherever it waits."""
        return nullcontext()

    def carry(self) -> Carry:
        """Return what takes a call into the loop that runs now."""
        return Carrier(asyncio.get_running_loop())

    async def _resolve(self, host: str, port: int, allowance: Allowance) -> Sequence[Address]:
        numeric = numeric_address(host, port)
        if numeric is not None:
            return (numeric,)
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Outcome] = loop.create_future()

        def settle(outcome: Outcome) -> None:
            if not answer.done():
                answer.set_result(outcome)

        def deliver(outcome: Outcome) -> None:
            try:
                loop.call_soon_threadsafe(settle, outcome)
            except RuntimeError:
                # The loop is closed: nobody waits for the answer.
                pass

        resolve_aside(self._resolver, host, port, deliver)
        try:
            async with asyncio.timeout(allowance.left(time.monotonic())):
                outcome = await answer
        except TimeoutError:
            raise failures.resolve_expired(host, allowance, time.monotonic()) from None
        return addresses_of(host, outcome)


async def _open(
    target: str, addresses: Sequence[Address], options: ConnectOptions, allowance: Allowance
) -> AsyncioStream:
    resolved_at = time.monotonic()
    stream, attempts = await TaskRace(target, addresses, options).run(allowance)
    stream.resolved_at = resolved_at
    stream.connected_at = time.monotonic()
    stream.attempts = attempts
    return stream
