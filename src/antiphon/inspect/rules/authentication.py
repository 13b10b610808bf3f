"""Rules about authentication and refusals (14 to 16)."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator

from ...faults import ProtocolError, Text
from ...faults.findings_authentication import (
    CHALLENGE_MISSING,
    CHALLENGE_UNREADABLE,
    CREDENTIALS_NOT_SENT,
    CREDENTIALS_OF_OTHER_SCHEME,
    CREDENTIALS_REFUSED,
    CREDENTIALS_WITHOUT_SCHEME,
    FORBIDDEN_FOR_BAD_CREDENTIALS,
    FORBIDDEN_FOR_WANT_OF_CREDENTIALS,
    FORBIDDEN_WITHOUT_CREDENTIALS,
    NOT_FOUND_MAY_BE_FORBIDDEN,
    TOKEN_EXPIRED,
    TOKEN_NOT_YET_VALID,
)
from ...semantics.authentication import Challenge, parse_challenges, scheme_of
from ...semantics.dates import format_utc
from ..exchange import ResponseMessage
from .case import Case, Seen, answered, members, seen
from .redirects import led_here, left_behind

_FIELDS = {401: ("WWW-Authenticate", "Authorization"), 407: ("Proxy-Authenticate", "Proxy-Authorization")}
_SPELT = {"ntlm": "NTLM", "hoba": "HOBA", "dpop": "DPoP", "scram-sha-256": "SCRAM-SHA-256"}
_HOW = {
    "basic": Text(
        ": auth=(user, password), on the command line --auth", ": auth=(usuario, clave), en la línea de órdenes --auth"
    ),
    "bearer": Text(": auth=token, on the command line --bearer", ": auth=token, en la línea de órdenes --bearer"),
    "digest": Text(
        ": auth=antiphon.DigestAuth(user, password) in Python",
        ": auth=antiphon.DigestAuth(usuario, clave) en Python",
    ),
}
_HOW_TO_PROXY = Text(
    ", in the proxy's URL: http://user:password@host:port",
    ", en la URL del proxy: http://usuario:clave@servidor:puerto",
)
_NO_WAY = Text("", "")
_OF_SCHEME = Text(" with the scheme {scheme}", " con el esquema {scheme}")
_AGAIN = Text(": it asks for them again", ": las vuelve a pedir")
_CREDENTIAL_FIELDS = frozenset({"authorization", "cookie", "x-api-key", "x-auth-token"})
_LATEST = 253_402_300_800
_LOOKED_AT = 4096
_WANT_OF_CREDENTIALS = re.compile(
    rb"not (?:authenticated|logged in|signed in)|unauthenticated|authentication (?:is )?required|login required"
    rb"|(?:credentials|token|api[ _-]?key)\b[^.\n]{0,40}(?:missing|not provided|required|were not)"
    rb"|missing [^.\n]{0,30}(?:credentials|token|api[ _-]?key|authorization)",
    re.IGNORECASE,
)
_BAD_CREDENTIALS = re.compile(
    rb"(?:token|credentials|session|jwt|signature|api[ _-]?key|password)[^.\n]{0,20}[ _](?:expired|invalid|revoked)"
    rb"|(?:invalid|expired|revoked|bad)[ _](?:access[ _])?(?:token|credentials|session|jwt|api[ _-]?key|password)",
    re.IGNORECASE,
)
_OF_FORM = re.compile(rb"csrf|xsrf|forgery", re.IGNORECASE)


@answered
def challenge_missing(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """14: 401 or 407 without a challenge, or with one that cannot be read."""
    if response.status not in _FIELDS:
        return
    field = _FIELDS[response.status][0]
    if not response.fields.get(field, "").strip(" \t,"):
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
        before = led_here(case)
        if schemes and not (before is not None and left_behind(before)):
            how = _HOW_TO_PROXY if status == 407 else next((_HOW[name] for name in schemes if name in _HOW), _NO_WAY)
            yield seen(CREDENTIALS_NOT_SENT, place, status=status, schemes=_listed(schemes), field=field, how=how)
        return
    dated = _dated(case, sent)
    scheme = scheme_of(sent)
    if dated is not None:
        yield Seen(dated.fault, place, {**dated.details, "status": status})
    elif scheme is None and schemes and not _is_masked(sent):
        first = _spelt(schemes[0])
        asked = _listed(schemes)
        yield seen(CREDENTIALS_WITHOUT_SCHEME, place, status=status, field=field, schemes=asked, first=first)
    elif scheme is not None and schemes and scheme.lower() not in schemes:
        yield seen(CREDENTIALS_OF_OTHER_SCHEME, place, status=status, sent=scheme, schemes=_listed(schemes))
    else:
        again = _AGAIN if schemes else _NO_WAY
        named = _NO_WAY if scheme is None else _OF_SCHEME.of(scheme=scheme)
        yield seen(CREDENTIALS_REFUSED, place, status=status, sent=named, again=again)


def _is_masked(credentials: str) -> bool:
    """Tell whether somebody wrote over `credentials` before they were handed on: their scheme is not known then."""
    return not credentials.strip("*•.xX ") or credentials.startswith(("[", "<"))


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
    return ", ".join(map(_spelt, schemes))


def _spelt(scheme: str) -> str:
    return _SPELT.get(scheme, scheme.capitalize())


def _dated(case: Case, credentials: str) -> Seen | None:
    """Return what the times in a bearer token say against it; its signature is not verified, only read past."""
    claims = token_claims(credentials)
    if case.moment is None:
        return None
    expires, starts = _time(claims, "exp"), _time(claims, "nbf")
    if expires is not None and expires <= case.moment:
        return seen(TOKEN_EXPIRED, "", moment=format_utc(expires))
    if starts is not None and starts > case.moment:
        return seen(TOKEN_NOT_YET_VALID, "", moment=format_utc(starts))
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
    if response.status == 403 and not _OF_FORM.search(_start(response)):
        yield from _refused(case, response)
    if response.status == 404 and _is_guarded(case, response):
        yield seen(NOT_FOUND_MAY_BE_FORBIDDEN, "response.status")


def _refused(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """Say of a 403 what credentials have to do with it."""
    start = _start(response)
    if not case.request.fields.has_any(_CREDENTIAL_FIELDS):
        says = "www-authenticate" in response.fields or _WANT_OF_CREDENTIALS.search(start)
        yield seen(FORBIDDEN_FOR_WANT_OF_CREDENTIALS if says else FORBIDDEN_WITHOUT_CREDENTIALS, "response.status")
        return
    dated = _dated(case, case.request.fields.get("authorization", ""))
    if dated is not None:
        yield Seen(dated.fault, "request.authorization", {**dated.details, "status": response.status})
    elif _BAD_CREDENTIALS.search(start):
        yield seen(FORBIDDEN_FOR_BAD_CREDENTIALS, "response.status")


def _start(response: ResponseMessage) -> bytes:
    return (response.content or b"")[:_LOOKED_AT]


def _is_guarded(case: Case, response: ResponseMessage) -> bool:
    varies = {"authorization", "cookie"} & set(members(response.fields.get("vary")))
    return bool(varies) or "authorization" in case.request.fields
