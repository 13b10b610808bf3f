"""Passwords: how they are hashed, and compared with a hash."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass, field

from ...faults import UsageError
from ...faults.access import PASSWORD_UNUSABLE

LEAST_LENGTH = 8
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_WRITTEN = re.compile(r"\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{16,86})\$([A-Za-z0-9+/]{43})")
_SALT_BYTES = 16
_KEY_BYTES = 32
_MOST_MEMORY = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one hash takes (RFC 7914 §2): 128 · 2^`log_n` · `r` bytes, `p` times. These are OWASP's for 32 MiB."""

    log_n: int = 15
    r: int = 8
    p: int = 3

    @property
    def memory(self) -> int:
        """Return the bytes of memory that it needs."""
        return 128 * (1 << self.log_n) * self.r + 128 * self.r * self.p + 1024


@dataclass(frozen=True, slots=True)
class PasswordHash:
    """A password as it is kept: with the salt and the cost that make the same `key` of the same password again."""

    cost: Cost
    salt: bytes = field(repr=False)
    key: bytes = field(repr=False)

    def matches(self, password: str) -> bool:
        """Tell whether it was made from `password`. Takes a tenth of a second or more, on purpose."""
        return hmac.compare_digest(_key(password, self.salt, self.cost), self.key)

    def text(self) -> str:
        """Return it as one word, in the format of the Password Hashing Competition."""
        cost = self.cost
        return f"$scrypt$ln={cost.log_n},r={cost.r},p={cost.p}${_base64(self.salt)}${_base64(self.key)}"


def password_hash(password: str, cost: Cost | None = None) -> PasswordHash:
    """Return what is kept of `password`. Raises `UsageError` where it is too short or Basic cannot carry it."""
    if len(password) < LEAST_LENGTH or _CONTROL.search(password):
        raise UsageError(PASSWORD_UNUSABLE, least=LEAST_LENGTH)
    return _hashed(password, cost or Cost())


def nobodys_hash() -> PasswordHash:
    """Return a hash that no password matches but that costs the same, so that time tells no users' names."""
    return PasswordHash(Cost(), secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_KEY_BYTES))


def read_hash(text: str) -> PasswordHash | None:
    """Return the hash that `text` was written from; None for any other text."""
    written = _WRITTEN.fullmatch(text)
    if written is None:
        return None
    cost = Cost(int(written[1]), int(written[2]), int(written[3]))
    if not (cost.log_n and cost.r and cost.p) or cost.memory > _MOST_MEMORY:
        return None
    return PasswordHash(cost, _bytes(written[4]), _bytes(written[5]))


def _hashed(password: str, cost: Cost) -> PasswordHash:
    salt = secrets.token_bytes(_SALT_BYTES)
    return PasswordHash(cost, salt, _key(password, salt, cost))


def _key(password: str, salt: bytes, cost: Cost) -> bytes:
    # The same letters typed on two systems may be different characters (RFC 7617 §2.1, RFC 8265 §4.2).
    typed = unicodedata.normalize("NFC", password).encode("utf-8")
    return hashlib.scrypt(
        typed, salt=salt, n=1 << cost.log_n, r=cost.r, p=cost.p, maxmem=2 * cost.memory, dklen=_KEY_BYTES
    )


def _base64(value: bytes) -> str:
    return b64encode(value).decode("ascii").rstrip("=")


def _bytes(text: str) -> bytes:
    return b64decode(text + "=" * (-len(text) % 4))
