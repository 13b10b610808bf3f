"""The least speed at which content has to come."""

from __future__ import annotations

from ..faults import LowSpeedTimeout, TotalTimeout
from ..faults.policies import LOW_SPEED
from ..net.limits import earliest
from ..net.network import Network
from ..wire import h1
from .connection import Connection
from .timeouts import Timeouts


class Pace:
    """Watches the content of one response: so many bytes have to come in each `seconds` of waiting for them.

    Only waiting counts, so a reader that takes its time does not make its server slow.
    """

    __slots__ = ("_least", "_received", "_speed", "_waited", "seconds")

    def __init__(self, bytes_per_second: float, seconds: float) -> None:
        self.seconds = seconds
        self._speed = bytes_per_second
        self._least = bytes_per_second * seconds
        self._waited = 0.0
        self._received = 0

    @property
    def left(self) -> float:
        """Return for how many seconds one may still wait until the speed is looked at."""
        return self.seconds - self._waited

    def note(self, waited: float, size: int, peer: str) -> None:
        """Note that `size` bytes came from `peer` after `waited` seconds. Raises `LowSpeedTimeout`."""
        self._waited += waited
        self._received += size
        if self._waited < self.seconds:
            return
        if self._received < self._least:
            speed = self._received / self._waited
            raise LowSpeedTimeout(LOW_SPEED, peer=peer, speed=speed, seconds=self.seconds, least=self._speed)
        self._waited, self._received = 0.0, 0


async def receive_at_pace(
    pace: Pace, network: Network, connection: Connection, timeouts: Timeouts, deadline: float | None
) -> bytes | h1.End:
    """Return what comes next over `connection`. Raises `LowSpeedTimeout`, and as `Connection.receive_data`."""
    while True:
        began = network.now()
        ends = began + pace.left
        try:
            data = await connection.receive_data(timeouts, earliest(pace.left, deadline, began))
        except TotalTimeout:
            if deadline is not None and deadline <= ends:
                raise
            # A timer may ring a little early, so its own word counts, not the clock's.
            pace.note(pace.left, 0, connection.stream.peer_address)
            continue
        if isinstance(data, bytes):
            pace.note(network.now() - began, len(data), connection.stream.peer_address)
        return data
