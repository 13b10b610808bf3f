"""Protocols known by their first bytes: what speaks where HTTP or TLS was expected, so that an error can name it."""

from __future__ import annotations

import re

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
        (rb"\x05[\x00-\x09\xff]", "SOCKS 5"),
        (rb"\x00[\x5a-\x5d].{6}", "SOCKS 4"),
        (rb"\x00\x00.\x04[\x00\x01]\x00{4}", "HTTP/2"),
    )
)
"""How servers of other protocols greet, or answer what they do not understand. The first that fits counts."""


def protocol_of(data: bytes) -> str | None:
    """Return the name of the protocol that an answer is of whose first bytes are `data`; None for an unknown one."""
    return next((name for beginning, name in _BEGINNINGS if beginning.match(data)), None)
