"""What was told of one exchange while it went on, below HTTP: names, connections, TLS, bytes; kept up to a limit."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..net.trace import Connected, NotConnected, Resolved
from ..tls.observed import TLSEstablished, TLSMessage


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that went one way at one moment, in seconds on the clock of the session's network."""

    moment: float
    sent: bool
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Record:
    """All of it, in the order of time, from `began` to `ended`.

    `plain` are the bytes of HTTP (and of the way through a proxy), `wire` what really went over the network, which is
    the same where there is no TLS. `cut` tells whether there were more than were kept.
    """

    began: float
    ended: float
    resolved: tuple[Resolved, ...] = ()
    connected: tuple[Connected, ...] = ()
    not_connected: tuple[NotConnected, ...] = ()
    tls_messages: tuple[TLSMessage, ...] = ()
    tls_established: tuple[TLSEstablished, ...] = ()
    plain: tuple[Piece, ...] = ()
    wire: tuple[Piece, ...] = ()
    cut: bool = False

    def sent(self) -> bytes:
        """Return the bytes of HTTP that were sent."""
        return b"".join(piece.data for piece in self.plain if piece.sent)

    def received(self) -> bytes:
        """Return the bytes of HTTP that came."""
        return b"".join(piece.data for piece in self.plain if not piece.sent)
