"""A report as one JSON value, for programs."""

from __future__ import annotations

from typing import Any

from .answer import Answer
from .report import Report, Result


def value_of(report: Report, language: str = "en") -> dict[str, Any]:
    """Return `report` as a JSON object; its sentences are in `language` (``en`` or ``es``)."""
    return {
        "url": report.url,
        "ok": report.ok,
        "passed": len(report.passed),
        "failed": len(report.failed),
        "skipped": len(report.skipped),
        "seconds": round(report.seconds, 3),
        "trouble": None if report.trouble is None else report.trouble.sentence(language),
        "left": [
            {"url": None if left.url is None else left.url.masked, "why": left.why.sentence(language)}
            for left in report.left
        ],
        "results": [_result(result, language) for result in report.results],
    }


def _result(result: Result, language: str) -> dict[str, Any]:
    probe = result.probe
    return {
        "name": result.name,
        "concern": result.concern.name,
        "title": probe.title.fill({}, language),
        "outcome": str(result.outcome.verdict),
        "reason": result.outcome.why(language) or None,
        "advice": probe.advice.fill({}, language) if result.failed else None,
        "rfc": probe.rfc,
        "seconds": round(result.seconds, 3),
        "exchanges": [exchange_of(Answer(response)) for response in result.responses],
    }


def exchange_of(answer: Answer) -> dict[str, Any]:
    """Return what was asked and answered, without fields and content, which may hold secrets."""
    return {"method": answer.method, "target": answer.target, "status": answer.status}
