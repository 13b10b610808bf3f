"""Digest authentication (RFC 7616): challenges, answers to them, and the proof that a server gives in return.

Text in these values is what fields carry: each character of a challenge stands for one byte (ISO-8859-1), so that a
realm in UTF-8 goes into the hash and back to the server byte by byte as it came. User and password are hashed as UTF-8.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hmac import compare_digest

from ..faults import InvalidField
from ..faults.authentication import DIGEST_USER_WITH_CONTROL
from .authentication import Challenge
from .percent import percent_encoded


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A hash algorithm as challenges name it; `session` for the variants whose key belongs to one nonce (-sess)."""

    name: str
    hash_name: str
    strength: int
    session: bool = False

    def digest(self, data: bytes) -> str:
        """Return the hash of `data` in hexadecimal."""
        return hashlib.new(self.hash_name, data, usedforsecurity=False).hexdigest()


def _algorithms() -> Mapping[str, Algorithm]:
    """Return the algorithms of the IANA registry that this Python can compute, by their lower-case names."""
    plain = (("MD5", "md5"), ("SHA-256", "sha256"), ("SHA-512-256", "sha512_256"))
    found = {}
    for strength, (name, hash_name) in enumerate(plain):
        if hash_name in hashlib.algorithms_available:
            found[name.lower()] = Algorithm(name, hash_name, strength)
            found[f"{name.lower()}-sess"] = Algorithm(f"{name}-sess", hash_name, strength, session=True)
    return found


ALGORITHMS = _algorithms()

_QUALITIES = ("auth", "auth-int")


@dataclass(frozen=True, slots=True)
class DigestChallenge:
    """A challenge that can be answered (RFC 7616 §3.3).

    `qualities` are the offered values of qop that are known; none is the way of RFC 2069. `names_algorithm` tells
    whether the challenge named one, since only then the answer does. `first_nonce` is the nonce that the session of a
    -sess algorithm began with, where another has followed it.
    """

    realm: str
    nonce: str
    algorithm: Algorithm
    qualities: tuple[str, ...] = ()
    opaque: str | None = None
    stale: bool = False
    domain: tuple[str, ...] = ()
    hashes_user: bool = False
    knows_utf8: bool = False
    names_algorithm: bool = True
    first_nonce: str | None = None

    @classmethod
    def of(cls, challenge: Challenge) -> DigestChallenge | None:
        """Return what `challenge`, of whatever scheme, asks for; None where no answer is possible."""
        given = challenge.parameters
        algorithm = ALGORITHMS.get(given.get("algorithm", "MD5").lower())
        offered = given.get("qop", "").lower().replace(",", " ").split()
        qualities = tuple(quality for quality in _QUALITIES if quality in offered)
        if challenge.scheme != "digest" or "realm" not in given or "nonce" not in given or algorithm is None:
            return None
        if offered and not qualities:
            return None
        return cls(
            given["realm"],
            given["nonce"],
            algorithm,
            qualities,
            given.get("opaque"),
            given.get("stale", "").lower() == "true",
            tuple(given.get("domain", "").split()),
            given.get("userhash", "").lower() == "true",
            given.get("charset", "").lower() == "utf-8",
            "algorithm" in given,
        )

    def renewed(self, nonce: str) -> DigestChallenge:
        """Return the challenge with the next nonce, as Authentication-Info announces it (RFC 7616 §3.5)."""
        return replace(self, nonce=nonce, stale=False, first_nonce=self.first_nonce or self.nonce)


def strongest(challenges: Iterable[Challenge]) -> DigestChallenge | None:
    """Return the Digest challenge with the strongest algorithm, the first of equals; None where there is none.

    The rule is that of RFC 7616 §3.7: whoever stands between may add weaker challenges, which then gain nothing.
    """
    known = [found for challenge in challenges if (found := DigestChallenge.of(challenge)) is not None]
    return max(known, key=lambda challenge: challenge.algorithm.strength, default=None)


