"""TLS as a state machine over memory: bytes in, bytes out, no I/O (RFC 8446, RFC 5246)."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any

from ..faults import TLSError
from ..faults import security as faults
from .client_hello import ServerSide
from .refusal import Circumstances, is_plain_http, refusal

# A TLS record holds at most 2^14 bytes of plaintext (RFC 8446 §5.1) and one read returns at most one record.
_RECORD = 16384
# A memory BIO never gives back the memory of its fullest moment, and each connection has two. What is larger
# than this goes through in slices: one long response shall not cost its size until the connection ends.
_SLICE = 65536
_FIRST_BYTES = 16


class Channel:
    """One end of a TLS connection, between a transport and a protocol.

    Raises `TLSError` from every method that reads the peer's bytes; whoever catches it sends what `outgoing`
    returns (the alert), then closes the transport. A complete exchange looks like this::

        while not channel.handshake():
            transport.write(channel.outgoing())
            channel.receive(transport.read())
        transport.write(channel.outgoing())
        plaintext = channel.receive(b"")          # what came along with the end of the handshake
        ...
        plaintext = channel.receive(transport.read())
        transport.write(channel.send(b"..."))
        transport.write(channel.close())

    After `receive` there is rarely anything to send (an answer to a key update); the next `send` takes it.
    """

    __slots__ = (
        "_ciphertext",
        "_decrypt",
        "_encrypt",
        "_feed",
        "_first_bytes",
        "_host",
        "_incoming",
        "_object",
        "_server_side",
        "_take",
        "closed_by_peer",
        "established",
        "truncated",
    )

    def __init__(
        self,
        context: ssl.SSLContext,
        *,
        server_side: bool = False,
        server_hostname: str | None = None,
        session: ssl.SSLSession | None = None,
    ) -> None:
        """Start a session in `context`; nothing is sent before `handshake`.

        `server_hostname` is the host of the URL: a DNS name (IDNA-encoded) or an IP address, also in
        brackets. `session` is an earlier session with the same server and context, to resume.
        """
        self.established = False
        self.closed_by_peer = False
        self.truncated = False
        self._server_side = server_side
        # A name in SNI has no final dot (RFC 6066 §3), nor has one in a certificate.
        self._host = (server_hostname or "").strip("[]").removesuffix(".")
        self._first_bytes = b""
        self._incoming = ssl.MemoryBIO()
        self._ciphertext = ssl.MemoryBIO()
        self._object = context.wrap_bio(
            self._incoming, self._ciphertext, server_side, self._host or None, session=session
        )
        self._feed = self._incoming.write
        self._take = self._ciphertext.read
        self._decrypt = self._object.read
        self._encrypt = self._object.write

    # -- the handshake -------------------------------------------------------------------------------------

    def handshake(self) -> bool:
        """Advance the handshake as far as the bytes received allow; True once it is complete."""
        if self.established:
            return True
        try:
            self._object.do_handshake()
        except ssl.SSLWantReadError:
            if self.truncated:
                raise self._ended_early() from None
            return False
        except ssl.SSLError as error:
            raise self._refusal(error) from error
        self.established = True
        if isinstance(self._object, ServerSide):
            self._object.flight.clear()
        return True

    def _receive_handshake(self, ciphertext: bytes) -> bytes:
        """Keep the peer's handshake bytes for `handshake`, and a copy of those that a refusal reads."""
        if len(self._first_bytes) < _FIRST_BYTES:
            self._first_bytes += ciphertext[: _FIRST_BYTES - len(self._first_bytes)]
        if isinstance(self._object, ServerSide):
            self._object.flight += ciphertext
        self._feed(ciphertext)
        return b""

    # -- data ----------------------------------------------------------------------------------------------

    def receive(self, ciphertext: bytes) -> bytes:
        """Take bytes from the transport; return all plaintext that is now complete, ``b""`` if none.

        Before the handshake is complete the bytes are only kept for `handshake`. When the peer has said that
        it sends no more (close_notify), `closed_by_peer` is True.
        """
        if not self.established:
            return self._receive_handshake(ciphertext)
        if len(ciphertext) > _SLICE:
            return self._receive_slices(ciphertext)
        self._feed(ciphertext)
        try:
            plaintext = self._decrypt(_RECORD)
            # The usual case is one record, read whole: asking again would cost an exception to learn nothing.
            if plaintext and not self._incoming.pending:
                return plaintext
            return self._receive_rest(plaintext)
        except ssl.SSLWantReadError:
            return b""
        except ssl.SSLZeroReturnError:
            self.closed_by_peer = True
            return b""
        except ssl.SSLError as error:
            raise self._refusal(error) from error

    def _receive_rest(self, plaintext: bytes) -> bytes:
        pieces = []
        try:
            while plaintext:
                pieces.append(plaintext)
                plaintext = self._decrypt(_RECORD)
            self.closed_by_peer = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.closed_by_peer = True
        return b"".join(pieces)

    def _receive_slices(self, ciphertext: bytes) -> bytes:
        view = memoryview(ciphertext)
        pieces = [self.receive(bytes(view[at : at + _SLICE])) for at in range(0, len(view), _SLICE)]
        return b"".join(pieces)

    def receive_eof(self) -> None:
        """Note that the transport ended; `truncated` is True unless the peer had announced it."""
        self.truncated = not self.closed_by_peer

    def send(self, plaintext: bytes | bytearray | memoryview) -> bytes:
        """Return the ciphertext of `plaintext`, after whatever was waiting to go out."""
        if len(plaintext) > _SLICE:
            view = memoryview(plaintext)
            return b"".join(self._send(view[at : at + _SLICE]) for at in range(0, len(view), _SLICE))
        return self._send(plaintext)

    def _send(self, plaintext: bytes | bytearray | memoryview) -> bytes:
        if plaintext:
            try:
                # Memory takes everything at once: OpenSSL writes in part only where its transport does.
                self._encrypt(plaintext)
            except ssl.SSLError as error:
                raise self._refusal(error) from error
        return self._take()

    def outgoing(self) -> bytes:
        """Return the handshake messages and alerts that wait to be sent, ``b""`` if none."""
        return self._take()

    def close(self) -> bytes:
        """Say that this end sends no more: return what is waiting, close_notify last. Never raises."""
        try:
            self._object.unwrap()
        except (ssl.SSLError, ValueError):
            # Usual: the peer has not said the same yet, or the handshake never ended. Nothing waits for it.
            pass
        return self._take()

    # -- facts ---------------------------------------------------------------------------------------------

    @property
    def version(self) -> str | None:
        """The version agreed on, as ``TLSv1.3``."""
        return self._object.version()

    @property
    def cipher(self) -> str | None:
        """The cipher suite agreed on, by its OpenSSL name."""
        suite = self._object.cipher()
        return suite[0] if suite else None

    @property
    def alpn(self) -> str | None:
        """The application protocol agreed on (RFC 7301), None if none was."""
        return self._object.selected_alpn_protocol()

    @property
    def sni(self) -> str | None:
        """The name that the client asked for (RFC 6066 §3), at the server; at the client, the host."""
        if isinstance(self._object, ServerSide):
            return self._object.server_name
        return self._host or None

    @property
    def session(self) -> ssl.SSLSession | None:
        """The session, to resume in a channel of the same context; TLS 1.3 sends it with the first data."""
        return self._object.session

    @property
    def session_reused(self) -> bool:
        """Whether an earlier session was resumed."""
        return bool(self._object.session_reused)

    @property
    def peer_certificate(self) -> Mapping[str, Any] | None:
        """The peer's verified certificate, in the form of `ssl.SSLSocket.getpeercert`; None without one."""
        return (self._object.getpeercert() if self.established else None) or None

    @property
    def peer_chain_der(self) -> tuple[bytes, ...]:
        """What the peer sent, leaf first, each in DER; the leaf alone where Python tells no more."""
        if chain := [certificate.public_bytes() for certificate in self._sent_certificates()]:
            return tuple(ssl.PEM_cert_to_DER_cert(pem) for pem in chain)
        leaf = self._object.getpeercert(binary_form=True) if self.established else None
        return (leaf,) if leaf else ()

    @property
    def proven_chain_der(self) -> tuple[bytes, ...]:
        """What the peer has proven to be, leaf first, each in DER: the chain that OpenSSL verified, else its leaf.

        What else a peer sent is anybody's: certificates are public.
        """
        get_chain = getattr(getattr(self._object, "_sslobj", None), "get_verified_chain", None)
        if get_chain and self._object.context.verify_mode is ssl.CERT_REQUIRED:
            return tuple(ssl.PEM_cert_to_DER_cert(each.public_bytes()) for each in get_chain() or ())
        leaf = self._object.getpeercert(binary_form=True)
        return (leaf,) if leaf else ()

    # -- failures ------------------------------------------------------------------------------------------

    def _sent_certificates(self) -> list[Any]:
        # Public only from Python 3.13, and then as DER alone. Every version has this object underneath; it
        # knows the names and dates of a refused certificate too, which is when they matter most.
        get_chain = getattr(getattr(self._object, "_sslobj", None), "get_unverified_chain", None)
        return list(get_chain() or ()) if get_chain else []

    def _ended_early(self) -> TLSError:
        if not self._server_side and is_plain_http(self._first_bytes):
            return TLSError(faults.PLAIN_ANSWER_TO_TLS)
        return TLSError(faults.TLS_ENDED_IN_HANDSHAKE)

    def _refusal(self, error: ssl.SSLError) -> TLSError:
        if isinstance(error, ssl.SSLWantReadError):
            return TLSError(faults.TLS_UNFINISHED)
        if isinstance(self._object, ServerSide) and self._object.refused is not None:
            return TLSError(self._object.refused)
        certificates = [certificate.get_info() for certificate in self._sent_certificates()]
        return refusal(error, Circumstances(self._server_side, self._host, self._first_bytes, certificates))
