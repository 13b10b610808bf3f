"""A user and a password that are never sent, only shown to be known (RFC 7616)."""

from __future__ import annotations

import os
import threading
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...faults import AuthenticationError, ProtocolError, UsageError
from ...faults.authentication import DIGEST_CONTENT_STREAMED, DIGEST_SERVER_UNPROVEN
from ...semantics.authentication import parse_parameters
from ...semantics.digest import DigestAnswer, DigestChallenge, strongest
from ...semantics.url import URL
from ..request import Request
from .challenges import challenges_of
from .spaces import Spaces

if TYPE_CHECKING:
    from ..response import Response

_MOST_STALE = 3


class _Conversation:
    """A challenge in use: how often its nonce was, and the client's own nonce."""

    def __init__(self, challenge: DigestChallenge, cnonce: str) -> None:
        self.challenge = challenge
        self._cnonce = cnonce
        self._count = 0
        self._lock = threading.Lock()

    def answer(self, request: Request) -> DigestAnswer:
        """Return the next answer. qop=auth is taken before auth-int, which hashes the content."""
        with self._lock:
            self._count += 1
            challenge, count = self.challenge, self._count
        quality = challenge.qualities[0] if challenge.qualities else None
        target = request.url.request_target.decode("ascii")
        return DigestAnswer(challenge, target, self._cnonce, count, quality)

    def go_on_with(self, nonce: str) -> None:
        """Use the nonce that the server wants next."""
        with self._lock:
            if nonce != self.challenge.nonce:
                self.challenge = self.challenge.renewed(nonce)
                self._count = 0


@dataclass(frozen=True, slots=True)
class DigestAuth:
    """Digest: challenges are answered with the strongest algorithm that is offered (MD5, SHA-256, SHA-512-256).

    Once an origin has challenged, later requests to the same space carry an answer from the start. One object may
    serve many sessions and threads. A proof that the server gives (rspauth) is checked: `AuthenticationError` where
    it is wrong. Raises `InvalidField` for a user name with controls, `UsageError` where qop=auth-int is the only
    choice and the content is a stream.
    """

    user: str
    password: str = field(repr=False)
    _spaces: Spaces[_Conversation] = field(default_factory=Spaces, init=False, repr=False, compare=False)

    def flow(self, request: Request) -> Generator[Request, Response, Response]:
        """Yield the request, with an answer where a challenge is known, then again for each new challenge.

        Returns the last response. A challenge after an answer to it says that the password is wrong, unless it says
        that the nonce was stale (RFC 7616 §3.3).
        """
        known = self._spaces.find(request.url)
        sent, answer = (request, None) if known is None else self._signed(request, known)
        response = yield sent
        for attempt in range(_MOST_STALE):
            challenge = strongest(challenges_of(response))
            if challenge is None or (attempt and not challenge.stale):
                break
            known = self._begin(request.url, challenge)
            sent, answer = self._signed(request, known)
            response = yield sent
        if known is not None and answer is not None:
            self._conclude(response, known, answer)
        return response

    def _begin(self, url: URL, challenge: DigestChallenge) -> _Conversation:
        """Return the conversation that answers `challenge`: a known one goes on, and its count, if the nonce is its."""
        known = self._spaces.of(url.origin, challenge.realm)
        if known is not None and known.challenge.nonce == challenge.nonce:
            return known
        conversation = _Conversation(challenge, os.urandom(16).hex())
        self._spaces.keep(url.origin, challenge.realm, _paths(url, challenge), conversation)
        return conversation

    def _signed(self, request: Request, conversation: _Conversation) -> tuple[Request, DigestAnswer]:
        """Return the request with an answer, and that answer."""
        answer = conversation.answer(request)
        content = request.content
        if content is None and answer.quality == "auth-int":
            raise UsageError(DIGEST_CONTENT_STREAMED, host=request.url.host)
        signed = request.copy()
        signed.headers["Authorization"] = answer.authorization(self.user, self.password, request.method, content or b"")
        return signed, answer

    def _conclude(self, response: Response, conversation: _Conversation, answer: DigestAnswer) -> None:
        """Forget what was refused; else check the server's proof and note the next nonce (RFC 7616 §3.5)."""
        url = response.request.url
        if response.status_code == 401:
            self._spaces.forget(url.origin, answer.challenge.realm)
            return
        try:
            told = parse_parameters(response.headers.get("authentication-info", ""))
        except ProtocolError:
            return
        proof = told.get("rspauth")
        if proof is not None and answer.quality != "auth-int":
            self._check(proof, answer, response)
        if "nextnonce" in told:
            conversation.go_on_with(told["nextnonce"])

    def _check(self, proof: str, answer: DigestAnswer, response: Response) -> None:
        if answer.is_proven_by(proof, self.user, self.password):
            return
        response.exchange.abandon()
        error = AuthenticationError(DIGEST_SERVER_UNPROVEN, host=response.request.url.host)
        error.response = response
        raise error


def _paths(url: URL, challenge: DigestChallenge) -> list[str]:
    """Return the paths that `challenge` protects: those of its domain on this origin, all where it names none.

    A domain may list other origins, too (RFC 7616 §3.3). They are left out: credentials stay with the origin that
    they were given for.
    """
    if not challenge.domain:
        return ["/"]
    joined = [place for reference in challenge.domain if (place := _join(url, reference)) is not None]
    return [place.path for place in joined if place.origin == url.origin]


def _join(url: URL, reference: str) -> URL | None:
    try:
        return url.join(reference)
    except UsageError:
        return None
