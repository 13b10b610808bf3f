"""`Response.raw.connection`: what programs ask of the socket that a response comes over."""

from __future__ import annotations

from typing import Any

from ...client.connection_facts import ConnectionFacts
from ...client.exchange import Exchange


class PeerConnection:
    """A connection in use, to look at. `sock` answers what a socket would."""

    __slots__ = ("_exchange", "host", "port")

    def __init__(self, exchange: Exchange, host: str, port: int | None) -> None:
        self._exchange = exchange
        self.host = host
        self.port = port

    @property
    def sock(self) -> PeerSocket:
        """Return what is known of the socket."""
        return PeerSocket(self._exchange.connection)

    @property
    def is_closed(self) -> bool:
        """Tell that it is open."""
        return False

    def close(self) -> None:
        """Drop what has not been read, and the connection with it."""
        self._exchange.abandon()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(host={self.host!r}, port={self.port!r})"


class PeerSocket:
    """Both ends of a connection and its TLS, by the names that `socket` and `ssl` have for them."""

    __slots__ = ("_facts",)

    def __init__(self, facts: ConnectionFacts) -> None:
        self._facts = facts

    def getpeername(self) -> Any:
        """Return address and port of the server, or of the proxy; a path for a Unix socket."""
        return _socket_name(self._facts.peer_address)

    def getsockname(self) -> Any:
        """Return address and port of this end."""
        return _socket_name(self._facts.local_address)

    def getpeercert(self, binary_form: bool = False) -> Any:
        """Return the server's certificate: in DER, or as `ssl` describes it where it was verified; None without TLS."""
        tls = self._facts.tls
        if tls is None:
            return None
        return (tls.chain[0] if tls.chain else None) if binary_form else (tls.certificate or {})

    def version(self) -> str | None:
        """Return the version of TLS."""
        return None if self._facts.tls is None else self._facts.tls.version

    def cipher(self) -> tuple[str, str, int] | None:
        """Return the cipher suite, in the form of `ssl`."""
        tls = self._facts.tls
        return None if tls is None or tls.cipher is None else (tls.cipher, tls.version or "", _BITS_UNKNOWN)

    def selected_alpn_protocol(self) -> str | None:
        """Return the protocol agreed on with TLS."""
        return None if self._facts.tls is None else self._facts.tls.alpn


_BITS_UNKNOWN = 0


def _socket_name(text: str) -> Any:
    host, colon, port = text.rpartition(":")
    return (host.strip("[]"), int(port)) if colon and port.isdecimal() else text
