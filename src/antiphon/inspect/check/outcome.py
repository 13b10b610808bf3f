"""What a probe concludes: passed, failed for a reason, or nothing to judge."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...faults import Text
    from ...faults.fault import Phrase


class Verdict(StrEnum):
    """How a probe ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    """It does not apply: the collection does not offer what it is about, or does not let anybody find out."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict, and why; one that has passed needs no reason."""

    verdict: Verdict
    reason: Phrase | None = None

    def why(self, language: str = "en") -> str:
        """Return the reason in `language` (``en`` or ``es``), the empty string where there is none."""
        return "" if self.reason is None else self.reason.sentence(language)


PASSED = Outcome(Verdict.PASSED)


def failed(text: Text, **details: object) -> Outcome:
    """Return the outcome that fails for the reason `text`, filled with `details`."""
    return Outcome(Verdict.FAILED, text.of(**details))


def skipped(text: Text, **details: object) -> Outcome:
    """Return the outcome that says why there is nothing to judge."""
    return Outcome(Verdict.SKIPPED, text.of(**details))


class DoesNotApply(Exception):
    """Leaves the sending of a probe: what it is about is not there. `outcome` says why."""

    def __init__(self, text: Text, **details: object) -> None:
        super().__init__(text.en)
        self.outcome = skipped(text, **details)
