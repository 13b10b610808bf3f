"""A connection of the asyncio world: a `Protocol` that keeps what arrived until somebody reads it."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable
from time import monotonic
from typing import cast

from .. import failures
from ..limits import earliest
from ..network import Attempt, endpoint
from ..sockets import input_check
from .gate import Gate

HIGH_WATER = 256 * 1024
"""Bytes that may wait, in each direction, before their sender is held up."""


class AsyncioStream(asyncio.Protocol):
    """A transport as a `Stream`. One task may read while another writes.

    What arrived stays in the buffer until `read` returns it, so a read that is cancelled loses nothing.
    """

    trace: None = None

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.local_address = ""
        self.peer_address = ""
        self.resolved_at = 0.0
        self.connected_at = 0.0
        self.attempts: tuple[Attempt, ...] = ()
        self._loop = loop
        self._transport: asyncio.Transport
        self._has_input: Callable[[], bool] = _nothing
        self._chunks: list[bytes] = []
        self._buffered = 0
        self._input = Gate(loop)
        self._output = Gate(loop)
        self._input_held = False
        self._output_held = False
        self._at_end = False
        self._dropped = False
        self._failure: OSError | None = None

    # -- what a Stream offers

    async def read(self, limit: float | None, deadline: float | None) -> bytes:
        """Return the bytes that came next, ``b""`` at the end. See `Stream.read`."""
        if deadline is not None and monotonic() >= deadline:
            raise failures.read_expired(self.peer_address, limit, deadline, monotonic())
        if not self._chunks:
            await self._receive(limit, deadline)
        return self._take()

    async def write(self, data: bytes | bytearray | memoryview, limit: float | None, deadline: float | None) -> None:
        """Pass all of `data` to the transport, and wait while it holds too much. See `Stream.write`."""
        if deadline is not None and monotonic() >= deadline:
            raise failures.write_expired(self.peer_address, limit, deadline, monotonic())
        if len(data) <= HIGH_WATER:
            await self._write_piece(bytes(data), limit, deadline)
            return
        view = memoryview(data)
        for start in range(0, len(view), HIGH_WATER):
            await self._write_piece(bytes(view[start : start + HIGH_WATER]), limit, deadline)

    def is_stale(self) -> bool:
        """Say whether a resting connection ended, broke, got unasked-for bytes, or outlived its loop.

        A loop that was busy elsewhere has not been told yet what happened meanwhile, so the system is asked as well.
        """
        return (
            self._dropped
            or self._at_end
            or self._failure is not None
            or bool(self._chunks)
            or self._loop.is_closed()
            or self._has_input()
        )

    def close(self) -> None:
        """Close once the transport has sent what it holds. See `Stream.close`."""
        self._drop()
        if not self._loop.is_closed():
            self._transport.close()

    def abort(self) -> None:
        """Drop the transport, by way of its loop when called from another thread. See `Stream.abort`."""
        if _running_loop() is self._loop:
            self._abort_here()
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._abort_here)

    def forsake(self) -> None:
        """Leave all to the loop, whose selector is shared with the other process. See `Stream.forsake`."""
        self._dropped = True

    # -- what a Protocol is told

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport and the addresses of its two ends."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(HIGH_WATER)
        self._has_input = input_check(transport.get_extra_info("socket"))
        self.local_address = endpoint(transport.get_extra_info("sockname"))
        self.peer_address = endpoint(transport.get_extra_info("peername"))

    def data_received(self, data: bytes) -> None:
        """Keep `data` for the reader; hold the peer up when it sends faster than the reader reads."""
        self._chunks.append(data)
        self._buffered += len(data)
        if self._buffered > HIGH_WATER and not self._input_held:
            self._input_held = True
            self._transport.pause_reading()
        self._input.open()

    def eof_received(self) -> bool:
        """Note that the peer has sent its last. The way back stays open, as in the blocking world."""
        self._at_end = True
        self._input.open()
        return True

    def connection_lost(self, error: Exception | None) -> None:
        """Note that the connection is gone, and why."""
        self._failure = error if isinstance(error, OSError) else ConnectionAbortedError(errno.ECONNABORTED)
        self._input.dismantle()
        self._output.dismantle()

    def pause_writing(self) -> None:
        """Hold the writer up until the transport has less to send."""
        self._output_held = True

    def resume_writing(self) -> None:
        """Let the writer go on."""
        self._output_held = False
        self._output.open()

    # -- steps of the above

    async def _receive(self, limit: float | None, deadline: float | None) -> None:
        ends = earliest(limit, deadline, monotonic())
        while not self._chunks:
            if self._at_end and not self._dropped:
                return
            self._refuse_if_gone()
            if not await self._input.wait(ends):
                raise failures.read_expired(self.peer_address, limit, deadline, monotonic())

    def _take(self) -> bytes:
        chunks = self._chunks
        data = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        chunks.clear()
        self._buffered = 0
        if self._input_held:
            self._input_held = False
            self._transport.resume_reading()
        return data

    async def _write_piece(self, piece: bytes, limit: float | None, deadline: float | None) -> None:
        self._refuse_if_gone()
        self._transport.write(piece)
        while self._output_held:
            held = self._transport.get_write_buffer_size()
            opened = await self._output.wait(earliest(limit, deadline, monotonic()))
            self._refuse_if_gone()
            # The limit is for a peer that takes nothing: while the transport empties, however slowly, it starts anew.
            if not opened:
                self._refuse_if_idle(held, limit, deadline)

    def _refuse_if_idle(self, held: int, limit: float | None, deadline: float | None) -> None:
        """Raise unless the transport now holds less than `held` bytes and the deadline is still to come."""
        now = monotonic()
        is_over = deadline is not None and now >= deadline
        if is_over or self._transport.get_write_buffer_size() >= held:
            raise failures.write_expired(self.peer_address, limit, deadline, now)

    def _refuse_if_gone(self) -> None:
        if self._dropped:
            raise failures.dropped_here(self.peer_address)
        if self._failure is not None:
            raise failures.broken(self.peer_address, self._failure)

    def _drop(self) -> None:
        self._dropped = True
        self._chunks.clear()
        self._input.dismantle()
        self._output.dismantle()

    def _abort_here(self) -> None:
        self._drop()
        self._transport.abort()


def _nothing() -> bool:
    """Answer for a transport that is still to come."""
    return False


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
