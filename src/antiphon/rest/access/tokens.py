"""Bearer tokens: how they are made, and what of them is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field

PREFIX = "antiphon_"
"""The beginning of every token, so that scanners for leaked secrets know one: ``antiphon_[0-9a-f]{64}``."""

_ID_LENGTH = 8


def new_token() -> str:
    """Return a token of 256 random bits."""
    return PREFIX + secrets.token_hex(32)


def digest_of(token: str) -> str:
    """Return what is kept of `token`.

    SHA-256 without salt or stretching is right here: nobody can try 2 to the 256 tokens, as one would try passwords.
    """
    return hashlib.sha256(token.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a user: its `digest`, when it was made, and when it expires, in seconds since the epoch."""

    digest: str = field(repr=False)
    created: int
    expires: int | None = None
    note: str = ""

    @property
    def id(self) -> str:
        """Return the name by which people tell it from others."""
        return self.digest[:_ID_LENGTH]

    def has_expired(self, now: float) -> bool:
        """Tell whether it counts no longer at `now`, in seconds since the epoch."""
        return self.expires is not None and now >= self.expires
