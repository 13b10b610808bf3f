"""`Response.raw.connection`: what programs ask of the socket that a response comes over."""

from __future__ import annotations

from typing import Any

from ...client.connection import Connection

_BITS_UNKNOWN = 0


class PeerConnection:
    """A connection in use, to look at. `sock` answers what a socket would."""

    __slots__ = ("host", "port", "sock")

    def __init__(self, connection: Connection, host: str, port: int | None) -> None:
        self.host = host
        self.port = port
        self.sock = PeerSocket(connection)

    def close(self) -> None:
        """Do nothing: the response closes what it came over."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(host={self.host!r}, port={self.port!r})"


class PeerSocket:
    """Both ends of a connection and its TLS, by the names that `socket` and `ssl` have for them."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def getpeername(self) -> Any:
        """Return address and port of the server, or of the proxy; a path for a Unix socket."""
        return _socket_name(self._connection.facts.peer_address)

    def getsockname(self) -> Any:
        """Return address and port of this end."""
        return _socket_name(self._connection.facts.local_address)

    def getpeercert(self, binary_form: bool = False) -> Any:
        """Return the server's certificate: in DER, or as `ssl` describes one that was verified; None without TLS."""
        tls = self._connection.facts.tls
        if tls is None:
            return None
        if binary_form:
            return tls.certificates[0] if tls.certificates else None
        return self._connection.peer_certificate or {}

    def version(self) -> str | None:
        """Return the version of TLS."""
        tls = self._connection.facts.tls
        return None if tls is None else tls.version

    def cipher(self) -> tuple[str, str, int] | None:
        """Return the cipher suite, in the form of `ssl`."""
        tls = self._connection.facts.tls
        return None if tls is None else (tls.cipher, tls.version, _BITS_UNKNOWN)

    def selected_alpn_protocol(self) -> str | None:
        """Return the protocol agreed on with TLS."""
        tls = self._connection.facts.tls
        return None if tls is None else tls.alpn


def _socket_name(text: str) -> Any:
    host, colon, port = text.rpartition(":")
    return (host.strip("[]"), int(port)) if colon and port.isdecimal() else text
