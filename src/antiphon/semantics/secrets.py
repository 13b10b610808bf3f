"""Secrets in URLs: parameters by whose names they are known, and what is shown in their place."""

from __future__ import annotations

import re

_NAMES = (
    "access_?token|api_?key|apikey|assertion|auth|authorization|aws_?access_?key_?id|client_?assertion|client_?secret"
    "|code|code_?verifier|credential|id_?token|jwt|key|pass|passwd|password|pwd|refresh_?token|saml_?response|secret"
    "|security_?token|session|session_?id|session_?token|sid|sig|signature|token|x-amz-credential|x-amz-security-token"
    "|x-amz-signature|x-goog-credential|x-goog-signature"
)
_SECRET = re.compile(rf"((?:\A|[?&;#])(?:{_NAMES.replace('_?', '[_-]?')})=)[^&;#]+", re.IGNORECASE)


def mask_query(query: str, mask: str = "[masked]") -> str:
    """Return `query`, or a URL with one, with the values of parameters that are secrets replaced by `mask`."""
    return _SECRET.sub(rf"\1{mask}", query) if "=" in query else query


# For small letters: to heed both kinds takes twice as long.
_SECRET_BYTES = re.compile(rb"(?:[?&;#](?:" + _NAMES.replace("_?", "[_-]?").encode() + rb")=)([^&;#\s]+)")


def has_secret_values(data: bytes) -> bool:
    """Tell whether `data` may have the value of a parameter that is a secret."""
    return b"=" in data and _SECRET_BYTES.search(data.lower()) is not None


def secret_values(line: bytes) -> list[tuple[int, int]]:
    """Return where the values of parameters that are secrets start and end in a request line."""
    return [found.span(1) for found in _SECRET_BYTES.finditer(line.lower())]