@dataclass(frozen=True, slots=True)
class DigestAnswer:
    """One answer to a challenge: all that goes into its hashes besides user, password, method and content.

    `target` is the request target as sent, `cnonce` the client's nonce, `count` how often the server's nonce has been
    used, this time included. `quality` is one of the challenge's, None where it has none.
    """

    challenge: DigestChallenge
    target: str
    cnonce: str
    count: int = 1
    quality: str | None = None

    def response(self, user: str, password: str, method: str, content: bytes = b"") -> str:
        """Return the hash that shows the password to who knows it (RFC 7616 §3.4.1). `content` counts for auth-int."""
        algorithm = self.challenge.algorithm
        key = algorithm.digest(self._key(user, password))
        action = f"{method}:{self.target}"
        if self.quality == "auth-int":
            action += f":{algorithm.digest(content)}"
        middle = "" if self.quality is None else f":{self.count:08x}:{self.cnonce}:{self.quality}"
        return algorithm.digest(_raw(f"{key}:{self.challenge.nonce}{middle}:{algorithm.digest(_raw(action))}"))

    def server_proof(self, user: str, password: str, content: bytes = b"") -> str:
        """Return what `rspauth` has to be: the same hash over no method, and the response's content (§3.5)."""
        return self.response(user, password, "", content)

    def is_proven_by(self, proof: str, user: str, password: str) -> bool:
        """Tell whether `proof`, the `rspauth` that came, shows that the server knows the password."""
        expected = self.server_proof(user, password)
        return compare_digest(proof.lower().encode(), expected.encode())

    def authorization(self, user: str, password: str, method: str, content: bytes = b"") -> bytes:
        """Return the value of Authorization (RFC 7616 §3.4). Raises `InvalidField` for a control in `user`."""
        challenge = self.challenge
        parts = [
            self._user(user),
            f"realm={quoted(challenge.realm)}",
            f"nonce={quoted(challenge.nonce)}",
            f"uri={quoted(self.target)}",
            f'response="{self.response(user, password, method, content)}"',
        ]
        if challenge.names_algorithm:
            parts.append(f"algorithm={challenge.algorithm.name}")
        if challenge.opaque is not None:
            parts.append(f"opaque={quoted(challenge.opaque)}")
        if self.quality is not None:
            parts += [f"qop={self.quality}", f"nc={self.count:08x}"]
        if self.quality is not None or challenge.algorithm.session:
            parts.append(f"cnonce={quoted(self.cnonce)}")
        if challenge.hashes_user:
            parts.append("userhash=true")
        return _raw("Digest " + ", ".join(parts))

    def _key(self, user: str, password: str) -> bytes:
        """Return what the key is hashed from, A1 (RFC 7616 §3.4.2)."""
        challenge = self.challenge
        secret = user.encode() + b":" + _raw(challenge.realm) + b":" + password.encode()
        if not challenge.algorithm.session:
            return secret
        nonce = challenge.first_nonce or challenge.nonce
        return _raw(f"{challenge.algorithm.digest(secret)}:{nonce}:{self.cnonce}")

    def _user(self, user: str) -> str:
        """Return the parameter that says who the user is (RFC 7616 §3.4.4)."""
        control = next((place for place, sign in enumerate(user) if sign < " " or sign == "\x7f"), None)
        if control is not None:
            raise InvalidField(DIGEST_USER_WITH_CONTROL, offset=control)
        challenge = self.challenge
        if challenge.hashes_user:
            return f'username="{challenge.algorithm.digest(user.encode() + b":" + _raw(challenge.realm))}"'
        if not user.isascii() and challenge.knows_utf8:
            return f"username*=UTF-8''{_extended(user)}"
        return f"username={quoted(user.encode().decode('latin-1'))}"


def quoted(text: str) -> str:
    """Return `text` as a quoted-string (RFC 9110 §5.6.4)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _extended(text: str) -> str:
    """Return `text` as the value of an extended parameter (RFC 8187 §3.2.1)."""
    return "".join(sign if sign.isascii() and sign.isalnum() else percent_encoded(sign) for sign in text)


def _raw(text: str) -> bytes:
    """Return the bytes that `text`, from a field, stands for."""
    return text.encode("latin-1")
