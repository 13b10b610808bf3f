"""The page about the console: its Python runs and says what it claims, and no place is left out."""

from __future__ import annotations

import re

import pytest

from antiphon.inspect.console.application import ConsoleApplication
from antiphon.inspect.console.parameters import FILTERS, PAGES

from .test_documents import ROOT, blocks

PAGE = ROOT / "docs" / "console.md"


def test_its_python_runs(nothing_around: None, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile("\n".join(blocks(PAGE, "python")), PAGE.name, "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out in list(blocks(PAGE, "text"))


def test_every_place_and_parameter_is_told() -> None:
    text = PAGE.read_text("utf-8")
    table = text.partition("| request, below")[2].partition("\n\n")[0]
    places = set(ConsoleApplication(None, None, None)._lists)  # type: ignore[arg-type]
    assert places <= set(re.findall(r"GET (\w+)", table))
    assert {name for name in (*FILTERS, *PAGES) if not re.search(rf"`{name}[`=]", table)} == set()
