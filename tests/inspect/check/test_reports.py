"""Reports as text, JSON and JUnit, in English and in Spanish."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree.ElementTree import fromstring

from antiphon.inspect.check.as_json import value_of
from antiphon.inspect.check.as_junit import junit_of
from antiphon.inspect.check.as_text import text_of
from antiphon.inspect.check.belongings import NAMELESS, Left
from antiphon.inspect.check.report import Report

from .shelf import GET_ITEM_FIELDS, checked

NAMES = ["item-tag", "if-match-stale-put", "collection-reads"]


def broken(shelf: Path) -> Report:
    """A report with one rule kept, one broken, and one that does not apply."""
    return checked(shelf, GET_ITEM_FIELDS, only=NAMES)


def test_text_has_a_line_for_each_probe_and_the_reason_and_the_rule_below_a_failure(shelf: Path) -> None:
    assert text_of(broken(shelf)).splitlines() == [
        "Reading",
        "  ✓ GET collection is 200 and JSON",
        "Conditional reads",
        "  ✗ An item has a strong ETag",
        "      ETag of GET /notes/1 is weak ('W/\"\\xff[31m\"'), so no If-Match can ever hold.",
        '      → Send a strong ETag in quotes, such as "7f3a", that is new with every change.'
        " (RFC 9110 §8.8.3; item-tag)",
        "Replacing",
        "  ✓ PUT of an item is 200 or 204, and replaces it",
        "Conditional writes",
        "  – PUT with a stale If-Match is 412 (item-tag did not pass)",
        "",
        "2 of 3 passed; 1 failed; 1 do not apply",
    ]


def test_text_speaks_spanish(shelf: Path) -> None:
    text = text_of(broken(shelf), "es")
    assert "  ✗ Un elemento tiene un ETag fuerte" in text
    assert text.endswith("2 de 3 superadas; 1 fallidas; 1 no se aplican")


def test_json_has_everything(shelf: Path) -> None:
    value = json.loads(json.dumps(value_of(broken(shelf))))
    assert {name: value[name] for name in ("url", "ok", "passed", "failed", "skipped", "trouble", "left")} == {
        "url": "https://shelf.example/notes",
        "ok": False,
        "passed": 2,
        "failed": 1,
        "skipped": 1,
        "trouble": None,
        "left": [],
    }
    result = value["results"][1]
    assert (result["name"], result["outcome"], result["rfc"]) == ("item-tag", "failed", "RFC 9110 §8.8.3")
    assert result["exchanges"] == [{"method": "GET", "target": "/notes/1", "status": 200}]


def test_junit_is_what_ci_reads(shelf: Path) -> None:
    root = fromstring(junit_of(broken(shelf)))
    assert root.tag == "testsuites"
    assert {name: root.get(name) for name in ("tests", "failures", "skipped")} == {
        "tests": "4",
        "failures": "1",
        "skipped": "1",
    }
    case = root.find("./testsuite[@name='conditional reads']/testcase")
    assert case is not None and case.get("classname") == "antiphon.check.item-tag"
    failure = case.find("failure")
    assert failure is not None and "is weak" in str(failure.get("message"))
    assert "RFC 9110 §8.8.3" in str(failure.text) and "GET /notes/1 200" in str(failure.text)


def test_junit_fails_where_something_was_left_behind_and_writes_no_control_characters() -> None:
    left = Left(None, NAMELESS.of(url="https://a.example/", start="\x00\x1b\ud800"))
    root = fromstring(junit_of(Report("https://a.example/", (), (left,))))
    assert (root.get("tests"), root.get("failures")) == ("1", "1")
    failure = root.find("./testsuite/testcase/failure")
    assert failure is not None and "\ufffd\ufffd\ufffd" in str(failure.get("message"))
