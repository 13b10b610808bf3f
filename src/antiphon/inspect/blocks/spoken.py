"""Whether a port that closed a plain request without a word speaks TLS.

It is asked by a handshake, after the request has failed, and by nothing else: no second request is sent.
"""

from __future__ import annotations

import socket
import ssl
from dataclasses import replace

from ...faults import AntiphonError
from ...faults.connection import CONNECTION_RESET
from ...faults.exchange import NO_RESPONSE
from ..exchange import Exchange, Journey

_SILENT = frozenset({NO_RESPONSE.code, CONNECTION_RESET.code})
_LIMIT = 2.0
"""Seconds that the connection and the handshake may take, each: whoever answers nothing is not asked for long."""


def with_tls_tried(journey: Journey) -> Journey:
    """Return `journey` with what a handshake tells where its last exchange was plain HTTP that ended in silence.

    It is tried where the request went to the port of its URL itself: what a proxy speaks says nothing of the server.
    """
    *before, last = journey
    peer = _silent_peer(last)
    if peer is None or not _answers_handshake(*peer, server_name=last.request.url.host if last.request.url else None):
        return journey
    return (*before, replace(last, speaks_tls=True))


def _silent_peer(exchange: Exchange) -> tuple[str, int] | None:
    url, error = exchange.request.url, exchange.error
    if url is None or exchange.secure is not False or not isinstance(error, AntiphonError):
        return None
    host, _, port = str(error.details.get("peer", "")).rpartition(":")
    if error.fault.code not in _SILENT or port != str(url.port):
        return None
    return host.strip("[]"), url.port


def _answers_handshake(host: str, port: int, *, server_name: str | None) -> bool:
    """Tell whether TLS is spoken there; whose certificate it shows does not matter, and an alert is TLS, too."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with socket.create_connection((host, port), timeout=_LIMIT) as plain:
            context.wrap_socket(plain, server_hostname=server_name).close()
    except ssl.SSLError as error:
        return "_ALERT_" in (error.reason or "")
    except (OSError, ValueError):
        return False
    return True
