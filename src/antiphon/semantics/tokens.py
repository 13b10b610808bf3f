"""Access tokens from a token endpoint (RFC 6749 §5): what its answers say."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..faults import Text

_TOKEN = re.compile(r"[\x21-\x7e]+")
_UNSHOWABLE = re.compile(r"[^\x20-\x7e]")
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Token:
    """An access token. `expires_at` is in seconds since 1970, None where the server did not say."""

    value: str = field(repr=False)
    expires_at: float | None = None

    def is_good_at(self, moment: float) -> bool:
        """Tell whether the token has not expired at `moment`."""
        return self.expires_at is None or moment < self.expires_at

    def ending_earlier(self, seconds: float) -> Token:
        """Return the token with an end that many `seconds` earlier, so that it does not expire on its way."""
        return self if self.expires_at is None else Token(self.value, self.expires_at - seconds)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the endpoint gave no token (RFC 6749 §5.2): one word, and a text for people that may be empty."""

    error: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Nonsense:
    """An answer that is neither a token nor a refusal, and what is wrong with it."""

    problem: Text


def read_token_answer(status: int, content: bytes, now: float) -> Token | Refusal | Nonsense:
    """Return what an answer with `status` and `content`, come at `now`, means (RFC 6749 §5.1, §5.2)."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return Nonsense(Text("content that is not JSON", "un contenido que no es JSON"))
    if not isinstance(value, dict):
        return Nonsense(Text("JSON that is not an object", "un JSON que no es un objeto"))
    if isinstance(value.get("error"), str):
        description = value.get("error_description")
        return Refusal(_showable(value["error"]), _showable(description) if isinstance(description, str) else "")
    if status != 200:
        return Nonsense(Text("neither a token nor an error", "ni un token ni un error"))
    return _token(value, now)


def _token(value: Mapping[str, object], now: float) -> Token | Nonsense:
    token, kind, lifetime = value.get("access_token"), value.get("token_type"), value.get("expires_in")
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        return Nonsense(Text("no access_token that a field can carry", "ningún access_token que quepa en una cabecera"))
    # Without a type the answer breaks §5.1, but there is no other that a server would mean.
    if kind is not None and (not isinstance(kind, str) or kind.lower() != "bearer"):
        return Nonsense(Text("a token_type other than Bearer", "un token_type que no es Bearer"))
    if lifetime is None:
        return Token(token)
    try:
        # Some servers send the number as text.
        seconds = float(lifetime) if isinstance(lifetime, str | int | float) else -1.0
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        return Nonsense(Text("an expires_in that is no number", "un expires_in que no es un número"))
    return Token(token, now + seconds)


def _showable(text: str) -> str:
    """Return the start of `text`, which a server chose, with only what a terminal can be trusted with (§5.2)."""
    return _UNSHOWABLE.sub("?", text[:_SHOWN])
