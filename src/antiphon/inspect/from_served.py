"""Exchanges as a server saw them, as values to be judged and explained."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..client.connection_facts import ConnectionFacts, TLSFacts
from ..client.masking import Masking
from ..faults import InvalidURL, ProtocolError
from ..faults.message import INCOMPLETE_CONTENT, INCOMPLETE_HEAD, INCOMPLETE_MESSAGE
from ..semantics.url import URL
from .exchange import Exchange, Phases, RequestMessage, ResponseMessage
from .from_bytes import request_of, response_of
from .reading.flaws import Flaws
from .secret_content import without_secrets

if TYPE_CHECKING:
    from ..server.observed import Accepted, Served

_MASKING = Masking()


def exchange_of(served: Served) -> Exchange:
    """Return `served`, which may still go on. Of messages that were cut, what was kept is in `raw` alone."""
    return Exchange(
        _request(served),
        _response(served),
        error=served.refusal,
        started_at=served.started_at,
        phases=_phases(served),
        connection=_connection(served.connection, reused=served.place > 1),
    )


def _connection(accepted: Accepted, *, reused: bool) -> ConnectionFacts:
    tls = accepted.tls
    agreed = None if tls is None else TLSFacts(tls.version, tls.cipher, tls.alpn, tls.resumed)
    return ConnectionFacts(accepted.client, accepted.local, tls=agreed, reused=reused)


def _phases(served: Served) -> Phases:
    answered, ended = served.answered, served.ended
    return Phases(
        wait=None if answered is None else answered - served.began,
        receive=None if answered is None or ended is None else ended - answered,
        total=None if ended is None else ended - served.began,
    )


def _request(served: Served) -> RequestMessage:
    raw, refusal = served.received.data, served.refusal
    # Of a request that is under way, was answered early, or is cut in what is kept, nothing is missing.
    stopped = refusal is not None and refusal.fault in (INCOMPLETE_CONTENT, INCOMPLETE_HEAD, INCOMPLETE_MESSAGE)
    message = request_of(raw, ended=stopped and not served.received.is_cut)
    if isinstance(refusal, ProtocolError | InvalidURL) and raw and not message.flaws:
        flaws = Flaws(0)
        flaws.add_error(refusal, 0, len(raw))
        message = replace(message, flaws=tuple(flaws.found))
    return replace(
        message,
        content=None if served.received.is_cut else message.content,
        raw=_without_secrets(raw, message.content, message.fields.get("content-type", "")),
        url=_url(served.connection, message),
    )


def _url(accepted: Accepted, message: RequestMessage) -> URL | None:
    target = message.target
    if target.startswith("/"):
        target = f"{accepted.scheme}://{message.fields.get('host', accepted.local)}{target}"
    try:
        return URL.parse(target)
    except InvalidURL:
        return None


def _response(served: Served) -> ResponseMessage | None:
    raw = served.sent.data
    if not raw:
        return None
    ended = served.ended is not None and not served.sent.is_cut
    message = response_of(raw, served.method or "", ended=ended)
    if served.sent.is_cut:
        message = replace(message, content=None, content_cut=True)
    shown = _without_secrets(raw, message.content, message.fields.get("content-type", ""))
    return replace(message, raw=shown, complete=served.complete if served.ended is not None else None)


def _without_secrets(raw: bytes, content: bytes | None, kind: str) -> bytes:
    """Return `raw` with the secrets of its `content` written over; where chunks cut through them, without chunks."""
    masked = _MASKING.content(content, kind) if content else content
    if content and masked and masked != content and content not in raw:
        head, end, _ = raw.partition(b"\r\n\r\n")
        return without_secrets(head) + end + masked
    return without_secrets(raw)
