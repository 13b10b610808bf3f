"""What a server learns before it answers: the name and the application protocols of a ClientHello.

Python's ``ssl`` lets a server go on when ALPN finds nothing in common, where RFC 7301 §3.2 asks for an alert,
and it tells the server name only while the certificate is chosen. `greet` closes both gaps.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence

from ..faults import Fault
from ..faults import security as faults
from .vectors import Reader, extensions, protocol_names

_HANDSHAKE_RECORD = 22
_ALPN_EXTENSION = 16
_NO_APPLICATION_PROTOCOL = 120  # RFC 7301 §3.2; the ssl module has no name for it

SelectContext = Callable[[str | None], ssl.SSLContext | None]


class ServerSide(ssl.SSLObject):
    """The server's end of a session, with what its ClientHello said, and why it was refused if it was."""

    server_name: str | None
    flight: bytearray
    refused: Fault | None

    def __new__(cls, *args: object, **kwargs: object) -> ServerSide:
        # SSLObject is made by a class method that never calls __init__.
        self = super().__new__(cls)
        self.server_name = None
        self.flight = bytearray()
        self.refused = None
        return self


def greet(context: ssl.SSLContext, protocols: Sequence[str], select: SelectContext | None = None) -> None:
    """Make `context` a server's: note the name asked for, refuse ALPN without overlap, let `select` choose.

    `protocols` are those that the server speaks. `select` gets the server name, None if there is none, and
    returns the context whose certificate to show, None for this one.
    """
    spoken = frozenset(protocol.encode("ascii") for protocol in protocols)

    def on_client_hello(
        session: ssl.SSLSocket | ssl.SSLObject, server_name: str | None, _: ssl.SSLContext
    ) -> int | None:
        if isinstance(session, ServerSide):
            session.server_name = server_name
            offered = offered_protocols(bytes(session.flight))
            if offered and spoken.isdisjoint(offered):
                session.refused = faults.TLS_NO_SHARED_PROTOCOL
                return _NO_APPLICATION_PROTOCOL
        chosen = select(server_name) if select else None
        if chosen is not None:
            session.context = chosen
        return None

    context.sslobject_class = ServerSide
    context.sni_callback = on_client_hello


def offered_protocols(flight: bytes) -> tuple[bytes, ...]:
    """Return the protocols that the first ClientHello in a client's bytes offers (RFC 7301 §3.1); () if none.

    The bytes have passed OpenSSL's own parser; where they do not fit, nothing is offered.
    """
    hello = Reader(handshake_bytes(flight))
    hello.take(4 + 2 + 32)  # message header, legacy_version, random
    hello.vector(1)  # legacy_session_id
    hello.vector(2)  # cipher_suites
    hello.vector(1)  # legacy_compression_methods
    for extension, body in extensions(hello.vector(2)):
        if extension == _ALPN_EXTENSION:
            return tuple(protocol_names(Reader(body).vector(2)))
    return ()


def handshake_bytes(flight: bytes) -> bytes:
    """Return the content of the handshake records at the start of `flight`, joined (RFC 8446 §5.1)."""
    content = bytearray()
    records = Reader(flight)
    while records.left and records.number(1) == _HANDSHAKE_RECORD:
        records.take(2)
        content += records.vector(2)
    return bytes(content)
