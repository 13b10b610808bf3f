"""What a check found: a result for each probe, a score, and what it left behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...faults import Text
from .outcome import Outcome, Verdict
from .probe import Concern, Probe

if TYPE_CHECKING:
    from ...client.response import Response
    from ...faults.fault import Phrase
    from .belongings import Left

SCORE = Text(
    "{passed} of {judged} passed; {failed} failed; {skipped} do not apply",
    "{passed} de {judged} superadas; {failed} fallidas; {skipped} no se aplican",
)


@dataclass(frozen=True, slots=True)
class Result:
    """How one probe ended. `responses` are all that it got, in order, for explaining them; `seconds` what it took."""

    concern: Concern
    probe: Probe
    outcome: Outcome
    responses: tuple[Response, ...] = ()
    seconds: float = 0.0

    @property
    def name(self) -> str:
        """Return the name of the probe."""
        return self.probe.name

    @property
    def passed(self) -> bool:
        """Tell whether the rule is kept."""
        return self.outcome.verdict is Verdict.PASSED

    @property
    def failed(self) -> bool:
        """Tell whether the rule is broken."""
        return self.outcome.verdict is Verdict.FAILED

    @property
    def skipped(self) -> bool:
        """Tell whether there was nothing to judge."""
        return self.outcome.verdict is Verdict.SKIPPED


@dataclass(frozen=True, slots=True)
class Report:
    """What a check of the collection at `url` found.

    `left` is what it has made and could not remove. `trouble` says why no item could be made, although that was to be
    tried; then nothing is known of writing.
    """

    url: str
    results: tuple[Result, ...]
    left: tuple[Left, ...] = ()
    trouble: Phrase | None = None
    seconds: float = 0.0

    @property
    def passed(self) -> tuple[Result, ...]:
        """Return the results of rules that are kept."""
        return tuple(result for result in self.results if result.passed)

    @property
    def failed(self) -> tuple[Result, ...]:
        """Return the results of rules that are broken."""
        return tuple(result for result in self.results if result.failed)

    @property
    def skipped(self) -> tuple[Result, ...]:
        """Return the results of probes that do not apply."""
        return tuple(result for result in self.results if result.skipped)

    @property
    def ok(self) -> bool:
        """Tell whether no rule is broken, nothing was left behind, and writing could be tried where it was to be."""
        return not self.failed and not self.left and self.trouble is None

    def score(self, language: str = "en") -> str:
        """Return how many passed, failed and do not apply, in `language` (``en`` or ``es``)."""
        passed, failed = len(self.passed), len(self.failed)
        details = {"passed": passed, "judged": passed + failed, "failed": failed, "skipped": len(self.skipped)}
        return SCORE.fill(details, language)
