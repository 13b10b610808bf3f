"""The credentials of a request (RFC 9110 §11.6.2), and what is answered where they are missing or no good.

Credentials that are no good are 401 in every case, malformed ones too: RFC 9110 §11.4 wants it for invalid and partial
credentials, and for RFC 6750 §3.1 a malformed token is an invalid_token. Only a request with two Authorization fields
is 400, invalid_request: nobody can say whose it is.
"""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import dataclass, field

from ...faults import Fault
from ...faults.access import (
    CREDENTIALS_MALFORMED,
    CREDENTIALS_SCHEME,
    CREDENTIALS_TWICE,
    TOKEN_EXPIRED,
    TOKEN_UNKNOWN,
)
from ...semantics.fields import Pair
from ..refusal import Refusal

_AUTHORIZATION = b"authorization"
_LENGTH = len(_AUTHORIZATION)
_BEARER = re.compile(rb"bearer +([A-Za-z0-9\-._~+/]+=*)", re.IGNORECASE)
_BASIC = re.compile(rb"basic +([A-Za-z0-9+/]+={0,2})", re.IGNORECASE)
_SCHEMES = {b"bearer": "Bearer", b"basic": "Basic"}
_ERRORS = {
    CREDENTIALS_TWICE: "invalid_request",
    TOKEN_UNKNOWN: "invalid_token",
    TOKEN_EXPIRED: "invalid_token",
}


@dataclass(frozen=True, slots=True)
class BearerToken:
    """A token (RFC 6750 §2.1)."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BasicPassword:
    """A user's name and password (RFC 7617)."""

    user: str
    password: str = field(repr=False)


Credentials = BearerToken | BasicPassword


def authorization_of(fields: list[Pair]) -> bytes | None:
    """Return the value of Authorization among the lines of `fields`; None where there is none.

    It looks at the lines themselves, since most requests have none and an index of all fields costs more than that.
    Raises `Refusal`, 400, where there are several.
    """
    found: bytes | None = None
    for name, value in fields:
        if len(name) == _LENGTH and name.lower() == _AUTHORIZATION:
            if found is not None:
                raise unauthorized(CREDENTIALS_TWICE, takes_passwords=False)
            found = value
    return found


def credentials_in(value: bytes, takes_passwords: bool) -> Credentials:
    """Return the credentials in the `value` of Authorization. Raises `Refusal`, 401, where there are none."""
    if bearer := _BEARER.fullmatch(value):
        return BearerToken(bearer[1].decode("ascii"))
    scheme = _SCHEMES.get(value.partition(b" ")[0].lower())
    if scheme is None or (scheme == "Basic" and not takes_passwords):
        raise unauthorized(CREDENTIALS_SCHEME, takes_passwords)
    basic = _BASIC.fullmatch(value)
    credentials = _basic(basic[1]) if basic else None
    if credentials is None:
        raise unauthorized(CREDENTIALS_MALFORMED, takes_passwords, scheme=scheme)
    return credentials


def _basic(encoded: bytes) -> BasicPassword | None:
    try:
        user, colon, password = b64decode(encoded + b"=" * (-len(encoded) % 4)).decode("utf-8").partition(":")
    except ValueError:
        return None
    return BasicPassword(user, password) if colon else None


def unauthorized(fault: Fault, takes_passwords: bool, **details: str) -> Refusal:
    """Return the refusal for `fault`, with a challenge for each scheme that is taken (RFC 9110 §11.6.1)."""
    malformed_token = fault is CREDENTIALS_MALFORMED and details["scheme"] == "Bearer"
    error = "invalid_token" if malformed_token else _ERRORS.get(fault)
    bearer = 'Bearer realm="antiphon"' + (f', error="{error}"' if error else "")
    challenges = [bearer, 'Basic realm="antiphon", charset="UTF-8"'] if takes_passwords else [bearer]
    fields = tuple(("WWW-Authenticate", each) for each in challenges)
    return Refusal(fault, fields=fields, violations=(), extra=None, **details)
