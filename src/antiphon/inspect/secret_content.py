"""Secrets in messages that were seen on their way: written over with as many asterisks, so that nothing moves.

Forms, JSON and multipart forms have them, known by their names, and URLs in fields; what is split into chunks in the
middle of a value, or packed, is not read.
"""

from __future__ import annotations

import re

from ..client.masking import CONTENT_NAMES
from ..semantics.secret_lines import hidden
from ..semantics.secrets import secret_values

_NAMES = "|".join(sorted(re.escape(name).replace("_", "[_-]?") for name in CONTENT_NAMES)).encode()
_FORM = re.compile(rb"(?:\A|[?&;\n])(?:" + _NAMES + rb")=([^&;#\s]+)", re.IGNORECASE)
_JSON = re.compile(rb'"(?:' + _NAMES + rb')"\s*:\s*"((?:[^"\\]|\\.)+)', re.IGNORECASE)
_PART = re.compile(rb'name="?(?:' + _NAMES + rb')"?[^\n]*\n(?:[^\r\n]+\r?\n)*\r?\n([^\r\n]+)', re.IGNORECASE)
_URL_LINE = re.compile(rb"^(?:content-)?(?:location|referer)[ \t]*:[^\n]*", re.IGNORECASE | re.MULTILINE)
_PATTERNS = ((b"=", _FORM), (b'"', _JSON), (b"name=", _PART))


def without_secrets(data: bytes) -> bytes:
    """Return `data`, messages or parts of such, with the values of secrets in their content written over."""
    for line in _URL_LINE.finditer(data):
        for start, end in secret_values(line[0]):
            data = hidden(data, line.start() + start, line.start() + end)
    for sign, pattern in _PATTERNS:
        if sign in data:
            for found in pattern.finditer(data):
                data = hidden(data, *found.span(1))
    return data
