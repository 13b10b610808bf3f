"""The talk that opens a way through a SOCKS proxy, without I/O: a journey from step to step.

A step is what the client says, and how it takes the reply. It judges each byte as soon as it is there, so nobody waits
for the rest of what cannot become right any more.
"""

from __future__ import annotations

from typing import Protocol, TypeAlias

from ...faults import Fault, ProtocolError
from ...faults.socks import SOCKS_AHEAD, SOCKS_BYTE


class Step(Protocol):
    """One request to the proxy and its reply. `name` is what the specification calls the reply."""

    @property
    def name(self) -> str:
        """Return the name of the reply, for errors."""

    @property
    def request(self) -> bytes:
        """Return the bytes to send."""

    def reply_size(self, held: bytearray) -> int:
        """Return how many bytes the reply has, as far as those `held` tell. Raises `ProtocolError` for a wrong one."""

    def after(self, reply: bytes) -> Outcome:
        """Return what follows from the whole reply."""


Outcome: TypeAlias = "Step | Fault | None"
"""The next step; the reason for which the proxy refuses; or None: the way is open."""


class Handshake:
    """A client's talk with a SOCKS proxy. Send `start`, then give `receive` what comes, until `finished`.

    `refusal` is why the proxy will not, None where it will. `rest` is what came behind its last word.
    """

    __slots__ = ("_held", "_step", "finished", "refusal")

    def __init__(self, step: Step) -> None:
        self._step: Step = step
        self._held = bytearray()
        self.finished = False
        self.refusal: Fault | None = None

    @property
    def start(self) -> bytes:
        """Return the bytes to send first."""
        return self._step.request

    @property
    def rest(self) -> bytes:
        """Return what came behind the last reply."""
        return bytes(self._held)

    def receive(self, data: bytes) -> bytes:
        """Take bytes from the proxy; return those to send in answer, ``b""`` for none.

        Raises `ProtocolError` for the first byte that is not SOCKS. Once the talk is over, bytes are only kept.
        """
        self._held += data
        if self.finished:
            return b""
        size = self._step.reply_size(self._held)
        if len(self._held) < size:
            return b""
        reply = bytes(self._held[:size])
        del self._held[:size]
        return self._go_on(self._step.after(reply))

    def _go_on(self, outcome: Outcome) -> bytes:
        if outcome is None or isinstance(outcome, Fault):
            self.refusal = outcome
            self.finished = True
            return b""
        if self._held:
            raise ProtocolError(SOCKS_AHEAD, message=self._step.name, count=len(self._held))
        self._step = outcome
        return outcome.request


def check_byte(held: bytearray, offset: int, due: int, message: str) -> None:
    """Raise `ProtocolError` where the byte at `offset` has come and is not the one that is `due`."""
    if len(held) > offset and held[offset] != due:
        raise ProtocolError(
            SOCKS_BYTE, offset=offset, message=message, byte=f"0x{held[offset]:02X}", due=f"0x{due:02X}"
        )
