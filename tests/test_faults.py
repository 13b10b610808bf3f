"""The table of faults: unique, bilingual, and used with the details that its sentences need."""

from __future__ import annotations

import ast
import pickle
import re
import string
from pathlib import Path

import pytest

import antiphon
from antiphon.faults import AntiphonError, Fault, InvalidURL, ProtocolError
from antiphon.faults.codes import FAMILIES, FAULTS
from antiphon.faults.message import BARE_LINE_FEED

ROOT = Path(antiphon.__file__).parent
ROWS = sorted(FAULTS.values(), key=lambda fault: fault.code)


def places(sentence: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("fault", ROWS, ids=lambda fault: fault.code)
def test_a_row_is_whole(fault: Fault) -> None:
    assert re.fullmatch(r"[a-z0-9]+(?:[-.][a-z0-9]+)*", fault.code)
    for text in (fault.sentence, fault.fix):
        assert text.en.strip() and text.es.strip()
        assert places(text.en) == places(text.es)
    assert fault.status is None or 300 <= fault.status <= 599


def test_every_row_is_raised_somewhere() -> None:
    source = "\n".join(path.read_text("utf-8") for path in ROOT.rglob("*.py") if path.parent.name != "faults")
    names = [name for family in FAMILIES for name, value in vars(family).items() if isinstance(value, Fault)]
    assert [name for name in names if not re.search(rf"\b{name}\b", source)] == []


def constants() -> dict[str, list[Fault]]:
    found: dict[str, list[Fault]] = {}
    for family in FAMILIES:
        for name, value in vars(family).items():
            if isinstance(value, Fault):
                found.setdefault(name, []).append(value)
    return found


def test_every_raise_gives_the_details_that_the_sentence_needs() -> None:
    rows = constants()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or any(key.arg is None for key in node.keywords):
                continue
            first = node.args[0]
            name = first.id if isinstance(first, ast.Name) else first.attr if isinstance(first, ast.Attribute) else ""
            function = node.func.id if isinstance(node.func, ast.Name) else ""
            if name not in rows or not issubclass(getattr(antiphon.faults, function, int), AntiphonError):
                continue
            given = {key.arg for key in node.keywords}
            needs = [places(row.sentence.en) | places(row.fix.en) for row in rows[name]]
            assert any(need <= given for need in needs), f"{path.name}:{node.lineno} {name}"


def test_an_error_speaks_both_languages_and_survives_pickling() -> None:
    error = ProtocolError(BARE_LINE_FEED, offset=14)
    assert "Byte 14" in str(error) and "RFC 9112" in str(error)
    assert "línea" in error.explanation("es")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is ProtocolError and again.details == {"offset": 14} and str(again) == str(error)


def test_usage_errors_are_value_errors() -> None:
    assert issubclass(InvalidURL, ValueError)
