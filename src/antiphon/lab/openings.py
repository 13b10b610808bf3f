"""What ports do with a new connection: handshakes that go well, badly, or never end."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Callable

from ..tls.channel import Channel
from .line import Line, PlainLine, SecureLine
from .scenario import Opening
from .tampering import with_flipped_bit
from .workshop import Workshop, context_of

_ALERT_RECORD = 21
_FATAL = 2


async def plain(line: PlainLine) -> Line | None:
    """Speak HTTP without TLS."""
    return line


def secured(context: ssl.SSLContext, spoil: Callable[[bytes], bytes] = lambda data: data) -> Opening:
    """Return what speaks TLS as `context` says; `spoil` changes the ciphertext of the answers."""

    async def opening(line: PlainLine) -> Line | None:
        secure = SecureLine(line, context, spoil)
        return secure if await secure.handshake() else None

    return opening


def after_hello(answer: bytes) -> Opening:
    """Return what reads the client's first bytes, sends `answer`, and closes."""

    async def opening(line: PlainLine) -> Line | None:
        await line.receive()
        await line.send(answer)
        return None

    return opening


def alerting(description: int) -> Opening:
    """Return what answers a ClientHello with a fatal alert (RFC 8446 §6)."""
    return after_hello(bytes([_ALERT_RECORD, 3, 3, 0, 2, _FATAL, description]))


async def silent(line: PlainLine) -> Line | None:
    """Never say a word, until the client goes."""
    while await line.receive():
        pass
    return None


async def resetting(line: PlainLine) -> Line | None:
    """Break the connection with a reset once the client has spoken."""
    await line.receive()
    line.reset()
    return None


def interrupted(context: ssl.SSLContext) -> Opening:
    """Return what ends the connection in the middle of the server's part of the handshake."""

    async def opening(line: PlainLine) -> Line | None:
        flight = await _first_flight(line, context)
        await line.send(flight[: len(flight) // 2])
        return None

    return opening


def spoilt(context: ssl.SSLContext) -> Opening:
    """Return what changes one bit in the server's part of the handshake, as somebody on the way might."""

    async def opening(line: PlainLine) -> Line | None:
        await line.send(with_flipped_bit(await _first_flight(line, context)))
        await line.receive()
        return None

    return opening


async def _first_flight(line: PlainLine, context: ssl.SSLContext) -> bytes:
    channel = Channel(context, server_side=True)
    flight = b""
    while not flight:
        data = await line.receive()
        if not data:
            return b""
        channel.receive(data)
        channel.handshake()
        flight = channel.outgoing()
    return flight


def outdated(workshop: Workshop) -> Opening | None:
    """Return what speaks TLS 1.0 and 1.1 only; None where OpenSSL was built without them."""
    from ..tls.misissuing import Wish

    if not ssl.HAS_TLSv1_1:
        return None
    context = context_of(workshop.root.leaf(Wish()))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        # Python warns whoever asks for such versions, and rightly.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return secured(context)


def unknown_name(context: ssl.SSLContext) -> Opening:
    """Return what refuses every name in SNI with an alert (RFC 6066 §3)."""
    context.sni_callback = lambda *_: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    return secured(context)
