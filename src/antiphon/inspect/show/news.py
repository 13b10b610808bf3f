"""Which findings say something new: the verdict has told one, and blocks tell others in their place."""

from __future__ import annotations

from ...faults.fault import Severity
from ..blocks.explanation import Explanation
from ..finding import Finding

_IN_THE_CACHE_BLOCK = 32
_RETRYING = "retry-"


def is_news(explanation: Explanation, finding: Finding, language: str) -> bool:
    """Tell whether `finding` says what neither the verdict of `explanation` nor a block says."""
    if _is_verdict(explanation, finding, language):
        return False
    if finding.severity is not Severity.NOTE:
        return True
    if explanation.error is not None or finding.rule == _IN_THE_CACHE_BLOCK:
        return False
    return not finding.code.startswith(_RETRYING)


def _is_verdict(explanation: Explanation, finding: Finding, language: str) -> bool:
    """Tell whether the verdict has said the same: the error itself, or word for word."""
    error = explanation.error
    if error is not None and finding.fault is error.fault:
        return True
    told = " ".join(fact.told(language) for fact in explanation.verdict.facts)
    return finding.sentence(language) in told and finding.fix(language) in told
