"""What answers where HTTP was expected: known by its first bytes, so that an error can name it."""

from __future__ import annotations

import re

from ..faults import BrokenResponse
from ..faults.exchange import ANSWER_IN_TLS, ANSWER_NOT_HTTP, OTHER_PROTOCOL, SPOKEN_FIRST

# The start of an alert or a handshake (RFC 8446 §5.1).
_TLS_RECORDS = (b"\x15\x03", b"\x16\x03")
_SHOWN_START = 40

_BEGINNINGS: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL | re.IGNORECASE), name)
    for pattern, name in (
        (rb"SSH-[0-9.]+-", "SSH"),
        (rb"220[ -][^\r\n]*SMTP", "SMTP"),
        (rb"220[ -][^\r\n]*FTP", "FTP"),
        (rb"220[ -]", "SMTP / FTP"),
        (rb"\+OK[ \r]", "POP3"),
        (rb"\* (?:OK|PREAUTH|BYE)[ \r]", "IMAP"),
        (rb"RFB [0-9]{3}\.[0-9]{3}\n", "VNC (RFB)"),
        (rb"@RSYNCD:", "rsync"),
        (rb"AMQP", "AMQP"),
        (rb"-(?:ERR|NOAUTH|DENIED)[ \r]", "Redis"),
        (rb"ERROR\r\n", "memcached"),
        (rb".{3}\x00\x0a[0-9]+\.[0-9]", "MySQL"),
        (rb"\xff[\xfb-\xfe]", "Telnet"),
        (rb"\x00\x00.\x04[\x00\x01]\x00{4}", "HTTP/2"),
    )
)
"""How servers of other protocols greet, or answer what they do not understand. The first that fits counts."""


def not_http(peer: str, data: bytes) -> BrokenResponse:
    """Return the error for an answer of `peer` that does not begin as one of HTTP/1.1."""
    if data.startswith(_TLS_RECORDS):
        return BrokenResponse(ANSWER_IN_TLS, peer=peer)
    return _other_protocol(peer, data) or BrokenResponse(ANSWER_NOT_HTTP, peer=peer, start=_shown(data))


def spoken_first(peer: str, data: bytes) -> BrokenResponse:
    """Return the error for `data` that `peer` sent before it was asked anything."""
    return _other_protocol(peer, data) or BrokenResponse(SPOKEN_FIRST, peer=peer, start=_shown(data))


def _other_protocol(peer: str, data: bytes) -> BrokenResponse | None:
    name = next((name for beginning, name in _BEGINNINGS if beginning.match(data)), None)
    return None if name is None else BrokenResponse(OTHER_PROTOCOL, peer=peer, protocol=name, start=_shown(data))


def _shown(data: bytes) -> str:
    return ascii(data[:_SHOWN_START].decode("latin-1"))
