"""Rules about authentication and refusals (14 to 16)."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator

from ...faults import ProtocolError
from ...faults.findings_authentication import (
    CHALLENGE_MISSING,
    CHALLENGE_UNREADABLE,
    CREDENTIALS_NOT_SENT,
    CREDENTIALS_OF_OTHER_SCHEME,
    CREDENTIALS_REFUSED,
    FORBIDDEN_FOR_WANT_OF_CREDENTIALS,
    FORBIDDEN_WITHOUT_CREDENTIALS,
    NOT_FOUND_MAY_BE_FORBIDDEN,
    TOKEN_EXPIRED,
    TOKEN_NOT_YET_VALID,
)
from ...semantics.authentication import Challenge, parse_challenges
from ...semantics.dates import format_date
from ..exchange import ResponseMessage
from .case import Case, Seen, answered, members, seen

_FIELDS = {401: ("WWW-Authenticate", "Authorization"), 407: ("Proxy-Authenticate", "Proxy-Authorization")}
_CREDENTIAL_FIELDS = frozenset({"authorization", "cookie", "x-api-key", "x-auth-token"})
_LATEST = 253_402_300_800
_LOOKED_AT = 4096
_WANT_OF_CREDENTIALS = re.compile(
    rb"not (?:authenticated|logged in|signed in)|unauthenticated|authentication (?:is )?required|login required"
    rb"|(?:credentials|token|api[ _-]?key)\b[^.\n]{0,40}(?:missing|not provided|required|were not)"
    rb"|missing [^.\n]{0,30}(?:credentials|token|api[ _-]?key|authorization)",
    re.IGNORECASE,
)


@answered
def challenge_missing(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """14: 401 or 407 without a challenge, or with one that cannot be read."""
    if response.status not in _FIELDS:
        return
    field = _FIELDS[response.status][0]
    if field not in response.fields:
        yield seen(CHALLENGE_MISSING, "response.status", status=response.status, field=field)
        return
    for value in response.fields.get_all(field):
        try:
            parse_challenges(value)
        except ProtocolError as error:
            place = f"response.{field.lower()}"
            yield seen(CHALLENGE_UNREADABLE, place, field=field, offset=error.details.get("offset", 0))


@answered
def unauthorized(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """15: why a request was answered 401 or 407."""
    if response.status not in _FIELDS or _goes_on(case):
        return
    challenge_field, field = _FIELDS[response.status]
    schemes = _schemes(response, challenge_field)
    place, status = f"request.{field.lower()}", response.status
    sent = case.request.fields.get(field)
    if sent is None:
        if schemes:
            yield seen(CREDENTIALS_NOT_SENT, place, status=status, schemes=_listed(schemes), field=field)
        return
    dated = _dated(case, sent)
    scheme = sent.partition(" ")[0]
    if dated is not None:
        yield Seen(dated.fault, place, {**dated.details, "status": status})
    elif schemes and scheme.lower() not in schemes:
        yield seen(CREDENTIALS_OF_OTHER_SCHEME, place, status=status, sent=scheme, schemes=_listed(schemes))
    else:
        yield seen(CREDENTIALS_REFUSED, place, status=status, sent=scheme)


def _goes_on(case: Case) -> bool:
    """Tell whether the challenge was answered: the same was asked again, with other credentials."""
    for other in case.others():
        if other.index > case.index and not other.exchange.probe and other.method == case.method:
            mine, its = case.request.fields.get("authorization"), other.request.fields.get("authorization")
            return its is not None and its != mine
    return False


def _schemes(response: ResponseMessage, field: str) -> list[str]:
    """Return the schemes that are asked for, in lower case, each once."""
    found: list[Challenge] = []
    for value in response.fields.get_all(field):
        try:
            found += parse_challenges(value)
        except ProtocolError:
            continue
    return list(dict.fromkeys(challenge.scheme for challenge in found))


def _listed(schemes: list[str]) -> str:
    return ", ".join(scheme.capitalize() for scheme in schemes)


def _dated(case: Case, credentials: str) -> Seen | None:
    """Return what the times in a bearer token say against it; its signature is not verified, only read past."""
    claims = token_claims(credentials)
    if case.moment is None:
        return None
    expires, starts = _time(claims, "exp"), _time(claims, "nbf")
    if expires is not None and expires <= case.moment:
        return seen(TOKEN_EXPIRED, "", moment=format_date(expires))
    if starts is not None and starts > case.moment:
        return seen(TOKEN_NOT_YET_VALID, "", moment=format_date(starts))
    return None


def token_claims(credentials: str) -> dict[str, object]:
    """Return the claims of the web token in `credentials` (RFC 7519 §3), none where there is no such token."""
    scheme, _, token = credentials.partition(" ")
    parts = token.strip().split(".")
    if scheme.lower() != "bearer" or len(parts) != 3:
        return {}
    padded = parts[1] + "=" * (-len(parts[1]) % 4)
    try:
        claims = json.loads(urlsafe_b64decode(padded))
    except (ValueError, NotBase64, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _time(claims: dict[str, object], name: str) -> int | None:
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return int(value) if 0 <= value < _LATEST else None


@answered
def forbidden(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """16: 403 where 401 is meant, and 404 that may hide 403."""
    if response.status == 403 and not case.request.fields.has_any(_CREDENTIAL_FIELDS):
        says = "www-authenticate" in response.fields or _WANT_OF_CREDENTIALS.search(_start(response))
        yield seen(FORBIDDEN_FOR_WANT_OF_CREDENTIALS if says else FORBIDDEN_WITHOUT_CREDENTIALS, "response.status")
    if response.status == 404 and _is_guarded(case, response):
        yield seen(NOT_FOUND_MAY_BE_FORBIDDEN, "response.status")


def _start(response: ResponseMessage) -> bytes:
    return (response.content or b"")[:_LOOKED_AT]


def _is_guarded(case: Case, response: ResponseMessage) -> bool:
    varies = {"authorization", "cookie"} & set(members(response.fields.get("vary")))
    return bool(varies) or "authorization" in case.request.fields
