"""The table of faults: unique, bilingual, and used with the details that its sentences need."""

from __future__ import annotations

import ast
import os
import pickle
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest

import antiphon
from antiphon.faults import AntiphonError, Fault, InvalidURL, ProtocolError, Side, Text, speak
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
    used = set(re.findall(r"\b[A-Z][A-Z0-9_]+\b", source))
    assert [name for name in names if name not in used] == []


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


# -- languages ---------------------------------------------------------------------------------------------------------


def test_details_that_are_words_are_in_the_language_of_the_sentence() -> None:
    inner = AntiphonError(BARE_LINE_FEED, offset=Text("one", "uno"))
    row = Fault("a", Text("{a} of {b}: {c}", "{a} de {b}: {c}"), Text("-", "-"), "", Side.USER)
    error = AntiphonError(row, a=Text("half", "mitad"), b=Text("{n} cups", "{n} tazas").of(n=2), c=inner)
    assert error.sentence().startswith("half of 2 cups: ") and error.sentence("es").startswith("mitad de 2 tazas: ")
    assert inner.sentence("es") in error.sentence("es")
    assert pickle.loads(pickle.dumps(error)).explanation("es") == error.explanation("es")


def test_a_process_may_speak_spanish() -> None:
    error = ProtocolError(BARE_LINE_FEED, offset=14)
    try:
        speak("es_MX.UTF-8")
        assert str(error) == error.explanation("es") and error.sentence("es") in repr(error)
        # Who asks for a language gets it, and who asks for none by these names gets English, as before.
        assert error.sentence() == error.sentence("en")
    finally:
        speak("en")
    assert str(error) == error.explanation()


@pytest.mark.parametrize(("wanted", "told"), [("es", "línea"), ("en", "line"), ("", "line"), ("fr", "line")])
def test_the_environment_chooses_the_language(wanted: str, told: str) -> None:
    code = "import antiphon; from antiphon.faults.message import BARE_LINE_FEED as row; "
    code += "print(antiphon.ProtocolError(row, offset=1))"
    environment = {**os.environ, "ANTIPHON_LANG": wanted, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert told in done.stdout.decode("utf-8")


# English words of two letters and more that no Spanish sentence has, beside names that are the same in both.
_ENGLISH = re.compile(r"\b(?:the|and|with|cannot|which|there|not|has|than|from|nothing)\b", re.IGNORECASE)


def test_words_in_details_have_a_spanish_form_of_their_own() -> None:
    """A detail that is written in the source as words of English would be English in Spanish sentences, too."""
    found: list[str] = []
    for path in (path for path in ROOT.rglob("*.py") if path.parent.name != "faults"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            kind = getattr(antiphon.faults, name, None)
            if not isinstance(node, ast.Call) or not isinstance(kind, type) or not issubclass(kind, AntiphonError):
                continue
            for key in node.keywords:
                words = [part.value for part in ast.walk(key.value) if isinstance(part, ast.Constant)]
                told = [word for word in words if isinstance(word, str) and _ENGLISH.search(word)]
                is_told_twice = isinstance(key.value, ast.Call) and getattr(key.value.func, "id", "") == "Text"
                found += [] if is_told_twice else [f"{path.name}:{node.lineno} {word!r}" for word in told]
    assert found == []
