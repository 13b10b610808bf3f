"""Whether a server that agreed on a good version of TLS would agree on a prohibited one, too (RFC 8996).

It is asked by one ClientHello over a connection of its own, where probes are wanted. Nothing else is sent over it.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from dataclasses import replace
from time import monotonic

from ...net.network import Address
from ...semantics.hosts import is_address
from ...tls.prohibited_versions import PROHIBITED, agreed_version, prohibited_offer
from ..exchange import Exchange, Journey

LIMIT = 2.0
"""Seconds that the connection and the answer may take together: whoever says nothing is not waited for."""
_MOST = 65_536
"""How many bytes of an answer are read: a chain of certificates has a few thousand."""


def with_old_versions_tried(journey: Journey, limit: float = LIMIT) -> Journey:
    """Return `journey` with the prohibited version that the server of its last exchange accepts, where it does.

    It is tried at the very address that answered. What a proxy leads to cannot be reached that way, and is not tried.
    """
    if not journey:
        return journey
    *before, last = journey
    address, url = _answered_from(last), last.request.url
    if address is None or url is None:
        return journey
    name = None if is_address(url.host) else url.host.removesuffix(".")
    offer = prohibited_offer(name, os.urandom(32))
    version = _version_accepted(address, offer, limit)
    return journey if version is None else (*before, replace(last, accepts_version=version))


def _answered_from(exchange: Exchange) -> Address | None:
    facts = exchange.connection
    if facts is None or facts.proxy is not None or facts.tls is None or facts.tls.version in PROHIBITED:
        return None
    return next((attempt.address for attempt in facts.attempts if attempt.error is None), None)


def _version_accepted(address: Address, offer: bytes, limit: float) -> str | None:
    ends, flight = monotonic() + limit, b""
    with suppress(OSError), socket.socket(address.family, socket.SOCK_STREAM) as connection:
        connection.settimeout(limit)
        connection.connect(address.name)
        connection.sendall(offer)
        while len(flight) < _MOST:
            connection.settimeout(max(0.0, ends - monotonic()))
            piece = connection.recv(_MOST)
            flight += piece
            version = agreed_version(flight)
            if version is not None or not piece:
                return version
    return None
