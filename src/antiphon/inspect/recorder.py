"""A listener that keeps what a traced session tells, one record an exchange.

``Session(trace=recorder)`` with requests one after another: what is told between the beginning of one exchange and that
of the next belongs to the first. Content is among that, which is read after the head.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TypeAlias, TypeGuard

from ..client.request import Request
from ..client.response import Response
from ..client.trace import ExchangeEnded, ExchangeStarted, Redirected, Sending
from ..faults import AntiphonError
from ..net.trace import BytesReceived, BytesSent, Connected, NotConnected, Resolved
from ..tls.observed import PlaintextReceived, PlaintextSent, TLSEstablished, TLSMessage
from .record import Piece, Record
from .secret_content import without_secrets

KEPT = 1024 * 1024
"""How many bytes of each exchange are kept."""


@dataclass(slots=True)
class Noted:
    """One exchange as it was told, its record still growing.

    `request` is what was asked of the session, `sent` what went to the network last, None where nothing did; what was
    told of that sending begins at `sent_at` in `events`. `began` is on the clock of the network, `started_at` in
    seconds since 1970.
    """

    request: Request
    began: float
    started_at: float
    events: list[object] = field(default_factory=list)
    sent: Request | None = None
    sent_at: int = 0
    response: Response | None = None
    error: AntiphonError | None = None
    redirected: Redirected | None = None
    room: int = KEPT
    cut: bool = False
    ended: float = 0.0

    def add(self, event: object, moment: float) -> None:
        """Keep `event`, where there is room for its bytes."""
        self.ended = moment
        data = getattr(event, "data", b"")
        # After a gap nothing more of it could be read as a message.
        if len(data) > self.room or (self.cut and data):
            self.cut = True
            return
        self.room -= len(data)
        self.events.append(event)

    def record(self, *, last: bool = False) -> Record:
        """Return what was kept; with `last`, of the last sending alone."""
        of = self.events[self.sent_at :] if last else self.events
        secured = {event.number for event in of if isinstance(event, TLSMessage | PlaintextSent | PlaintextReceived)}
        readable = _without_secrets([event for event in of if _is_readable(event, secured)])
        plain = [event for event in of if id(event) in readable]
        wire = [event for event in of if isinstance(event, BytesSent | BytesReceived)]
        return Record(
            began=self.began,
            ended=self.ended,
            resolved=tuple(event for event in of if isinstance(event, Resolved)),
            connected=tuple(event for event in of if isinstance(event, Connected)),
            not_connected=tuple(event for event in of if isinstance(event, NotConnected)),
            tls_messages=tuple(event for event in of if isinstance(event, TLSMessage)),
            tls_established=tuple(event for event in of if isinstance(event, TLSEstablished)),
            plain=tuple(readable[id(event)] for event in plain),
            wire=tuple(readable.get(id(event)) or _piece(event, event.data) for event in wire),
            cut=self.cut,
        )


_Bytes: TypeAlias = BytesSent | BytesReceived | PlaintextSent | PlaintextReceived


def _is_readable(event: object, secured: set[int]) -> TypeGuard[_Bytes]:
    """Tell whether `event` has bytes that are not encrypted; `secured` are the numbers of connections with TLS."""
    if isinstance(event, PlaintextSent | PlaintextReceived):
        return True
    return isinstance(event, BytesSent | BytesReceived) and event.number not in secured


def _without_secrets(events: list[_Bytes]) -> dict[int, Piece]:
    """Return the pieces of `events` by their identity, secrets in content written over, however it was cut up."""
    found: dict[int, Piece] = {}
    for sent in (True, False):
        of = [event for event in events if isinstance(event, BytesSent | PlaintextSent) is sent]
        data = without_secrets(b"".join(event.data for event in of))
        place = 0
        for event in of:
            found[id(event)] = _piece(event, data[place : place + len(event.data)])
            place += len(event.data)
    return found


def _piece(event: _Bytes, data: bytes) -> Piece:
    return Piece(event.moment, isinstance(event, BytesSent | PlaintextSent), data)


class Recorder:
    """Keeps what it is told, for sessions that send one request after another."""

    def __init__(self) -> None:
        self.noted: list[Noted] = []

    def __call__(self, event: object) -> None:
        """Take an event of the trace."""
        if isinstance(event, ExchangeStarted):
            self.noted.append(Noted(event.request, event.moment, time.time()))
            return
        if not self.noted:
            return
        current = self.noted[-1]
        if isinstance(event, ExchangeEnded):
            current.response, current.error = event.response, event.error
            current.ended = event.moment
        elif isinstance(event, Redirected):
            current.redirected = event
        elif isinstance(event, Sending):
            current.sent, current.sent_at = event.request, len(current.events)
        else:
            current.add(event, float(getattr(event, "moment", current.ended)))

    def end_by(self, error: AntiphonError) -> None:
        """Take note of `error`, which came after the head of the last response: its content is broken."""
        if self.noted and self.noted[-1].error is None:
            self.noted[-1].error = error
