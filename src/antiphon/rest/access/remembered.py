"""Passwords that were checked lately, so that not every request takes as long as a check."""

from __future__ import annotations

import hashlib
import secrets

_KEPT = 900 * 1_000_000_000
# More than are checked in that time, right and wrong together.
_MOST = 4096


class RememberedPasswords:
    """Whether credentials were right, for a quarter of an hour, by a digest of them. Times are in nanoseconds.

    The digest is keyed with a secret of this object, so what it keeps is of no use to who reads the memory later.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._known: dict[bytes, tuple[bool, int]] = {}

    def digest(self, credentials: bytes) -> bytes:
        """Return under what `credentials` are remembered."""
        return hashlib.blake2b(credentials, key=self._key, digest_size=32).digest()

    def recall(self, digest: bytes, now: int) -> bool | None:
        """Return whether the credentials were right; None where that is not known at `now`."""
        right, until = self._known.get(digest, (None, 0))
        return right if now < until else None

    def remember(self, digest: bytes, right: bool, now: int) -> None:
        """Remember whether the credentials were right; the oldest memory goes where there are too many."""
        self._known.pop(digest, None)
        self._known[digest] = right, now + _KEPT
        if len(self._known) > _MOST:
            del self._known[next(iter(self._known))]
