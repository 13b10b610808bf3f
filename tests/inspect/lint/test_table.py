"""The table of rules: every number, every row of the fault table, and the page that lists them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from antiphon.faults import Fault, UsageError
from antiphon.faults.codes import FAMILIES
from antiphon.inspect.finding import worst_first
from antiphon.inspect.linting import lint_journey
from antiphon.inspect.rules.table import RULES

from .examples import NOW, one
from .test_rules import EXAMPLES

DOCUMENT = Path(__file__).parents[3] / "docs" / "lint.md"


def test_the_rules_are_numbered_from_1_without_a_gap_and_told_in_both_languages() -> None:
    assert list(RULES) == list(range(1, 48))
    for entry in RULES.values():
        assert entry.title.en and entry.title.es and entry.judges


def test_every_rule_has_an_example() -> None:
    assert {example.rule for example in EXAMPLES} == set(RULES)


def test_every_row_of_the_findings_has_an_example() -> None:
    families = [family for family in FAMILIES if family.__name__.rpartition(".")[2].startswith("findings_")]
    rows = {row.code for family in families for row in vars(family).values() if isinstance(row, Fault)}
    assert rows - {example.code for example in EXAMPLES} == set()


def test_the_page_lists_every_rule() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+?) \| (.*?) \|$", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    assert rows == [(str(entry.number), entry.title.en, entry.rfc or "–") for entry in RULES.values()]


def test_a_rule_that_there_is_not_is_refused() -> None:
    with pytest.raises(UsageError) as refused:
        lint_journey((), rules={99})
    assert refused.value.fault.code == "rule-unknown" and "47" in refused.value.fix()


def test_only_the_rules_asked_for_judge() -> None:
    journey = one("GET http://shop.example/a\nCookie: a=b", "405")
    assert {finding.rule for finding in lint_journey(journey, now=NOW)} > {7, 17}
    assert {finding.rule for finding in lint_journey(journey, rules={17}, now=NOW)} == {17}


def test_the_worst_comes_first() -> None:
    found = lint_journey(one("GET http://shop.example/a\nCookie: a=b", "405"), now=NOW)
    assert found == worst_first(found[::-1])
    severities = [finding.severity.value for finding in found]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
