"""What happens below HTTP, told as it happens: names resolved, connections, bytes.

Who listens gets one value an event, which nobody changes; those that come with every exchange are not frozen, since
making them would take three times as long. Moments are seconds on the clock of `Network.now`. Nobody is told anything
unless somebody listens: a network that is not traced has none of this (`traced`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from ..semantics.secret_lines import SecretLines
from .network import Attempt

Listener: TypeAlias = Callable[[object], object]
"""Takes an event of any floor. It is called in the midst of the exchange, so it does not wait."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A name was looked up: its addresses, best first, or the sentence of the failure."""

    moment: float
    host: str
    addresses: tuple[str, ...]
    seconds: float
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection was opened; `number` is what later events call it. `attempts` are all tries (RFC 8305)."""

    moment: float
    number: int
    target: str
    local_address: str
    peer_address: str
    resolved_at: float
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class NotConnected:
    """No connection to `target` could be opened."""

    moment: float
    target: str
    error: str
    attempts: tuple[Attempt, ...] = ()


@dataclass(slots=True)
class BytesSent:
    """Bytes were handed to the system: the message itself, or TLS records where the connection has TLS.

    Secrets in plain messages are written over.
    """

    moment: float
    number: int
    data: bytes = field(repr=False)


@dataclass(slots=True)
class BytesReceived:
    """Bytes came; none: the peer has sent its last. See `BytesSent`."""

    moment: float
    number: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConnectionBroken:
    """Reading or writing failed."""

    moment: float
    number: int
    error: str


@dataclass(frozen=True, slots=True)
class ConnectionClosed:
    """This end closed the connection; `aborted` where it did not wait for what was still to be sent."""

    moment: float
    number: int
    aborted: bool


class ConnectionTrace:
    """Where one connection tells what happens on it."""

    __slots__ = ("_received", "_sent", "now", "number", "secured", "tell")

    def __init__(self, tell: Listener, now: Callable[[], float], number: int) -> None:
        self.tell = tell
        self.now = now
        self.number = number
        self.secured = False
        """Whether TLS has begun: from then on the bytes are nobody's secret, and not to be touched."""
        self._sent = SecretLines()
        self._received = SecretLines()

    def sent(self, data: bytes) -> None:
        """Tell of bytes that were sent."""
        shown = data if self.secured else self._sent.mask(_without_password(data) if data[:1] == b"\x01" else data)
        self.tell(BytesSent(self.now(), self.number, shown))

    def received(self, data: bytes) -> None:
        """Tell of bytes that came."""
        shown = data if self.secured else self._received.mask(data)
        self.tell(BytesReceived(self.now(), self.number, shown))


def _without_password(data: bytes) -> bytes:
    """Return `data` that begins with 1, a user's name and password for a SOCKS proxy written over (RFC 1929 §2)."""
    if len(data) < 3:
        return data
    password_at = 2 + data[1]
    whole = len(data) > password_at and len(data) == password_at + 1 + data[password_at]
    return data[: password_at + 1] + b"*" * data[password_at] if whole else data
