"""A connection of the blocking world: one system call for a read, one for a write, where the peer allows."""

from __future__ import annotations

import socket
from time import monotonic

from ...faults import RequestError
from .. import failures
from ..limits import nearest
from ..network import Attempt, endpoint
from ..sockets import input_check
from .timers import RECEIVE, SEND, has_expired, set_timer

FIRST_READ = 64 * 1024
LARGEST_READ = 1024 * 1024
"""A read that comes back full doubles the next one: a long download then needs far fewer system calls."""


class BlockingStream:
    """A connected socket as a `Stream`. It owns `sock`, which must be blocking.

    `abort` may come from any thread. Closing a descriptor that another thread is just about to use would let
    that thread read someone else's connection, so a dropped socket is shut down at once but closed by the
    last one who leaves it. Each operation says that it has begun before it looks whether the stream is
    dropped, and `abort` does the two in the other order: one of them always sees the other.
    """

    __slots__ = (
        "_dropped",
        "_has_input",
        "_read_size",
        "_reading",
        "_receive_limit",
        "_send_limit",
        "_sock",
        "_writing",
        "attempts",
        "connected_at",
        "local_address",
        "peer_address",
        "resolved_at",
    )

    trace: None = None

    def __init__(
        self,
        sock: socket.socket,
        peer_address: str,
        resolved_at: float,
        connected_at: float,
        attempts: tuple[Attempt, ...] = (),
    ) -> None:
        self.local_address = endpoint(sock.getsockname())
        self.peer_address = peer_address
        self.resolved_at = resolved_at
        self.connected_at = connected_at
        self.attempts = attempts
        self._sock = sock
        self._has_input = input_check(sock)
        self._read_size = FIRST_READ
        self._receive_limit: float | None = None
        self._send_limit: float | None = None
        self._reading = False
        self._writing = False
        self._dropped = False

    async def read(self, limit: float | None, deadline: float | None) -> bytes:
        """Return the bytes that came next, ``b""`` at the end. See `Stream.read`."""
        self._reading = True
        try:
            if self._dropped:
                raise failures.dropped_here(self.peer_address)
            seconds = limit if deadline is None else nearest(limit, deadline, monotonic())
            if seconds != self._receive_limit:
                self._limit_receive(seconds, limit, deadline)
            data = self._sock.recv(self._read_size)
        except OSError as error:
            if has_expired(error):
                raise failures.read_expired(self.peer_address, limit, deadline, monotonic()) from None
            raise self._failure(error) from error
        finally:
            self._reading = False
            if self._dropped:
                self._close_if_unused()
        if len(data) == self._read_size:
            self._read_size = min(2 * self._read_size, LARGEST_READ)
        elif self._read_size != FIRST_READ:
            self._read_size = FIRST_READ
        if not data and self._dropped:
            raise failures.dropped_here(self.peer_address)
        return data

    async def write(self, data: bytes | bytearray | memoryview, limit: float | None, deadline: float | None) -> None:
        """Send all of `data`. See `Stream.write`."""
        self._writing = True
        try:
            if self._dropped:
                raise failures.dropped_here(self.peer_address)
            sent = self._write_some(data, limit, deadline)
            if sent < len(data):
                rest = memoryview(data)[sent:]
                while rest:
                    rest = rest[self._write_some(rest, limit, deadline) :]
        except OSError as error:
            if has_expired(error):
                raise failures.write_expired(self.peer_address, limit, deadline, monotonic()) from None
            raise self._failure(error) from error
        finally:
            self._writing = False
            if self._dropped:
                self._close_if_unused()

    def _write_some(self, data: bytes | bytearray | memoryview, limit: float | None, deadline: float | None) -> int:
        seconds = limit if deadline is None else nearest(limit, deadline, monotonic())
        if seconds != self._send_limit:
            self._limit_send(seconds, limit, deadline)
        return self._sock.send(data)

    def _limit_receive(self, seconds: float | None, limit: float | None, deadline: float | None) -> None:
        if seconds is not None and seconds <= 0:
            raise failures.read_expired(self.peer_address, limit, deadline, monotonic())
        set_timer(self._sock, RECEIVE, seconds)
        self._receive_limit = seconds

    def _limit_send(self, seconds: float | None, limit: float | None, deadline: float | None) -> None:
        if seconds is not None and seconds <= 0:
            raise failures.write_expired(self.peer_address, limit, deadline, monotonic())
        set_timer(self._sock, SEND, seconds)
        self._send_limit = seconds

    def _failure(self, error: OSError) -> RequestError:
        if self._dropped:
            return failures.dropped_here(self.peer_address)
        return failures.broken(self.peer_address, error)

    def is_stale(self) -> bool:
        """Say whether a resting connection has something to read, be it its end. One system call."""
        return self._dropped or self._has_input()

    def close(self) -> None:
        """Close; the kernel sends what was written. See `Stream.close`."""
        self._dropped = True
        self._close_if_unused()

    def abort(self) -> None:
        """Shut down both ways, which wakes a thread that waits in `read` or `write`. See `Stream.abort`."""
        self._dropped = True
        try:
            self._sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._close_if_unused()

    def forsake(self) -> None:
        """Close this process's descriptor alone. See `Stream.forsake`."""
        self._dropped = True
        self._sock.close()

    def _close_if_unused(self) -> None:
        if not (self._reading or self._writing):
            self._sock.close()
