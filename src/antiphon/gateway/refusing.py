"""What a client reads where the origin has not answered: problem details, in its language (RFC 9457)."""

from __future__ import annotations

from dataclasses import replace

from ..faults import AntiphonError, BrokenResponse, Fault, PoolTimeout, ProtocolError, RequestError, Timeout
from ..faults.gateway import ORIGIN_BROKEN, ORIGIN_BUSY, ORIGIN_LATE, ORIGIN_UNREACHABLE
from ..semantics.fields import Fields, Pair
from ..semantics.hosts import is_loopback
from ..semantics.negotiation import best_language
from ..semantics.problems import MEDIA_TYPE, problem_of
from ..server.handler import Request, Response

_LANGUAGES = ("en", "es")
_BY_CLASS: tuple[tuple[type[AntiphonError], Fault], ...] = (
    (PoolTimeout, ORIGIN_BUSY),
    (Timeout, ORIGIN_LATE),
    (BrokenResponse, ORIGIN_BROKEN),
    (ProtocolError, ORIGIN_BROKEN),
    (RequestError, ORIGIN_UNREACHABLE),
)


def refusal(request: Request, error: AntiphonError) -> Response:
    """Return the answer that tells of `error`, which keeps `request` from the origin."""
    return _problem(request, error.fault, error, {})


def failure(request: Request, error: AntiphonError) -> Response:
    """Return the answer for an exchange with the origin that ended with `error`.

    What exactly happened names machines and addresses behind the gateway. The code of it is told to everybody, the
    sentence only to a client on this machine.
    """
    fault = next(fault for kind, fault in _BY_CLASS if isinstance(error, kind))
    inner = error.__cause__
    extra = {"cause": (inner if isinstance(inner, AntiphonError) else error).fault.code}
    if request.client is None or is_loopback(request.client[0]):
        extra["reason"] = error.explanation(_language(request))
    return _problem(request, fault, AntiphonError(fault), extra)


def _problem(request: Request, fault: Fault, error: AntiphonError, extra: dict[str, str]) -> Response:
    language = _language(request)
    problem = problem_of(fault, error.details, language)
    fields: list[Pair] = [
        (b"Content-Type", MEDIA_TYPE.encode("ascii")),
        (b"Content-Language", language.encode("ascii")),
        (b"Vary", b"Accept-Language"),
        (b"Cache-Control", b"no-store"),
    ]
    if fault is ORIGIN_BUSY:
        fields.append((b"Retry-After", b"5"))
    content = replace(problem, extra={**problem.extra, **extra}).as_json()
    return Response(fault.status or 502, Fields.of_checked(fields), content)


def _language(request: Request) -> str:
    return best_language(request.fields.get("accept-language"), _LANGUAGES) or "en"
