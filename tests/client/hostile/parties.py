"""Servers and proxies in memory that hear bytes and say bytes, and a network on which they may be cut at any byte."""

from __future__ import annotations

import errno
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, TypeAlias

from antiphon.net import failures
from antiphon.net.limits import earliest
from antiphon.net.network import DEFAULT_OPTIONS, Attempt, ConnectOptions
from antiphon.net.scripted import ScriptedNetwork
from antiphon.net.scripted.clock import Clock

from ..conftest import Secure
from ..peers import response
from ..proxies.servers import ESTABLISHED


class Party(Protocol):
    """One end of a conversation."""

    def hear(self, data: bytes) -> bytes:
        """Take what came next; return what is said to it."""


MakeParty: TypeAlias = Callable[[], Party]


class Echo:
    """A server that answers each request with its own target, so that no answer can pass for another."""

    def __init__(self) -> None:
        self._unread = b""

    def hear(self, data: bytes) -> bytes:
        self._unread += data
        said = b""
        while b"\r\n\r\n" in self._unread:
            head, _, self._unread = self._unread.partition(b"\r\n\r\n")
            target = head.split(b" ")[1]
            said += response(b"/" + target.rpartition(b"/")[2])
        return said


class Secured:
    """TLS around another party, with `context` of a server."""

    def __init__(self, context: ssl.SSLContext, inner: Party) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._inner = inner
        self._open = False

    def hear(self, data: bytes) -> bytes:
        self._incoming.write(data)
        try:
            if not self._open:
                self._tls.do_handshake()
                self._open = True
            while plain := self._tls.read(1 << 16):
                answer = self._inner.hear(plain)
                if answer:
                    self._tls.write(answer)
        except ssl.SSLError:
            # Either more bytes are needed, or the client has gone wrong: it then hears the alert.
            pass
        return self._outgoing.read()


class Tunnel:
    """An http proxy that opens one tunnel, to `inner`."""

    def __init__(self, inner: Party) -> None:
        self._inner = inner
        self._unread: bytes | None = b""

    def hear(self, data: bytes) -> bytes:
        if self._unread is None:
            return self._inner.hear(data)
        self._unread += data
        if b"\r\n\r\n" not in self._unread:
            return b""
        self._unread = None
        return ESTABLISHED


