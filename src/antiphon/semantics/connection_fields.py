"""Fields of one connection, which go no further than to the next recipient (RFC 9110 §7.6.1)."""

from __future__ import annotations

from collections.abc import Iterable

from .fields import Pair

OF_THE_CONNECTION = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authentication-info",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""The fields that concern one connection whatever Connection says of them."""

OF_THE_MESSAGE = frozenset(
    {
        b"accept",
        b"authorization",
        b"cache-control",
        b"content-encoding",
        b"content-length",
        b"content-location",
        b"content-range",
        b"content-security-policy",
        b"content-type",
        b"cookie",
        b"date",
        b"etag",
        b"expect",
        b"host",
        b"location",
        b"max-forwards",
        b"origin",
        b"range",
        b"set-cookie",
        b"strict-transport-security",
        b"trailer",
        b"vary",
        b"www-authenticate",
    }
)
"""The fields that are for every recipient, so that Connection may not name them.

Whoever obeyed would let one end take the framing, the credentials or the guards out of another's message.
"""


def connection_options(pairs: Iterable[Pair]) -> frozenset[bytes]:
    """Return what the Connection fields among `pairs` list, in lower case."""
    return frozenset(
        option.strip(b"\t ").lower()
        for name, value in pairs
        if name.lower() == b"connection"
        for option in value.split(b",")
    )


def end_to_end(pairs: Iterable[Pair]) -> list[Pair]:
    """Return those of `pairs` that an intermediary passes on: neither the connection's own nor named by Connection."""
    pairs = list(pairs)
    dropped = OF_THE_CONNECTION | (connection_options(pairs) - OF_THE_MESSAGE)
    return [pair for pair in pairs if pair[0].lower() not in dropped]
