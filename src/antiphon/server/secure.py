"""TLS in front of a connection: ciphertext in and out, and nothing that the connection behind it would notice.

TLS is driven through memory instead of through the loop's own TLS transport: it takes fewer layers for each
request, sees the first byte before any handshake, so that plain HTTP gets an answer, and lets a running server
change its certificate.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..faults import AntiphonError, TLSError
from ..faults.service import PLAIN_HTTP_ON_TLS_PORT
from ..tls.channel import Channel
from .clock import NEVER
from .connection import Connection
from .layered_transport import LayeredTransport
from .redirect_page import redirect_to_https

if TYPE_CHECKING:
    from .server import Server

_HANDSHAKE_RECORD = 0x16
_LONGEST_PLAIN_HEAD = 16 * 1024
_REQUEST_START = re.compile(rb"[A-Z]{1,20}(?: |\Z)")


class SecureConnection(asyncio.Protocol):
    """Accepts a TLS connection, then hands plaintext to a `Connection` and takes its output."""

    __slots__ = ("_channel", "_connection", "_lingering", "_plain", "_server", "_transport", "deadline")

    def __init__(self, server: Server) -> None:
        self._server = server
        self._channel: Channel | None = None
        self._connection: Connection | None = None
        self._lingering = False
        self._plain = b""
        self._transport: asyncio.Transport
        self.deadline = NEVER

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the client's hello."""
        self._transport = transport  # type: ignore[assignment]
        self.deadline = self._server.clock.now + self._server.config.timeouts.handshake
        self._server.add(self)

    def data_received(self, data: bytes) -> None:
        """Advance the handshake, or decrypt."""
        if self._lingering:
            return
        try:
            if self._connection is not None:
                self._decrypt(self._connection, data)
            elif self._channel is not None or (not self._plain and data[0] == _HANDSHAKE_RECORD):
                self._shake_hands(data)
            else:
                self._answer_plain(data)
        except TLSError as error:
            self._refuse(error)

    def _decrypt(self, connection: Connection, data: bytes) -> None:
        channel = self.channel
        plaintext = channel.receive(data)
        if plaintext:
            connection.data_received(plaintext)
        pending = channel.outgoing()
        if pending:
            self._transport.write(pending)
        if channel.closed_by_peer and not connection.eof_received():
            connection.close()

    @property
    def channel(self) -> Channel:
        """Return the TLS session, made with the certificate of the moment when the first bytes come."""
        if self._channel is None:
            self._channel = Channel(self._server.tls_context(), server_side=True)
        return self._channel

    def _shake_hands(self, data: bytes) -> None:
        channel = self.channel
        plaintext = channel.receive(data)
        complete = channel.handshake()
        pending = channel.outgoing()
        if pending:
            self._transport.write(pending)
        if not complete:
            return
        self._server.discard(self)
        connection = self._server.connection("https")
        self._connection = connection
        connection.connection_made(SecureTransport(self._transport, channel))
        plaintext += channel.receive(b"")
        if plaintext:
            connection.data_received(plaintext)

    def _refuse(self, error: TLSError) -> None:
        peer = self._transport.get_extra_info("peername")
        self._server.refused(peer if isinstance(peer, tuple) else None, error)
        if self._channel is not None:
            pending = self._channel.outgoing()
            if pending:
                self._transport.write(pending)
        if self._connection is None:
            self._linger()
        else:
            self._transport.close()

    def _linger(self) -> None:
        """Close our side, then read and throw away what still comes, so that the answer arrives (RFC 9112 §9.6)."""
        self._lingering = True
        self.deadline = self._server.clock.now + self._server.config.timeouts.linger
        self._transport.write_eof()

    def _answer_plain(self, data: bytes) -> None:
        """Answer plain HTTP with the way to HTTPS; anything else gets nothing, since nobody knows what it speaks."""
        self._plain += data
        complete = b"\r\n\r\n" in self._plain
        if not complete and _REQUEST_START.match(self._plain) and len(self._plain) < _LONGEST_PLAIN_HEAD:
            return
        peer = self._transport.get_extra_info("peername")
        answer, url = redirect_to_https(self._plain, self._server.config.limits) if complete else (b"", "")
        error = AntiphonError(PLAIN_HTTP_ON_TLS_PORT, url=url or "https://")
        self._server.refused(peer if isinstance(peer, tuple) else None, error)
        if answer:
            self._transport.write(answer)
        self._linger()

    def eof_received(self) -> bool:
        """End the session; without a close_notify the content so far may have been cut by anybody."""
        if self._connection is None:
            return False
        self.channel.receive_eof()
        return self._connection.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of both layers."""
        self._server.discard(self)
        if self._connection is not None:
            self._connection.connection_lost(exc)

    def pause_writing(self) -> None:
        """Pass on that the client reads slowly."""
        if self._connection is not None:
            self._connection.pause_writing()

    def resume_writing(self) -> None:
        """Pass on that the client has caught up."""
        if self._connection is not None:
            self._connection.resume_writing()

    def expired(self) -> None:
        """Give up on a client that does not finish its handshake."""
        self.deadline = NEVER
        self._transport.abort()

    def stop(self) -> None:
        """Close: no exchange is under way during a handshake."""
        self._transport.close()

    def turn_away(self, limit: int) -> None:
        """Close at once: an answer would cost a handshake, which is what there is no room for."""
        self._transport.abort()

    def cut(self) -> None:
        """Close at once."""
        self._transport.abort()


class SecureTransport(LayeredTransport):
    """What a `Connection` writes to: encrypts, and passes the rest on to the transport below."""

    __slots__ = ("_channel",)

    def __init__(self, below: asyncio.Transport, channel: Channel) -> None:
        super().__init__(below)
        self._channel = channel

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Return what the transport below knows; as ``antiphon_channel`` the TLS session."""
        return self._channel if name == "antiphon_channel" else self._below.get_extra_info(name, default)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Encrypt and send."""
        self._below.write(self._channel.send(data))

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        """Encrypt and send all of it."""
        self.write(b"".join(list_of_data))

    def close(self) -> None:
        """Say that no more comes, so that the client knows that nothing was cut off; then close."""
        if not self._below.is_closing():
            self._below.write(self._channel.close())
        self._below.close()

    def can_write_eof(self) -> bool:
        """A TLS session can close one direction (RFC 8446 §6.1)."""
        return True

    def write_eof(self) -> None:
        """Close our direction."""
        self._below.write(self._channel.close())
        if self._below.can_write_eof():
            self._below.write_eof()
