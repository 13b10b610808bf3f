"""A connection to a scripted peer."""

from __future__ import annotations

import errno
from collections import deque

from .. import failures
from ..limits import earliest
from ..network import Attempt
from .clock import Clock
from .steps import Accept, Delay, End, Expect, ReadThrough, Reset, ScriptError, Send, Step


class ScriptedStream:
    """A `Stream` whose other end does the steps of `plan`. `written` is all that this end wrote.

    The peer takes its steps when this end looks at it: reads, writes, or asks whether the stream is stale.
    """

    trace: None = None

    def __init__(self, clock: Clock, plan: Accept, peer_address: str) -> None:
        self.local_address = "192.0.2.200:49152"
        self.peer_address = peer_address
        self.resolved_at = clock.now
        self.connected_at = clock.now
        self.attempts: tuple[Attempt, ...] = ()
        self.written = bytearray()
        self.closed = False
        self.aborted = False
        self._clock = clock
        self._steps: deque[Step] = deque(plan.steps)
        self._step_began = clock.now
        self._cut = plan.cut
        self._capacity = plan.capacity
        self._peer_read = 0

    async def read(self, limit: float | None, deadline: float | None) -> bytes:
        """Return what the peer sends next, ``b""`` after its end. See `Stream.read`."""
        self._refuse_if_dropped()
        ends = earliest(limit, deadline, self._clock.now)
        while True:
            step = self._peer_step()
            if deadline is not None and self._clock.now >= deadline:
                raise failures.read_expired(self.peer_address, limit, deadline, self._clock.now)
            match step:
                case Send(data):
                    return self._deliver(data)
                case End():
                    return b""
                case Reset():
                    raise self._reset()
                case Delay(seconds):
                    until: float | None = self._step_began + seconds
                case _:
                    until = None
            if not self._clock.wait(until, ends):
                raise failures.read_expired(self.peer_address, limit, deadline, self._clock.now)

    async def write(self, data: bytes | bytearray | memoryview, limit: float | None, deadline: float | None) -> None:
        """Write to the peer. See `Stream.write`."""
        self._refuse_if_dropped()
        if deadline is not None and self._clock.now >= deadline:
            raise failures.write_expired(self.peer_address, limit, deadline, self._clock.now)
        if isinstance(self._peer_step(), Reset):
            raise self._reset()
        room = len(data) if self._capacity is None else self._capacity - len(self.written)
        self.written += data[:room]
        if room < len(data):
            self._clock.wait(None, earliest(limit, deadline, self._clock.now))
            raise failures.write_expired(self.peer_address, limit, deadline, self._clock.now)
        self._peer_step()

    def is_stale(self) -> bool:
        """Say whether the peer has sent, ended or reset unasked. See `Stream.is_stale`."""
        return self.closed or isinstance(self._peer_step(), Send | End | Reset)

    def close(self) -> None:
        """Close this end."""
        self.closed = True

    def abort(self) -> None:
        """Drop this end; `aborted` remembers that it was not closed in good order."""
        self.aborted = self.aborted or not self.closed
        self.closed = True

    def forsake(self) -> None:
        """Close this end: there is one process."""
        self.closed = True

    def is_done(self) -> bool:
        """Say whether the peer has taken all its steps (its end and its reset stay the step it is at)."""
        return self._peer_step() is None or isinstance(self._steps[0], End | Reset)

    def _peer_step(self) -> Step | None:
        """Let the peer take the steps it can take now, and return the one it is at, None after the last."""
        while self._steps and self._is_over(self._steps[0]):
            self._next_step()
        return self._steps[0] if self._steps else None

    def _is_over(self, step: Step) -> bool:
        match step:
            case Expect(data):
                return self._has_read(data)
            case ReadThrough(marker):
                return self._has_read_through(marker)
            case Delay(seconds):
                return self._clock.now >= self._step_began + seconds
            case _:
                return False

    def _next_step(self) -> None:
        # A delay is over at its own moment, even when this end looks only later.
        step = self._steps.popleft()
        self._step_began = self._step_began + step.seconds if isinstance(step, Delay) else self._clock.now

    def _has_read(self, data: bytes) -> bool:
        unread = bytes(self.written[self._peer_read : self._peer_read + len(data)])
        if not data.startswith(unread):
            raise ScriptError(f"The peer expected {data!r} and got {unread!r}.")
        if len(unread) < len(data):
            return False
        self._peer_read += len(data)
        return True

    def _has_read_through(self, marker: bytes) -> bool:
        found = self.written.find(marker, self._peer_read)
        if found < 0:
            return False
        self._peer_read = found + len(marker)
        return True

    def _deliver(self, data: bytes) -> bytes:
        piece = data if self._cut is None else data[: self._cut]
        if len(piece) < len(data):
            self._steps[0] = Send(data[len(piece) :])
        else:
            self._next_step()
        return piece

    def _refuse_if_dropped(self) -> None:
        if self.closed:
            raise failures.dropped_here(self.peer_address)

    def _reset(self) -> Exception:
        return failures.broken(self.peer_address, ConnectionResetError(errno.ECONNRESET, "scripted"))
