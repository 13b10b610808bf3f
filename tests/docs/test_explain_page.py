"""The page about explanations: its Python runs, and its tables have every block and option."""

from __future__ import annotations

import re

import pytest

from antiphon.cli.explain import FORMATS

from .pages import run_page
from .test_documents import ROOT

PAGE = ROOT / "docs" / "explain.md"


@pytest.mark.usefixtures("nothing_around")
def test_its_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    run_page(PAGE)
    shown = capsys.readouterr().out
    assert shown.startswith("200 ") and "localhost:1 rechazó la conexión" in shown


def test_every_block_and_form_is_in_its_tables() -> None:
    text = PAGE.read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| `([a-z]+)` \|", text, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 16))
    assert all(f"`--format {name}`" in text for name in FORMATS if name != "text")
