"""Rules about requests between origins (37)."""

from __future__ import annotations

from collections.abc import Iterator

from ...faults.findings_cross_origin import (
    CORS_ANY_ORIGIN,
    CORS_CREDENTIALS_REFUSED,
    CORS_FIELD_MISSING,
    CORS_METHOD_MISSING,
    CORS_ONLY_PREFLIGHT,
    CORS_ORIGIN_DIFFERS,
    CORS_ORIGIN_MISSING,
    CORS_PREFLIGHT_STATUS,
    CORS_VARY_MISSING,
    CORS_WILDCARD_WITH_CREDENTIALS,
)
from ..exchange import ResponseMessage
from .case import Case, Seen, answered, members, seen, varies_by

PROBE_ORIGIN = "https://origin-of-a-probe.example"
"""The origin that probes claim to be of: nobody can have meant to let it in."""

_ALLOW_ORIGIN = "access-control-allow-origin"
_ALLOW_CREDENTIALS = "access-control-allow-credentials"
_PLACE = f"response.{_ALLOW_ORIGIN}"
_SIMPLE_METHODS = frozenset({"GET", "HEAD", "POST"})


def origin_of(case: Case) -> str | None:
    """Return the other origin whose page sent the request, None where none did."""
    origin, url = case.request.fields.get("origin"), case.request.url
    if not origin or case.request.fields.get("sec-fetch-site") in ("same-origin", "none"):
        return None
    own = case.request.fields.get("host", "") if url is None else f"{url.scheme}://{url.authority}"
    asking = origin.partition("://")[2] if url is None else origin
    return None if own and asking.lower() == own.lower() else origin


def is_preflight(case: Case) -> bool:
    """Tell whether the request asks a server whether another may be sent (Fetch §3.3.2)."""
    return case.method == "OPTIONS" and "access-control-request-method" in case.request.fields


@answered
def allowed_origin(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """37: who may read the response, compared with who asks."""
    fields, origin = response.fields, origin_of(case)
    allowed, credentials = fields.get(_ALLOW_ORIGIN), fields.get(_ALLOW_CREDENTIALS, "").strip().lower()
    if allowed is not None and allowed.strip() == "*" and credentials == "true":
        yield seen(CORS_WILDCARD_WITH_CREDENTIALS, _PLACE)
    if origin is None or _is_of_navigation(case):
        return
    if allowed is None:
        if case.exchange.probe or _is_allowed_by_preflight(case, origin):
            return
        yield seen(CORS_ORIGIN_MISSING, _PLACE, origin=origin)
    elif case.exchange.probe:
        if allowed.strip() == PROBE_ORIGIN and credentials == "true":
            yield seen(CORS_ANY_ORIGIN, _PLACE, origin=PROBE_ORIGIN)
    elif allowed.strip() not in (origin, "*"):
        yield seen(CORS_ORIGIN_DIFFERS, _PLACE, allowed=allowed, origin=origin)
    elif allowed.strip() == "*" or is_preflight(case):
        return
    elif not varies_by(fields, "origin") and "no-store" not in members(fields.get("cache-control")):
        yield seen(CORS_VARY_MISSING, "response.vary", origin=origin)


def _is_of_navigation(case: Case) -> bool:
    """Tell whether a person follows a link or sends a form: then no script reads the response."""
    return case.request.fields.get("sec-fetch-mode") in ("navigate", "no-cors", "same-origin", "websocket")


@answered
def credentials(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """37: cookies that go along where the server does not say that they may."""
    origin, allowed = origin_of(case), response.fields.get(_ALLOW_ORIGIN, "").strip()
    if origin is None or case.exchange.probe or "cookie" not in case.request.fields or allowed not in (origin, "*"):
        return
    if response.fields.get(_ALLOW_CREDENTIALS, "").strip() != "true":
        yield seen(CORS_CREDENTIALS_REFUSED, f"response.{_ALLOW_CREDENTIALS}", origin=origin)


@answered
def preflight(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """37: what a preflight asks for and does not get."""
    if not is_preflight(case) or (case.exchange.probe and _ALLOW_ORIGIN not in response.fields):
        return
    if not 200 <= response.status <= 299:
        yield seen(CORS_PREFLIGHT_STATUS, "response.status", status=response.status)
        return
    if case.exchange.probe or _ALLOW_ORIGIN not in response.fields:
        return
    bare = response.fields.get(_ALLOW_CREDENTIALS, "").strip() != "true"
    yield from _method(case, response, bare=bare)
    yield from _fields(case, response, bare=bare)


def _method(case: Case, response: ResponseMessage, *, bare: bool) -> Iterator[Seen]:
    method = case.request.fields["access-control-request-method"].strip()
    listed = [name.strip() for name in response.fields.get("access-control-allow-methods", "").split(",")]
    if method not in _SIMPLE_METHODS and method not in listed and not (bare and "*" in listed):
        yield seen(CORS_METHOD_MISSING, "response.access-control-allow-methods", method=method)


def _fields(case: Case, response: ResponseMessage, *, bare: bool) -> Iterator[Seen]:
    listed = members(response.fields.get("access-control-allow-headers"))
    for name in members(case.request.fields.get("access-control-request-headers")):
        covered = bare and "*" in listed and name != "authorization"
        if name not in listed and not covered:
            yield seen(CORS_FIELD_MISSING, "response.access-control-allow-headers", name=name)


@answered
def only_preflight(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """37: the preflight lets in whom the real response does not."""
    origin = origin_of(case)
    if origin is None or case.exchange.probe or is_preflight(case) or _ALLOW_ORIGIN in response.fields:
        return
    if _is_allowed_by_preflight(case, origin):
        yield seen(CORS_ONLY_PREFLIGHT, _PLACE, origin=origin)


def _is_allowed_by_preflight(case: Case, origin: str) -> bool:
    if is_preflight(case):
        return False
    for other in case.others():
        answer = other.response
        asked = is_preflight(other) and other.request.fields.get("origin") == origin and not other.exchange.probe
        if asked and answer is not None and answer.fields.get(_ALLOW_ORIGIN, "").strip() in (origin, "*"):
            return True
    return False
