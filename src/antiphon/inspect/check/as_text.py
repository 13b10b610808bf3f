"""A report as text for people: a line for each probe, and under a failure why, what to do and where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from ...faults import Text
from ...faults.fault import Phrase
from .outcome import Verdict
from .report import Report, Result

MARKS = {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.SKIPPED: "–"}
LEFT = Text("Left behind: {why}", "Quedó sin eliminar: {why}")
TROUBLE = Text("Writing was not tried: {why}", "No se probó a escribir: {why}")


def lines_of(result: Result, language: str = "en") -> Iterator[str]:
    """Yield the lines about `result` in `language`; the first begins with its mark."""
    outcome, probe = result.outcome, result.probe
    title = probe.title.fill({}, language)
    why = outcome.why(language)
    aside = f" ({why.rstrip('.')})" if result.skipped and why else ""
    yield f"{MARKS[outcome.verdict]} {title}{aside}"
    if result.failed:
        yield f"    {why}"
        yield f"    → {probe.advice.fill({}, language)} ({probe.rfc}; {probe.name})"


def closing_lines(report: Report, language: str = "en") -> Iterator[str]:
    """Yield what is to be said of the whole: what went wrong with writing, what was left behind, and the score."""
    if report.trouble is not None:
        yield TROUBLE.fill({"why": report.trouble}, language)
    yield from (left_line(left.why, language) for left in report.left)
    yield report.score(language)


def left_line(why: Phrase, language: str = "en") -> str:
    """Return the line about something that could not be removed."""
    return LEFT.fill({"why": why}, language)


def text_of(report: Report, language: str = "en") -> str:
    """Return the whole `report`, the probes under the headings of their concerns."""
    lines: list[str] = []
    for index, result in enumerate(report.results):
        if index == 0 or report.results[index - 1].concern is not result.concern:
            lines.append(result.concern.title.fill({}, language))
        lines += (f"  {line}" for line in lines_of(result, language))
    return "\n".join([*lines, "", *closing_lines(report, language)])
