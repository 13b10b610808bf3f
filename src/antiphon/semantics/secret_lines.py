"""Secrets in the bytes of a message on its way: written over with as many asterisks, so that nothing moves.

The bytes come in any pieces. A line that begins with the name of a secret field is written over from its value to its
end, whichever pieces it comes in; so are the values of parameters that are secrets in a request line.
"""

from __future__ import annotations

import re

from .fields import SECRET_FIELDS
from .secrets import has_secret_values, secret_values

_LONGEST_NAME = max(map(len, SECRET_FIELDS))
_NAMED_LINE = re.compile(
    rb"\n\s*(?:" + b"|".join(re.escape(name.encode()) for name in sorted(SECRET_FIELDS)) + rb")\s*:"
)
_REQUEST_LINE = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+ [/h]")
_ALIKE = 4096
"""Up to how many bytes a piece is compared with the one before: a connection often carries the same ones again."""
_LINE_KEPT = 8192
"""How much of a line that may go on is remembered: as much as a request line of any use has."""


def hidden(data: bytes, start: int, end: int) -> bytes:
    """Return `data` with an asterisk for each byte from `start` to `end`."""
    return data[:start] + b"*" * (end - start) + data[end:]


class SecretLines:
    """One direction of a connection, read piece by piece. A line of content that looks like a secret field is one, too:
    better one too many.
    """

    __slots__ = ("_after", "_before", "_begun", "_masked", "_secret")

    def __init__(self) -> None:
        self._begun = b""
        self._secret = False
        self._before = (b"", b"", False)
        self._after = (b"", False)
        self._masked = b""

    def mask(self, data: bytes) -> bytes:
        """Return `data`, the bytes after those of the last call, with the secrets written over."""
        before = (data, self._begun, self._secret)
        if before == self._before:
            self._begun, self._secret = self._after
            return self._masked
        masked = self._mask(data)
        if len(data) <= _ALIKE:
            self._before, self._after, self._masked = before, (self._begun, self._secret), masked
        return masked

    def _mask(self, data: bytes) -> bytes:
        end = 0
        if self._begun:
            end = data.find(b"\n") + 1 or len(data)
        before, rest = data[:end], data[end:]
        before = b"".join(map(self._line, before.splitlines(keepends=True)))
        if not rest:
            return before
        # In small letters, a pattern has a fixed beginning to look for.
        if _NAMED_LINE.search(b"\n" + rest.lower()) or has_secret_values(rest):
            return before + b"".join(map(self._line, rest.splitlines(keepends=True)))
        # Most pieces have no secret, and looking at each of their lines would take many times as long.
        self._begun = rest[rest.rfind(b"\n") + 1 :][:_LINE_KEPT]
        return before + rest if before else rest

    def _line(self, line: bytes) -> bytes:
        begun, whole = self._begun, self._begun + line
        ended = line.endswith(b"\n")
        secret = self._secret or _names_secret(whole)
        self._begun, self._secret = (b"", False) if ended else (whole[:_LINE_KEPT], secret)
        if secret:
            start = max(whole.find(b":") + 1 - len(begun), 0) if not begun or b":" not in begun else 0
            return hidden(line, start, len(line.rstrip(b"\r\n")))
        return self._parameters(begun, line)

    @staticmethod
    def _parameters(begun: bytes, line: bytes) -> bytes:
        whole = begun + line
        if not _REQUEST_LINE.match(whole):
            return line
        for start, end in secret_values(whole):
            whole = hidden(whole, start, end)
        return whole[len(begun) :]


def _names_secret(line: bytes) -> bool:
    name, colon, _ = line[: _LONGEST_NAME + 2].partition(b":")
    return bool(colon) and name.strip().lower().decode("latin-1") in SECRET_FIELDS
