"""What answers where HTTP was expected: known by its first bytes, so that an error can name it."""

from __future__ import annotations

from ..faults import BrokenResponse
from ..faults.exchange import ANSWER_IN_TLS, ANSWER_NOT_HTTP, OTHER_PROTOCOL, SPOKEN_FIRST
from ..wire.greetings import protocol_of

# The start of an alert or a handshake (RFC 8446 §5.1).
_TLS_RECORDS = (b"\x15\x03", b"\x16\x03")
_SHOWN_START = 40


def not_http(peer: str, data: bytes) -> BrokenResponse:
    """Return the error for an answer of `peer` that does not begin as one of HTTP/1.1."""
    if data.startswith(_TLS_RECORDS):
        return BrokenResponse(ANSWER_IN_TLS, peer=peer)
    return _other_protocol(peer, data) or BrokenResponse(ANSWER_NOT_HTTP, peer=peer, start=_shown(data))


def spoken_first(peer: str, data: bytes) -> BrokenResponse:
    """Return the error for `data` that `peer` sent before it was asked anything."""
    return _other_protocol(peer, data) or BrokenResponse(SPOKEN_FIRST, peer=peer, start=_shown(data))


def _other_protocol(peer: str, data: bytes) -> BrokenResponse | None:
    name = protocol_of(data)
    return None if name is None else BrokenResponse(OTHER_PROTOCOL, peer=peer, protocol=name, start=_shown(data))


def _shown(data: bytes) -> str:
    return ascii(data[:_SHOWN_START].decode("latin-1"))
