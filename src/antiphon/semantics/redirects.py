"""Redirects (RFC 9110 §15.4): where the next request goes, with which method, and what stays behind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..faults import BrokenResponse
from ..faults.content import REDIRECT_SCHEME_REFUSED, REDIRECT_TARGET_INVALID, REDIRECT_WITHOUT_TARGET

REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

# (scheme, host, port): lower-case and with the default port filled in, as the URL of the request has them.
Origin = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Redirect:
    """The next request: `location` is a URI reference, to be resolved against the URL of the present one."""

    location: str
    method: str
    keeps_content: bool


def next_request(method: str, status: int, location: str | None, has_content: bool) -> Redirect | None:
    """Return the request that a response with `status` and `location` leads to, None where it leads to none.

    `location` is the field value as received, bytes beyond ASCII read as Latin-1. Raises BrokenResponse for a
    Location that is empty, has control characters, or leads out of http and https.
    """
    if status not in REDIRECT_STATUSES or location is None:
        return None
    target = _target(location, status)
    new_method = _next_method(method, status)
    keeps_content = has_content and new_method == method and status != 303
    return Redirect(target, new_method, keeps_content)


def _next_method(method: str, status: int) -> str:
    """Choose the method (RFC 9110 §15.4.2 to §15.4.9).

    303 asks to GET the result, whatever was sent. 301 and 302 turn POST into GET, as every browser does; any
    other method is kept, QUERY by the letter of RFC 10008 §2.5. 307 and 308 keep all.
    """
    if status == 303:
        return "HEAD" if method == "HEAD" else "GET"
    if status in (301, 302) and method == "POST":
        return "GET"
    return method


def _target(location: str, status: int) -> str:
    target = location.strip(" \t")
    if not target:
        raise BrokenResponse(REDIRECT_WITHOUT_TARGET, status=status)
    control = _CONTROL.search(target)
    if control:
        raise BrokenResponse(REDIRECT_TARGET_INVALID, status=status, offset=control.start())
    scheme = _SCHEME.match(target)
    if scheme and scheme[1].lower() not in ("http", "https"):
        raise BrokenResponse(REDIRECT_SCHEME_REFUSED, status=status, scheme=scheme[1].lower())
    return _readable(target)


def _readable(target: str) -> str:
    """Return `target` with its bytes read as UTF-8, or percent-encoded where they are not UTF-8."""
    if target.isascii():
        return target
    try:
        data = target.encode("latin-1")
    except UnicodeEncodeError:
        return target
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in data)


def keeps_credentials(before: Origin, after: Origin) -> bool:
    """Tell whether credentials meant for the origin `before` may go to `after`.

    Only to the same origin, with one exception: from http on port 80 to https on port 443 of the same host.
    That is the upgrade which sites do for every visitor; the credentials were sent in clear a moment ago, and
    arrive safer. The way back, a downgrade, never keeps them.
    """
    is_upgrade = before[0] == "http" and before[2] == 80 and after[0] == "https" and after[2] == 443
    return before == after or (is_upgrade and before[1] == after[1])


# Fields that describe content which is not sent again (RFC 9110 §15.4, list item 5; RFC 9530).
_CONTENT_FIELDS = frozenset(
    {
        "content-digest",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-md5",
        "content-range",
        "content-type",
        "digest",
        "expect",
        "last-modified",
        "repr-digest",
        "trailer",
        "transfer-encoding",
    }
)

# Host and Origin name the former origin; the rest are credentials by their names (RFC 9110 §15.4, list item
# 2).
_ORIGIN_FIELDS = frozenset({"cookie", "cookie2", "host", "origin"})
_CREDENTIAL_ENDINGS = ("authorization", "-token", "api-key", "apikey", "-secret")


def fields_to_drop(names: Iterable[str], *, keeps_content: bool, keeps_credentials: bool) -> frozenset[str]:
    """Return those of the request's field `names`, as given, that the next request must leave out.

    `keeps_content` is that of the `Redirect`; `keeps_credentials` what the function of that name says. Names
    compare without case. Besides Authorization, Proxy-Authorization and Cookie, fields such as X-Api-Key and
    X-Auth-Token stay with the origin they were written for.
    """
    return frozenset(
        name
        for name in names
        if (not keeps_content and name.lower() in _CONTENT_FIELDS)
        or (not keeps_credentials and _belongs_to_origin(name.lower()))
    )


def _belongs_to_origin(name: str) -> bool:
    return name in _ORIGIN_FIELDS or name.endswith(_CREDENTIAL_ENDINGS)
