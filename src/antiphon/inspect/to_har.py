"""Exchanges from any source as an HTTP Archive (HAR 1.2), secrets masked."""

from __future__ import annotations

import time

from ..client.har_entry import HarExchange, HarPhases, HarRequest, HarResponse, Value, archive_of
from ..client.masking import Masking
from .exchange import Exchange, Journey, Phases, RequestMessage, ResponseMessage
from .secret_content import without_secrets


def har_of_journey(journey: Journey) -> Value:
    """Return the exchanges of `journey` as a HAR 1.2 log; one without a response has status 0, as in browsers."""
    return archive_of(map(_exchange, journey), Masking())


def _exchange(exchange: Exchange) -> HarExchange:
    facts = exchange.connection
    return HarExchange(
        started=time.time() if exchange.started_at is None else exchange.started_at,
        total=_total(exchange.phases),
        request=_request(exchange.request),
        response=_response(exchange.response),
        phases=_phases(exchange.phases),
        peer_address=None if facts is None else facts.peer_address,
        local_address=None if facts is None else facts.local_address,
        failure="" if exchange.error is None else exchange.error.sentence(),
    )


def _total(phases: Phases) -> float:
    """Return how long all phases took: in an archive that is their sum."""
    opened = (phases.blocked, phases.resolve, phases.connect, phases.proxy, phases.tls)
    every = (*opened, phases.send, phases.wait, phases.receive)
    return sum((seconds for seconds in every if seconds is not None), 0.0)


def _phases(phases: Phases) -> HarPhases:
    opened = [seconds for seconds in (phases.connect, phases.proxy, phases.tls) if seconds is not None]
    return HarPhases(
        blocked=phases.blocked,
        dns=phases.resolve,
        # The archive counts TLS as part of connecting.
        connect=sum(opened) if opened else None,
        ssl=phases.tls,
        send=phases.send or 0.0,
        wait=phases.wait or 0.0,
        receive=phases.receive or 0.0,
    )


def _request(message: RequestMessage) -> HarRequest:
    return HarRequest(
        method=message.method,
        url=message.target if message.url is None else message.url.without_fragment().masked,
        version=message.version,
        pairs=message.fields.raw,
        head_size=_head_size(message.raw),
        content=None if message.content is None else without_secrets(message.content),
    )


def _response(message: ResponseMessage | None) -> HarResponse:
    if message is None:
        return HarResponse(0, "", "", (), None, None, None)
    return HarResponse(
        status=message.status,
        reason=message.reason,
        version=message.version,
        pairs=message.fields.raw,
        head_size=_head_size(message.raw),
        content=None if message.content is None else without_secrets(message.content),
        encoded_size=message.encoded_size,
    )


def _head_size(raw: bytes | None) -> int:
    end = -1 if raw is None else raw.find(b"\r\n\r\n")
    return -1 if end < 0 else end + len(b"\r\n\r\n")
