"""The race between addresses, run by one thread over sockets that do not block."""

from __future__ import annotations

import errno
import selectors
import socket
from collections.abc import Sequence
from time import monotonic

from .. import failures
from ..happy_eyeballs import Race, interleave
from ..limits import Allowance, nearest
from ..network import Address, Attempt, ConnectOptions
from ..sockets import open_socket
from .bell import Bell

UNDER_WAY = frozenset({errno.EINPROGRESS, getattr(errno, "WSAEWOULDBLOCK", errno.EINPROGRESS)})
"""What a connect that does not block answers when it has begun. EAGAIN is not among them: on a Unix socket
it means that the listener's queue is full and nothing has begun."""

# Select and poll take no descriptor of their own, epoll and kqueue do.
Selector = getattr(selectors, "PollSelector", selectors.SelectSelector)

_BELL = -1
"""What the bell has in place of an attempt's index."""


class SocketRace:
    """One run of a `Race`. `target` is what the caller wanted to reach, for the text of errors.

    It ends with Cancelled when `bell` rings.
    """

    def __init__(
        self, target: str, addresses: Sequence[Address], options: ConnectOptions, bell: Bell | None = None
    ) -> None:
        self._target = target
        self._options = options
        self._race = Race(interleave(addresses), options.attempt_delay)
        self._selector: selectors.BaseSelector = Selector()
        if bell is not None:
            self._selector.register(bell.reader, selectors.EVENT_READ, _BELL)
        self._winner: tuple[socket.socket, Address] | None = None

    def run(self, allowance: Allowance) -> tuple[socket.socket, Address, tuple[Attempt, ...]]:
        """Return the first socket to connect, now blocking, its address, and all attempts.

        Raises ConnectionError when all failed, ConnectTimeout or TotalTimeout when `allowance` is used up.
        """
        try:
            while True:
                self._start_due(monotonic())
                if self._winner is not None:
                    sock, address = self._winner
                    sock.setblocking(True)
                    return sock, address, self._race.attempts(monotonic(), "ECANCELED")
                now = monotonic()
                if self._race.lost:
                    attempts = self._race.attempts(now, "ETIMEDOUT")
                    raise failures.unconnected(self._target, attempts, self._options.source)
                if allowance.is_over(now):
                    attempts = self._race.attempts(now, "ETIMEDOUT")
                    raise failures.connect_expired(self._target, attempts, allowance, now)
                self._await_outcomes(nearest(self._race.next_wait(now), allowance.ends, now))
        finally:
            self._close_losers()

    def _start_due(self, now: float) -> None:
        while self._winner is None and (index := self._race.due(now)) is not None:
            self._start(index, now)

    def _start(self, index: int, now: float) -> None:
        address = self._race.addresses[index]
        self._race.started(index, now)
        try:
            sock = open_socket(address, self._options)
        except OSError as error:
            self._race.failed(index, failures.reason(error), now)
            return
        self._selector.register(sock, selectors.EVENT_WRITE, index)
        code = sock.connect_ex(address.name)
        if code not in UNDER_WAY:
            self._settle(sock, index, code)

    def _await_outcomes(self, seconds: float | None) -> None:
        for key, _ in self._selector.select(seconds):
            sock = key.fileobj
            if key.data == _BELL:
                raise failures.cancelled()
            if self._winner is None and isinstance(sock, socket.socket):
                self._settle(sock, key.data, sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))

    def _settle(self, sock: socket.socket, index: int, code: int) -> None:
        self._selector.unregister(sock)
        if code == 0:
            self._race.won(index, monotonic())
            self._winner = (sock, self._race.addresses[index])
            return
        sock.close()
        self._race.failed(index, errno.errorcode.get(code, str(code)), monotonic())

    def _close_losers(self) -> None:
        for key in list(self._selector.get_map().values()):
            if isinstance(key.fileobj, socket.socket) and key.data != _BELL:
                key.fileobj.close()
        self._selector.close()
