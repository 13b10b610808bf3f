"""Secrets in URLs: parameters by whose names they are known, and what is shown in their place."""

from __future__ import annotations

import re

_NAMES = (
    "access_?token|api_?key|apikey|assertion|auth|authorization|aws_?access_?key_?id|client_?assertion|client_?secret"
    "|code|code_?verifier|credential|id_?token|jsessionid|jwt|key|pass|passwd|password|phpsessid|pwd|refresh_?token"
    "|saml_?response|secret"
    "|security_?token|session|session_?id|session_?token|sid|sig|signature|token|x-amz-credential|x-amz-security-token"
    "|x-amz-signature|x-goog-credential|x-goog-signature"
)
# Forms of many frameworks name what is in an object so: user[password].
_NAMED = rf"(?:[^=&;#\s]{{0,64}}(?:\[|%5b))?(?:{_NAMES.replace('_?', '[_-]?')})(?:\]|%5d)?="
_SECRET = re.compile(rf"((?:\A|[?&;#]){_NAMED})[^&;#]+", re.IGNORECASE)


TOKEN = r"(?:eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*|(?:gh[pousr]|github_pat|glpat|sk_live|xox[abp])[_-][\w-]{16,})"
"""What a token looks like wherever it stands: a web token (RFC 7519), or a key that begins with its issuer's mark."""
_SHORTEST_TOKEN = 20
_IN_PLACE = re.compile(rf"(?<=[/=]){TOKEN}(?![^/?&;#])")


def mask_query(query: str, mask: str = "[masked]") -> str:
    """Return `query`, or a URL, with secrets replaced by `mask`: values of parameters, and what looks like a token."""
    masked = _SECRET.sub(rf"\1{mask}", query) if "=" in query else query
    return _IN_PLACE.sub(mask, masked) if len(masked) > _SHORTEST_TOKEN else masked


# For small letters: to heed both kinds takes twice as long.
_SECRET_BYTES = re.compile(rb"[?&;#]" + _NAMED.encode() + rb"([^&;#\s]+)")


_IN_PLACE_BYTES = re.compile(rb"(?<=[/=])(" + TOKEN.encode() + rb")(?![^/?&;#\s])")
_LONGEST_LINE = 8192
"""Where a request line ends that is of any use: a token stands before."""


def has_secret_values(data: bytes) -> bool:
    """Tell whether `data` may have the value of a parameter that is a secret, or a token in a request line."""
    named = b"=" in data and _SECRET_BYTES.search(data.lower()) is not None
    return named or _IN_PLACE_BYTES.search(data, 0, _LONGEST_LINE) is not None


def secret_values(line: bytes) -> list[tuple[int, int]]:
    """Return where values of parameters that are secrets, and tokens, start and end in a request line."""
    named = [found.span(1) for found in _SECRET_BYTES.finditer(line.lower())]
    return named + [found.span(1) for found in _IN_PLACE_BYTES.finditer(line)]
