"""What the console remembers: the last exchanges, the connections that are open, the handshakes that failed.

All of it is bounded, in number and in bytes. It is told of everything in the server's loop, in the midst of exchanges,
so each step takes a microsecond.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from ...faults import AntiphonError
from ...server.observed import Accepted, Served
from ...wire import h1
from .listening import Listeners

EXCHANGES = 1000
MOST_BYTES = 32 * 1024 * 1024
"""About how many bytes of messages are kept in all; older exchanges go before their number is full."""
HANDSHAKES = 200

FOLDER = b"/.antiphon/"
PLACES = (b"/.antiphon", FOLDER, b"/.antiphon/?", b"/.antiphon/console/")
_PREFIXES = PLACES[2:]


def is_own(target: bytes) -> bool:
    """Tell whether `target` is a place of the console. What else is below its folder belongs to the application."""
    return target in PLACES or target.startswith(_PREFIXES)


@dataclass(frozen=True, slots=True)
class FailedHandshake:
    """A connection on which no exchange could begin; `moment` is in seconds since 1970."""

    moment: float
    client: str
    error: AntiphonError


class Recording:
    """What a server has told of itself; an `Observer`. It keeps `limit` exchanges and up to `most_bytes` of them."""

    def __init__(self, limit: int = EXCHANGES, most_bytes: int = MOST_BYTES) -> None:
        self.limit = limit
        self.connections: dict[int, Accepted] = {}
        self.handshakes: deque[FailedHandshake] = deque(maxlen=HANDSHAKES)
        self.listeners = Listeners()
        self._most_bytes = most_bytes
        self._most_growth = most_bytes // 8
        self._exchanges: deque[Served] = deque(maxlen=limit)
        self._grown = 0

    # -- what the server tells -----------------------------------------------------------------------------------------

    doubtful = FOLDER.rstrip(b"/")

    def wants(self, request: h1.Request) -> bool:
        """Want every exchange but those of the console itself."""
        return not is_own(request.target)

    def began(self, served: Served) -> None:
        """Keep an exchange, in the place of the oldest one where there are enough."""
        self._exchanges.append(served)
        if self.listeners.any:
            self.listeners.tell(served)

    def ended(self, served: Served) -> None:
        """Look now and then whether too many bytes are kept."""
        self._grown += len(served.came) + len(served.went)
        if served.behind is not None:
            self._grown += len(served.behind)
        if self._grown > self._most_growth:
            self._weigh()
        if self.listeners.any:
            self.listeners.tell(served)

    def _weigh(self) -> None:
        """Let the oldest exchanges go until the others have no more bytes than are kept."""
        self._grown = 0
        exchanges = self._exchanges
        weight = sum(each.weight for each in exchanges)
        while weight > self._most_bytes and len(exchanges) > 1:
            weight -= exchanges.popleft().weight

    def accepted(self, connection: Accepted) -> None:
        """Keep a connection for as long as it is open."""
        self.connections[connection.number] = connection
        self.listeners.tell_of_connections()

    def closed(self, connection: Accepted) -> None:
        """Let go of a connection."""
        self.connections.pop(connection.number, None)
        self.listeners.tell_of_connections()

    def handshake_failed(self, client: str, error: AntiphonError) -> None:
        """Keep what is known of a failed handshake."""
        self.handshakes.append(FailedHandshake(time.time(), client, error))
        self.listeners.tell_of_connections()

    # -- what the console asks -----------------------------------------------------------------------------------------

    def newest_first(self) -> Iterator[Served]:
        """Yield the exchanges that are kept."""
        return reversed(self._exchanges)

    def get(self, number: int) -> Served | None:
        """Return the exchange `number`; None where it is not kept, or no longer."""
        return next((served for served in self._exchanges if served.number == number), None)

    @property
    def count(self) -> int:
        """Return how many exchanges are kept."""
        return len(self._exchanges)

    def clear(self) -> None:
        """Forget all exchanges and failed handshakes."""
        self._exchanges.clear()
        self._grown = 0
        self.handshakes.clear()
        self.listeners.tell_of_connections()
