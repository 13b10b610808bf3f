"""A report as JUnit XML, which continuous integration reads: a suite for each concern, a case for each probe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...faults.fault import Phrase
from .answer import Answer
from .report import Report, Result

# What XML 1.0 §2.2 has no way to write.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_of(report: Report, language: str = "en") -> bytes:
    """Return `report` as an XML document in UTF-8; its sentences are in `language` (``en`` or ``es``)."""
    root = Element("testsuites", name="antiphon check", time=f"{report.seconds:.3f}")
    for name, results in groupby(report.results, key=lambda result: result.concern.name):
        _add_suite(root, name, list(results), language)
    reasons = [*([] if report.trouble is None else [report.trouble]), *(left.why for left in report.left)]
    if reasons:
        _add_whole(root, reasons, language)
    for attribute in ("tests", "failures", "skipped"):
        root.set(attribute, str(sum(int(suite.get(attribute, "0")) for suite in root)))
    indent(root)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add_suite(root: Element, name: str, results: Sequence[Result], language: str) -> None:
    suite = SubElement(
        root,
        "testsuite",
        name=name,
        tests=str(len(results)),
        failures=str(sum(result.failed for result in results)),
        errors="0",
        skipped=str(sum(result.skipped for result in results)),
        time=f"{sum(result.seconds for result in results):.3f}",
    )
    for result in results:
        title = result.probe.title.fill({}, language)
        case = SubElement(suite, "testcase", classname=f"antiphon.check.{result.name}", name=title)
        case.set("time", f"{result.seconds:.3f}")
        why = _writable(result.outcome.why(language))
        if result.skipped:
            SubElement(case, "skipped", message=why)
        elif result.failed:
            failure = SubElement(case, "failure", message=why, type=result.name)
            failure.text = _writable(_told(result, why, language))


def _told(result: Result, why: str, language: str) -> str:
    probe = result.probe
    asked = [_line(Answer(response)) for response in result.responses]
    return "\n".join([why, probe.advice.fill({}, language), probe.rfc, "", *asked])


def _line(answer: Answer) -> str:
    return f"{answer.method} {answer.target} {answer.status}"


def _add_whole(root: Element, reasons: Sequence[Phrase], language: str) -> None:
    """Add a case that fails for what is wrong with the check as a whole, so that nobody takes it for a good one."""
    suite = SubElement(root, "testsuite", name="check", tests="1", failures="1", errors="0", skipped="0", time="0")
    case = SubElement(suite, "testcase", classname="antiphon.check", name="check", time="0")
    sentences = [_writable(reason.sentence(language)) for reason in reasons]
    SubElement(case, "failure", message=sentences[0], type="check").text = "\n".join(sentences)


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)
