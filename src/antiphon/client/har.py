"""Responses as an HTTP Archive: HAR 1.2, which browsers and other tools read."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..semantics.dates import parse_date
from .har_entry import HarExchange, HarPhases, HarRequest, HarResponse, OpenMasking, Value, archive_of
from .masking import Masking
from .request import Request

if TYPE_CHECKING:
    from .received import Timings
    from .response import Response


def har_of(responses: Iterable[Response], *, reveal: bool = False, secrets: Iterable[str] = ()) -> Value:
    """Return a HAR 1.2 log of `responses`, each with the redirects that led to it, as a JSON value.

    Secrets are masked unless `reveal` says otherwise: credentials, cookies, and what the names in queries, forms and
    JSON show to be secrets, `secrets` among the names. What is not known is -1; content that has not been read is left
    out.
    """
    masking = OpenMasking() if reveal else Masking(secrets)
    return archive_of((_exchange(hop) for response in responses for hop in (*response.history, response)), masking)


def _exchange(response: Response) -> HarExchange:
    timings, facts = response.timings, response.connection
    return HarExchange(
        started=_started(response),
        total=timings.first_byte if timings.total is None else timings.total,
        request=_request(response.request, response.http_version),
        response=_response(response),
        phases=_phases(timings),
        peer_address=None if facts is None else facts.peer_address,
        local_address=None if facts is None else facts.local_address,
    )


def _started(response: Response) -> float:
    """Return when the exchange began: where nobody has noted it, what the server says of the time."""
    moment: float | None = getattr(response.exchange, "started_at", None)
    if moment is None:
        moment = parse_date(response.headers.get("date", ""), int(time.time()))
    return time.time() if moment is None else moment


def _phases(timings: Timings) -> HarPhases:
    """Return the phases. Waiting for a connection, and sending, are not told apart from waiting."""
    opened = [timings.connect, timings.proxy, timings.tls]
    connect = sum(phase for phase in opened if phase is not None)
    before = (timings.resolve or 0.0) + connect
    return HarPhases(
        dns=timings.resolve,
        connect=None if timings.connect is None else connect,
        ssl=timings.tls,
        wait=timings.first_byte - before,
        receive=0.0 if timings.total is None else timings.total - timings.first_byte,
        comment="The time to send, and to get a connection of the pool, is part of wait.",
    )


def _request(request: Request, version: str) -> HarRequest:
    section = request.section()
    line = len(request.method) + len(request.url.request_target) + len(" ") * 2 + len(version) + len("\r\n") * 2
    return HarRequest(
        method=request.method,
        url=str(request.url.without_fragment()),
        version=version,
        pairs=section.pairs,
        head_size=line + len(section.block),
        content=request.content,
    )


def _response(response: Response) -> HarResponse:
    head = response.exchange.head
    line = len(response.http_version) + len(f" {head.status} ") + len(head.reason) + len("\r\n") * 2
    return HarResponse(
        status=head.status,
        reason=response.reason,
        version=response.http_version,
        pairs=head.section.pairs,
        head_size=line + len(head.section.block),
        content=response.exchange.content,
        encoded_size=head.length,
    )
