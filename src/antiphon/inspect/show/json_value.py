"""An explanation as one JSON document, by the schema in docs/explanation.schema.json."""

from __future__ import annotations

from typing import Any

from ... import __version__
from ..blocks.block import Block, Fact
from ..blocks.explanation import Explanation
from ..finding import Finding
from ..rules.lessons import LESSONS

VERSION = 1
_RFC_EDITOR = "https://www.rfc-editor.org/rfc/rfc"


def as_json(explanation: Explanation, language: str = "en") -> dict[str, Any]:
    """Return `explanation` as a JSON value, its sentences in `language`."""
    return {
        "version": VERSION,
        "creator": f"antiphon {__version__}",
        "language": language,
        "grade": "good" if explanation.grade is None else explanation.grade.value,
        "blocks": [_block(block, language) for block in explanation.blocks],
        "findings": [finding_as_json(finding, language) for finding in explanation.findings],
    }


def _block(block: Block, language: str) -> dict[str, Any]:
    return {
        "number": block.number,
        "name": block.name,
        "title": block.title.fill({}, language),
        "exchange": block.exchange,
        "facts": [_fact(fact, language) for fact in block.facts],
    }


def _fact(fact: Fact, language: str) -> dict[str, Any]:
    value: dict[str, Any] = {"name": fact.name, "label": fact.label.fill({}, language), "value": fact.value}
    if fact.sentence is not None:
        value["sentence"] = fact.told(language)
    if fact.rfc:
        value["rfc"], value["link"] = fact.rfc, link_of(fact.rfc)
    if fact.command:
        value["try"] = fact.command
    return value


def finding_as_json(finding: Finding, language: str = "en") -> dict[str, Any]:
    """Return one finding as a JSON value."""
    return {
        "rule": finding.rule,
        "code": finding.code,
        "severity": finding.severity.value,
        "side": finding.side.value,
        "exchange": finding.exchange,
        "place": finding.place,
        "sentence": finding.sentence(language),
        "fix": finding.fix(language),
        "rfc": finding.fault.rfc,
        "link": link_of(finding.fault.rfc),
        "lesson": LESSONS[finding.rule],
    }


def link_of(rule: str) -> str | None:
    """Return the URL of the section that `rule`, such as ``RFC 9110 §15.4``, names first; None where it is no RFC."""
    first = rule.split(",")[0].strip()
    if not first.startswith("RFC "):
        return None
    number, _, section = first.removeprefix("RFC ").partition(" ")
    if not number.isdecimal():
        return None
    place = section.removeprefix("§").strip()
    if not place:
        return f"{_RFC_EDITOR}{number}"
    kind = "appendix" if place[0].isalpha() else "section"
    return f"{_RFC_EDITOR}{number}#{kind}-{place}"
