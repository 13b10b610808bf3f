"""What the cache decided about one request, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ...semantics.cache_grounds import Ground


class CacheStatus(StrEnum):
    """What became of a request. Compares equal to its text.

    ``hit``: a fresh stored response. ``revalidated``: a stored response that the server confirmed. ``stale``: a stored
    response used although stale. ``miss``: the server's answer, or none where it may not be asked. ``bypass``: the
    request does not concern the cache.
    """

    HIT = "hit"
    REVALIDATED = "revalidated"
    STALE = "stale"
    MISS = "miss"
    BYPASS = "bypass"


@dataclass(frozen=True, slots=True)
class CacheDecision:
    """What the cache decided about a request, as `Response.cache` shows it.

    `age` and `lifetime` are those of the stored response in seconds, None where there was none. `key` is what it is
    stored under. `storing` says why the server's answer is kept or not, None where that was not the question.
    """

    status: CacheStatus
    ground: Ground
    key: str
    age: float | None = None
    lifetime: float | None = None
    storing: Ground | None = None

    @property
    def reason(self) -> str:
        """Return why, as a sentence."""
        return self.ground.text.en

    @property
    def rule(self) -> str:
        """Return the section that says so, such as ``RFC 9111 §4.2``."""
        return self.ground.rule

    def explanation(self, language: str = "en") -> str:
        """Return status, reason and rule as one line, in `language` (``en`` or ``es``)."""
        parts = [f"{self.status}: {self.ground.text.fill({}, language)} ({self.ground.rule})"]
        if self.storing is not None:
            parts.append(f"{self.storing.text.fill({}, language)} ({self.storing.rule})")
        return " ".join(parts)

    def __str__(self) -> str:
        return self.explanation()
