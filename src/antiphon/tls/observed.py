"""A TLS session that tells a listener of its messages: those of the handshake decrypted, and the plaintext.

OpenSSL shows every message to a callback, which Python passes on as the undocumented ``SSLContext._msg_callback`` (its
own tests use it). Where it is missing, the messages are not told and all else is. The Certificate message comes before
a verification fails, so it is known what was shown, without a second connection.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any
from weakref import WeakKeyDictionary, ref

from ..semantics.secret_lines import SecretLines
from .channel import Channel

_HANDSHAKE = 22
_ALERT = 21


class ContentType(IntEnum):
    """What a TLS record carries, as far as it is told (RFC 8446 §5.1)."""

    CHANGE_CIPHER_SPEC = 20
    ALERT = _ALERT
    HANDSHAKE = _HANDSHAKE


@dataclass(frozen=True, slots=True)
class TLSMessage:
    """A message of a handshake, or an alert, decrypted.

    `kind` is the type of handshake message (RFC 8446 §4), or the description of an alert (§6). `data` is the whole
    message, its own head of four bytes included; of an alert, level and description.
    """

    moment: float
    number: int
    sent: bool
    version: int
    content_type: ContentType
    kind: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TLSEstablished:
    """The handshake is complete.

    `proven` is the chain that was verified, from the peer's certificate to the root that is trusted, each in DER; empty
    where nothing was verified, or a session resumed.
    """

    moment: float
    number: int
    version: str
    cipher: str
    alpn: str | None
    resumed: bool
    proven: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(slots=True)
class PlaintextSent:
    """Bytes that go out encrypted. Secrets are written over."""

    moment: float
    number: int
    data: bytes = field(repr=False)


@dataclass(slots=True)
class PlaintextReceived:
    """Bytes that came encrypted. Secrets are written over."""

    moment: float
    number: int
    data: bytes = field(repr=False)


class ObservedChannel(Channel):
    """A `Channel` that tells `tell` what goes through it. `number` is the connection's, `now` its clock."""

    __slots__ = ("__weakref__", "_now", "_number", "_received", "_sent", "_tell", "_told")

    def __init__(
        self,
        context: ssl.SSLContext,
        tell: Callable[[object], object],
        now: Callable[[], float],
        number: int,
        *,
        server_side: bool = False,
        server_hostname: str | None = None,
    ) -> None:
        # Before there is a session: it takes the callback along from its context.
        _listen(context)
        super().__init__(context, server_side=server_side, server_hostname=server_hostname)
        _watched[self._object] = ref(self)
        self._tell = tell
        self._now = now
        self._number = number
        self._told = False
        self._sent = SecretLines()
        self._received = SecretLines()

    def message(self, sent: bool, version: int, content_type: int, kind: int, data: bytes) -> None:
        """Tell of a message that OpenSSL has shown."""
        if content_type in (_HANDSHAKE, _ALERT):
            self._tell(TLSMessage(self._now(), self._number, sent, version, ContentType(content_type), kind, data))

    def handshake(self) -> bool:
        """Advance the handshake; tell once it is complete. See `Channel.handshake`."""
        complete = super().handshake()
        if complete and not self._told:
            self._told = True
            self._tell(
                TLSEstablished(
                    self._now(),
                    self._number,
                    self.version or "",
                    self.cipher or "",
                    self.alpn,
                    self.session_reused,
                    self._proven(),
                )
            )
        return complete

    def _proven(self) -> tuple[bytes, ...]:
        is_verified = self._object.context.verify_mode is ssl.CERT_REQUIRED and not self._object.server_side
        return self.proven_chain_der if is_verified else ()

    def receive(self, ciphertext: bytes) -> bytes:
        """Take bytes from the transport. See `Channel.receive`."""
        plaintext = super().receive(ciphertext)
        if plaintext:
            self._tell(PlaintextReceived(self._now(), self._number, self._received.mask(plaintext)))
        return plaintext

    def _receive_slices(self, ciphertext: bytes) -> bytes:
        # The slices come back to `receive`, which has told of each.
        view = memoryview(ciphertext)
        size = 65536
        return b"".join(Channel.receive(self, bytes(view[at : at + size])) for at in range(0, len(view), size))

    def send(self, plaintext: bytes | bytearray | memoryview) -> bytes:
        """Return the ciphertext of `plaintext`. See `Channel.send`."""
        if plaintext:
            self._tell(PlaintextSent(self._now(), self._number, self._sent.mask(bytes(plaintext))))
        return super().send(plaintext)


_watched: WeakKeyDictionary[ssl.SSLObject, ref[ObservedChannel]] = WeakKeyDictionary()


def _listen(context: ssl.SSLContext) -> None:
    """Have every message of the sessions of `context` told to `_dispatch`, which knows whose they are."""
    try:
        # The way in which `ssl` sets it itself; its own would name three values of each record, which takes longer than
        # to encrypt it.
        below = super(ssl.SSLContext, ssl.SSLContext)._msg_callback  # type: ignore[misc]
        below.__set__(context, _dispatch)
    except (AttributeError, TypeError):
        # Another implementation of Python, or a context that only looks like one.
        return


def _dispatch(session: Any, direction: str, version: int, content_type: int, kind: int, data: bytes) -> None:
    if content_type not in (_HANDSHAKE, _ALERT):
        return
    watcher = _watched.get(session)
    channel = None if watcher is None else watcher()
    if channel is not None:
        channel.message(direction == "write", int(version), int(content_type), int(kind), data)
