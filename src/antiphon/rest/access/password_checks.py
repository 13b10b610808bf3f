"""Checks of passwords: in a thread, once for all who wait for the same, and not more than the machine has time for.

A check takes long on purpose. So that neither many users nor somebody who guesses keep the server from its work, the
event loop never waits for one, an answer is remembered, and checks have limits: for each address, against guessing, and
for all together. Whoever is remembered, or has a token, notices nothing of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic_ns

from ...faults.access import PASSWORDS_TOO_MANY
from ..refusal import Refusal
from .passwords import PasswordHash
from .rate import Rate, RateLimit
from .remembered import RememberedPasswords

_PER_ADDRESS = Rate(quota=20, window=60)
_TOGETHER = Rate(quota=10, window=5)
_ALL = ""


class PasswordChecks:
    """Answers whether a password is right. `clock` gives nanoseconds."""

    def __init__(self, clock: Callable[[], int] = monotonic_ns) -> None:
        self._clock = clock
        self._remembered = RememberedPasswords()
        self._running: dict[bytes, asyncio.Future[bool]] = {}
        self._per_address = RateLimit(_PER_ADDRESS, clock)
        self._together = RateLimit(_TOGETHER, clock)

    def is_right(self, credentials: bytes, password: str, kept: PasswordHash, address: str) -> bool | Awaitable[bool]:
        """Return whether `password` matches what is `kept`, or an awaitable of it where it has to be checked.

        `credentials` is under what the answer is remembered. Raises `Refusal`, 429.
        """
        digest = self._remembered.digest(credentials)
        known = self._remembered.recall(digest, self._clock())
        return self._checked(digest, password, kept, address) if known is None else known

    def forget(self) -> None:
        """Remember nothing any more, and have the checks under way not be remembered either."""
        self._remembered = RememberedPasswords()
        self._running = {}

    def _checked(self, digest: bytes, password: str, kept: PasswordHash, address: str) -> Awaitable[bool]:
        running = self._running.get(digest)
        if running is None:
            self._count(address)
            running = asyncio.get_running_loop().run_in_executor(None, kept.matches, password)
            self._running[digest] = running
            remembered, all_running = self._remembered, self._running

            def done(future: asyncio.Future[bool]) -> None:
                all_running.pop(digest, None)
                if not future.cancelled() and future.exception() is None:
                    remembered.remember(digest, future.result(), self._clock())

            running.add_done_callback(done)
        # Who waits may be gone before the others.
        return asyncio.shield(running)

    def _count(self, address: str) -> None:
        for limit, client in ((self._per_address, address), (self._together, _ALL)):
            allowance = limit.take(client)
            if not allowance.allowed:
                fields = (("Retry-After", str(allowance.seconds)),)
                raise Refusal(PASSWORDS_TOO_MANY, fields=fields, seconds=allowance.seconds)
