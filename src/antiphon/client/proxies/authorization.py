"""What a proxy is told of who asks: Proxy-Authorization (RFC 9110 §11.7)."""

from __future__ import annotations

from itertools import count
from secrets import token_hex
from typing import TypeAlias

from ...faults import ProtocolError
from ...semantics.authentication import Challenge, basic, bearer, parse_challenges
from ...semantics.digest import DigestAnswer, DigestChallenge, strongest
from ...wire import h1

Credentials: TypeAlias = "tuple[str, str] | str"
"""User and password, or a bearer token."""


def first_value(credentials: Credentials) -> bytes:
    """Return what is sent without being asked: Basic, or Bearer. Raises `InvalidField` for what cannot be sent."""
    value = bearer(credentials) if isinstance(credentials, str) else basic(*credentials)
    return value.encode("ascii")


class Authorization:
    """What one proxy is told, by all connections of a session. A Digest challenge changes it.

    Its state is replaced as a whole, so threads need no lock.
    """

    __slots__ = ("_answering", "_credentials", "_first")

    def __init__(self, credentials: Credentials | None) -> None:
        self._credentials = credentials
        self._first = None if credentials is None else first_value(credentials)
        self._answering: tuple[DigestChallenge, count[int]] | None = None

    def value(self, method: str, target: str, content: bytes = b"") -> bytes | None:
        """Return the value of Proxy-Authorization for a request with this method, target and content; None for none."""
        answering = self._answering
        if answering is None or not isinstance(self._credentials, tuple):
            return self._first
        challenge, counter = answering
        quality = challenge.qualities[0] if challenge.qualities else None
        answer = DigestAnswer(challenge, target, token_hex(16), next(counter), quality)
        return answer.authorization(*self._credentials, method, content)

    def learn(self, head: h1.Response, sent: bytes | None) -> bool:
        """Take the challenges of a 407 to a request with the value `sent`; tell whether another one may do better."""
        digest = strongest(challenges_of(head))
        if digest is None or not isinstance(self._credentials, tuple):
            return False
        if sent is not None and sent.startswith(b"Digest ") and not digest.stale:
            return False
        self._answering = digest, count(1)
        return True


def challenges_of(head: h1.Response) -> list[Challenge]:
    """Return what Proxy-Authenticate asks for (RFC 9110 §11.7.1); values that cannot be read ask for nothing."""
    found: list[Challenge] = []
    for name, value in head.section.lowered:
        if name == b"proxy-authenticate":
            try:
                found += parse_challenges(value.decode("latin-1"))
            except ProtocolError:
                continue
    return found
