"""What is known of the connection that a response came over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..net.network import Attempt, Stream

if TYPE_CHECKING:
    from ..tls.channel import Channel


@dataclass(frozen=True, slots=True)
class TLSFacts:
    """What was agreed on with a server in TLS.

    `version` is such as ``TLSv1.3``, `cipher` the suite by its OpenSSL name, `alpn` the application protocol (RFC
    7301), None for none. `resumed` tells whether an earlier session went on. `certificates` is the chain that the
    server sent, its own first, each in DER; empty where the session was resumed and nothing was sent.
    """

    version: str
    cipher: str
    alpn: str | None
    resumed: bool
    certificates: tuple[bytes, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, channel: Channel) -> TLSFacts:
        """Return the facts of `channel`, whose handshake is complete."""
        return cls(
            channel.version or "", channel.cipher or "", channel.alpn, channel.session_reused, channel.peer_chain_der
        )


@dataclass(frozen=True, slots=True)
class ConnectionFacts:
    """A connection: its two ends as ``address:port``, or the path of a Unix socket.

    `attempts` are the tries to connect, the one that succeeded last (RFC 8305). `tls` is None without TLS, `proxy` the
    proxy between as a URL without credentials, None for none. `reused` tells whether the connection had served an
    exchange before.
    """

    local_address: str
    peer_address: str
    attempts: tuple[Attempt, ...] = ()
    tls: TLSFacts | None = None
    proxy: str | None = None
    reused: bool = False

    @classmethod
    def of(cls, stream: Stream, channel: Channel | None, proxy: str | None) -> ConnectionFacts:
        """Return the facts of a connection that has just been opened."""
        tls = None if channel is None else TLSFacts.of(channel)
        # Behind a proxy, what the stream calls its peer says who is reached as well.
        reached = next((str(attempt.address) for attempt in stream.attempts if attempt.error is None), None)
        return cls(stream.local_address, reached or stream.peer_address, stream.attempts, tls, proxy)
