"""The page about the lab: its Python runs and says what it claims, and no scenario is left out."""

from __future__ import annotations

import re

import pytest

from antiphon.lab.catalogue import SCENARIOS

from .test_documents import ROOT, blocks

PAGE = ROOT / "docs" / "lab.md"


def test_its_python_runs(nothing_around: None, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile("\n".join(blocks(PAGE, "python")), PAGE.name, "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out in list(blocks(PAGE, "text"))


def test_every_scenario_is_listed_and_no_other() -> None:
    table = PAGE.read_text("utf-8").partition("| family | scenarios |")[2]
    assert re.findall(r"`([^`]+)`", table.partition("\n\n")[0]) == list(SCENARIOS)