class Socks5:
    """A SOCKS5 proxy that asks for nobody's name, and leads to `inner`."""

    def __init__(self, inner: Party) -> None:
        self._inner = inner
        self._unread = b""
        self._answers = [(3, b"\x05\x00"), (None, b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50")]

    def hear(self, data: bytes) -> bytes:
        if not self._answers:
            return self._inner.hear(data)
        self._unread += data
        size, answer = self._answers[0]
        if len(self._unread) < (7 + self._unread[4] if size is None and len(self._unread) > 4 else size or 5):
            return b""
        self._unread = b""
        del self._answers[0]
        return answer


class Ending(Enum):
    """What a party does at the byte where it is cut."""

    SILENCE = "silence"
    END = "end"
    RESET = "reset"


@dataclass(frozen=True)
class Cut:
    """A party is cut once it has `said`, or `heard`, so many bytes."""

    ending: Ending = Ending.SILENCE
    said: int | None = None
    heard: int | None = None


class PartyStream:
    """A `Stream` to a party, which is cut as `cut` says. Reads return at most `most` bytes."""

    trace: None = None

    def __init__(self, clock: Clock, party: Party, cut: Cut, most: int | None) -> None:
        self.local_address, self.peer_address = "192.0.2.200:49152", "192.0.2.1:80"
        self.resolved_at = self.connected_at = clock.now
        self.attempts: tuple[Attempt, ...] = ()
        self.closed = False
        self.said = self.heard = 0
        self._clock = clock
        self._party = party
        self._cut = cut
        self._most = most
        self._coming = b""

    @property
    def _is_cut(self) -> bool:
        cut = self._cut
        return (cut.said is not None and self.said >= cut.said) or (cut.heard is not None and self.heard >= cut.heard)

    async def read(self, limit: float | None, deadline: float | None) -> bytes:
        self._refuse_if_gone()
        if self._coming and not (self._cut.said is not None and self.said >= self._cut.said):
            return self._next()
        if self._is_cut and self._cut.ending is Ending.END:
            return b""
        if self._is_cut and self._cut.ending is Ending.RESET:
            raise self._reset()
        self._clock.wait(None, earliest(limit, deadline, self._clock.now))
        raise failures.read_expired(self.peer_address, limit, deadline, self._clock.now)

    def _next(self) -> bytes:
        size = len(self._coming) if self._most is None else self._most
        if self._cut.said is not None:
            size = min(size, self._cut.said - self.said)
        data, self._coming = self._coming[:size], self._coming[size:]
        self.said += len(data)
        return data

    async def write(self, data: bytes | bytearray | memoryview, limit: float | None, deadline: float | None) -> None:
        self._refuse_if_gone()
        if self._is_cut and self._cut.ending is Ending.RESET:
            raise self._reset()
        room = len(data) if self._cut.heard is None else max(0, self._cut.heard - self.heard)
        self.heard += min(room, len(data))
        # What is said after the end is never heard; what is said to an unfinished request is nothing.
        self._coming += self._party.hear(bytes(data[:room]))

    def is_stale(self) -> bool:
        return self.closed or bool(self._coming) or (self._is_cut and self._cut.ending is not Ending.SILENCE)

    def spare(self) -> None:
        """Forget a cut that was not reached, or that has kept back nothing yet."""
        if not self._is_cut or self._cut.ending is Ending.SILENCE:
            self._cut = Cut()

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = True

    def forsake(self) -> None:
        self.closed = True

    def _refuse_if_gone(self) -> None:
        if self.closed:
            raise failures.dropped_here(self.peer_address)

    def _reset(self) -> Exception:
        return failures.broken(self.peer_address, ConnectionResetError(errno.ECONNRESET, "cut"))


class PartyNetwork(ScriptedNetwork):
    """A network whose every connection leads to a new party; `cuts` are for the next connections, in turn."""

    def __init__(self, party: MakeParty, most: int | None = None) -> None:
        super().__init__()
        self.opened: list[PartyStream] = []
        self.cuts: list[Cut] = []
        self._party = party
        self._most = most

    async def connect(
        self,
        host: str,
        port: int,
        limit: float | None,
        deadline: float | None,
        *,
        options: ConnectOptions = DEFAULT_OPTIONS,
    ) -> Any:
        """Connect to the next party."""
        cut = self.cuts.pop(0) if self.cuts else Cut()
        stream = PartyStream(self._clock, self._party(), cut, self._most)
        self.opened.append(stream)
        return stream


@dataclass(frozen=True)
class Journey:
    """A way to a server in memory: the URL to ask, the proxy on the way, and what is connected to."""

    url: str
    proxy: str | None
    party: MakeParty


def journeys(secure: Secure) -> dict[str, Journey]:
    """Return the ways to a server, by name."""

    def secured() -> Party:
        return Secured(secure.context, Echo())

    return {
        "direct": Journey("http://a.test/", None, Echo),
        "tls": Journey("https://a.test/", None, secured),
        "forward": Journey("http://a.test/", "http://proxy.test:1", Echo),
        "connect": Journey("https://a.test/", "http://proxy.test:1", lambda: Tunnel(secured())),
        "socks5": Journey("http://a.test/", "socks5h://proxy.test:1", lambda: Socks5(Echo())),
        "socks5-tls": Journey("https://a.test/", "socks5h://proxy.test:1", lambda: Socks5(secured())),
    }


WAYS = ("direct", "tls", "forward", "connect", "socks5", "socks5-tls")
