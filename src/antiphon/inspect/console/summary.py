"""Exchanges and connections as lines of a list: JSON values."""

from __future__ import annotations

import time
from typing import Any

from ...faults import AntiphonError
from ...server.observed import Accepted, Served
from .parameters import went_wrong
from .recording import FailedHandshake

_LONGEST_TARGET = 2000


def summary(served: Served, language: str) -> dict[str, Any]:
    """Return what the list says of `served`."""
    ended = served.ended
    return {
        "number": served.number,
        "connection": served.connection.number,
        "started": _milliseconds(served.started_at),
        "client": served.connection.client,
        "method": served.method,
        "target": None if served.target is None else served.target[:_LONGEST_TARGET],
        "status": served.status,
        "state": state_of(served),
        "wrong": went_wrong(served),
        "milliseconds": None if ended is None else round((ended - served.began) * 1000, 2),
        "received": served.received.size,
        "sent": served.sent.size,
        "tls": None if served.connection.tls is None else served.connection.tls.version,
        "refusal": None if served.refusal is None else refusal(served.refusal, language),
    }


def state_of(served: Served) -> str:
    """Return how it stands: ``open``, ``refused``, ``failed``, ``cut`` or ``complete``."""
    if served.refusal is not None:
        return "refused"
    if served.failure is not None:
        return "failed"
    if served.ended is None:
        return "open"
    return "complete" if served.complete else "cut"


def refusal(error: AntiphonError, language: str) -> dict[str, Any]:
    """Return what `error` says."""
    return {"code": error.fault.code, "sentence": error.sentence(language), "rfc": error.fault.rfc}


def connection(accepted: Accepted) -> dict[str, Any]:
    """Return what the list of connections says of `accepted`."""
    tls = accepted.tls
    return {
        "number": accepted.number,
        "client": accepted.client,
        "local": accepted.local,
        "scheme": accepted.scheme,
        "accepted": _milliseconds(accepted.accepted_at),
        "seconds": round(max(0.0, time.time() - accepted.accepted_at), 1),
        "exchanges": accepted.exchanges,
        "tls": None
        if tls is None
        else {
            "version": tls.version,
            "cipher": tls.cipher,
            "alpn": tls.alpn,
            "server_name": tls.server_name,
            "resumed": tls.resumed,
        },
    }


def failed_handshake(failed: FailedHandshake, language: str) -> dict[str, Any]:
    """Return what the list of failed handshakes says of `failed`."""
    return {
        "moment": _milliseconds(failed.moment),
        "client": failed.client,
        **refusal(failed.error, language),
        "fix": failed.error.fix(language),
    }


def _milliseconds(moment: float) -> int:
    return round(moment * 1000)
