"""URLs as text: quoted as requests sends them, and taken apart where it needs a part."""

from __future__ import annotations

import string

from urllib3.util import parse_url

from .compat import quote, unquote, urlparse, urlunparse
from .exceptions import InvalidURL

UNRESERVED_SET = frozenset(string.ascii_letters + string.digits + "-._~")  # RFC 3986 §2.3

_RESERVED = "!#$&'()*+,/:;=?@[]~"


def unquote_unreserved(uri: str) -> str:
    """Return the URI with the percent-encoding taken off characters that need none.

    A ``%`` that two letters or digits follow which are not hexadecimal raises `InvalidURL`; any other stays as it is.
    """
    first, *escaped = uri.split("%")
    return first + "".join(map(_unquoted, escaped))


def _unquoted(after_percent: str) -> str:
    digits = after_percent[:2]
    if len(digits) < 2 or not digits.isalnum():
        return f"%{after_percent}"
    try:
        character = chr(int(digits, 16))
    except ValueError:
        raise InvalidURL(f"Invalid percent-escape sequence: '{digits}'") from None
    return character + after_percent[2:] if character in UNRESERVED_SET else f"%{after_percent}"


def requote_uri(uri: str) -> str:
    """Return the URI with every character that cannot stand in one percent-encoded, and nothing encoded twice.

    If some ``%`` in it cannot be an encoding, each ``%`` is taken for itself and encoded.
    """
    try:
        return quote(unquote_unreserved(uri), safe=f"{_RESERVED}%")
    except InvalidURL:
        return quote(uri, safe=_RESERVED)


def prepend_scheme_if_needed(url: str, new_scheme: str) -> str:
    """Return the URL with `new_scheme` if it has none; text without ``//`` is taken to begin with the host."""
    parts = parse_url(url)
    authority, path = parts.netloc, parts.path
    if not authority:
        authority, path = path, authority
    if parts.auth:
        authority = f"{parts.auth}@{authority or ''}"
    scheme = new_scheme if parts.scheme is None else parts.scheme
    return urlunparse((scheme, authority or "", path or "", "", parts.query or "", parts.fragment or ""))


def get_auth_from_url(url: str) -> tuple[str, str]:
    """Return user name and password of the URL, decoded; two empty texts unless it has both."""
    parts = urlparse(url)
    if parts.username is None or parts.password is None:
        return "", ""
    return unquote(parts.username), unquote(parts.password)


def urldefragauth(url: str) -> str:
    """Return the URL without user name, password and fragment."""
    parts = urlparse(url)
    authority, path = (parts.netloc, parts.path) if parts.netloc else (parts.path, parts.netloc)
    return urlunparse((parts.scheme, authority.rsplit("@", 1)[-1], path, parts.params, parts.query, ""))
