"""Servers that ask who is there: the other side of Digest, and an endpoint that gives tokens."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import Any

from antiphon.semantics.authentication import parse_challenges
from antiphon.semantics.digest import ALGORITHMS, DigestAnswer, DigestChallenge, quoted

from ..peers import OK, Link, Seen, response


@dataclass
class Guard:
    """A server's side of Digest (RFC 7616): it lets in who shows the password for the nonce of the moment.

    `extra` is put into each challenge, `also` before it as challenges of their own.
    """

    user: str = "me"
    password: str = "secret"
    realm: str = "home"
    algorithm: str | None = "SHA-256"
    qop: str | None = "auth"
    extra: str = ""
    also: tuple[str, ...] = ()
    proves: bool = False
    proof: str | None = None
    next_nonce: str | None = None
    always_stale: bool = False
    cookie: bool = False
    turn: int = 1
    seen: list[dict[str, str]] = field(default_factory=list)
    _counts: set[tuple[str, str, str]] = field(default_factory=set)
    _lock: Any = field(default_factory=threading.Lock)

    @property
    def nonce(self) -> str:
        """Return the nonce that counts."""
        return f"nonce{self.turn}"

    def challenge(self, *, stale: bool = False) -> str:
        """Return the challenge."""
        parts = [f"realm={quoted(self.realm)}", f'nonce="{self.nonce}"', 'opaque="o"']
        parts += [f"algorithm={self.algorithm}"] if self.algorithm else []
        parts += [f'qop="{self.qop}"'] if self.qop else []
        parts += ["stale=true"] if stale else []
        return "Digest " + ", ".join(parts) + self.extra

    def script(self, link: Link) -> None:
        """Answer every request."""
        while True:
            link.send(self.answer(link.request()))

    def answer(self, seen: Seen) -> bytes:
        """Return what to say to a request."""
        with self._lock:
            return self._answer(seen)

    def _answer(self, seen: Seen) -> bytes:
        given = self.given(seen)
        if given is not None:
            self.seen.append(given)
        if given is None or self.always_stale or given["nonce"] != self.nonce:
            return self._refusal(stale=given is not None)
        answer = self.answered(given)
        use = seen.fields["host"], given["nonce"], given.get("nc", "")
        is_new = not given.get("nc") or use not in self._counts
        self._counts.add(use)
        content = seen.content
        if not is_new or given["response"] != answer.response(self.user, self.password, seen.method, content):
            return self._refusal(stale=False)
        told = self._told(answer)
        return response(b"welcome", *([f"Authentication-Info: {told}"] if told else []))

    def _refusal(self, *, stale: bool) -> bytes:
        lines = [f"WWW-Authenticate: {challenge}" for challenge in (*self.also, self.challenge(stale=stale))]
        cookie = ["Set-Cookie: visit=1; Path=/"] if self.cookie else []
        return response(b"who is there?", *lines, *cookie, status="401 Unauthorized")

    def _told(self, answer: DigestAnswer) -> str:
        told = []
        if self.proves:
            told.append(f'rspauth="{self.proof or answer.server_proof(self.user, self.password)}"')
        if self.next_nonce is not None and self.next_nonce != self.nonce:
            told.append(f'nextnonce="{self.next_nonce}"')
            self.turn = int(self.next_nonce.removeprefix("nonce"))
        return ", ".join(told)

    def given(self, seen: Seen) -> dict[str, str] | None:
        """Return the answer that a request carries, None without one."""
        value = seen.fields.get("authorization", "")
        if not value.startswith("Digest "):
            return None
        (only,) = parse_challenges(value)
        return dict(only.parameters)

    def answered(self, given: dict[str, str]) -> DigestAnswer:
        """Return the answer as this side computes it."""
        algorithm = ALGORITHMS[(self.algorithm or "MD5").lower()]
        challenge = DigestChallenge(self.realm, given["nonce"], algorithm)
        if algorithm.session:
            challenge = replace(challenge, first_nonce="nonce1")
        count = int(given.get("nc", "0"), 16)
        return DigestAnswer(challenge, given["uri"], given.get("cnonce", ""), count, given.get("qop"))


@dataclass
class Issuer:
    """A token endpoint (RFC 6749 §3.2). `answers` are given in turn, then tokens that are numbered."""

    answers: list[bytes] = field(default_factory=list)
    lifetime: int | None = 3600
    delay: float = 0.0
    issued: int = 0

    def script(self, link: Link) -> None:
        """Give what was asked for."""
        while True:
            link.request()
            link.pause(self.delay)
            link.send(self.answers.pop(0) if self.answers else self.token())

    def token(self) -> bytes:
        """Return an answer with the next token."""
        self.issued += 1
        lifetime = "" if self.lifetime is None else f',"expires_in":{self.lifetime}'
        text = f'{{"access_token":"token{self.issued}","token_type":"Bearer"{lifetime}}}'
        return response(text.encode(), "Content-Type: application/json")


def letting_in(*tokens: str) -> Any:
    """Return a script of a resource that calls all tokens but these invalid (RFC 6750 §3.1)."""
    refusal = 'WWW-Authenticate: Bearer realm="r", error="invalid_token"'

    def script(link: Link) -> None:
        while True:
            given = link.request().fields.get("authorization", "").removeprefix("Bearer ")
            link.send(OK if given in tokens else response(b"", refusal, status="401 Unauthorized"))

    return script
