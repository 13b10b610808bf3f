"""Percent-encoding (RFC 3986 §2.1), with UTF-8 for what is not ASCII (RFC 3987 §3.1)."""

from __future__ import annotations

import re

_ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def percent_encoded(text: str) -> str:
    """Return every character of `text` percent-encoded.

    Bytes that Python smuggled into text with ``surrogateescape`` come out as themselves. Raises `UnicodeEncodeError`
    for other surrogates.
    """
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogateescape"))


def percent_decoded(text: str) -> str:
    """Return `text` with its percent-encoded bytes read as UTF-8; what is not UTF-8 becomes U+FFFD."""
    if "%" not in text:
        return text
    return _ENCODED.sub(lambda found: bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace"), text)
