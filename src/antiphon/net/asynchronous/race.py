"""The race between addresses, run as one task for each attempt."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from time import monotonic

from .. import failures
from ..happy_eyeballs import Race, interleave
from ..limits import Allowance, nearest
from ..network import Address, Attempt, ConnectOptions
from ..sockets import configure, is_internet
from .stream import AsyncioStream


class TaskRace:
    """One run of a `Race`. `target` is what the caller wanted to reach, for the text of errors."""

    def __init__(self, target: str, addresses: Sequence[Address], options: ConnectOptions) -> None:
        self._target = target
        self._options = options
        self._race = Race(interleave(addresses), options.attempt_delay)
        self._running: dict[asyncio.Task[AsyncioStream], int] = {}

    async def run(self, allowance: Allowance) -> tuple[AsyncioStream, tuple[Attempt, ...]]:
        """Return the first stream to connect, and all attempts.

        Raises ConnectionError when all failed, ConnectTimeout or TotalTimeout when `allowance` is used up.
        Nothing stays open then, nor when cancelled.
        """
        try:
            while True:
                now = monotonic()
                self._start_due(now)
                if self._race.lost:
                    attempts = self._race.attempts(now, "ETIMEDOUT")
                    raise failures.unconnected(self._target, attempts, self._options.source)
                if allowance.is_over(now):
                    attempts = self._race.attempts(now, "ETIMEDOUT")
                    raise failures.connect_expired(self._target, attempts, allowance, now)
                winner = await self._await_outcomes(nearest(self._race.next_wait(now), allowance.ends, now))
                if winner is not None:
                    return winner, self._race.attempts(monotonic(), "ECANCELED")
        finally:
            self._abandon_losers()

    def _start_due(self, now: float) -> None:
        index = self._race.due(now)
        if index is not None:
            attempt = _attempt(self._race.addresses[index], self._options)
            self._running[asyncio.get_running_loop().create_task(attempt)] = index
            self._race.started(index, now)

    async def _await_outcomes(self, seconds: float | None) -> AsyncioStream | None:
        done, _ = await asyncio.wait(self._running, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            error = task.exception()
            index = self._running[task]
            if error is None:
                self._race.won(index, monotonic())
                del self._running[task]
                return task.result()
            if not isinstance(error, OSError):
                raise error
            del self._running[task]
            self._race.failed(index, failures.reason(error), monotonic())
        return None

    def _abandon_losers(self) -> None:
        # Not awaited: a cancellation that came just then would lose the winner.
        for task in self._running:
            task.add_done_callback(_abort_result)
            task.cancel()


def _abort_result(task: asyncio.Task[AsyncioStream]) -> None:
    if not task.cancelled() and task.exception() is None:
        task.result().abort()


async def _attempt(address: Address, options: ConnectOptions) -> AsyncioStream:
    """Return a stream to `address`. Raises OSError."""
    loop = asyncio.get_running_loop()
    make_stream = partial(AsyncioStream, loop)
    if not is_internet(address):
        _, stream = await loop.create_unix_connection(make_stream, str(address.name))
        stream.peer_address = str(address)
        return stream
    source = None if options.source is None else (options.source, 0)
    host, port = _host_and_port(address)
    transport, stream = await loop.create_connection(make_stream, host, port, local_addr=source)
    try:
        configure(transport.get_extra_info("socket"), options)
    except BaseException:
        transport.abort()
        raise
    return stream


def _host_and_port(address: Address) -> tuple[str, int]:
    """Return what names an address to asyncio, which has no place of its own for an IPv6 zone (RFC 4007)."""
    host, port = str(address.name[0]), int(address.name[1])
    zone = address.name[3] if len(address.name) == 4 else 0
    return (f"{host}%{zone}", port) if zone else (host, port)
