"""The page about lint: its Python runs; its table of rules is compared in tests/inspect/lint."""

from __future__ import annotations

import pytest

from .pages import run_page
from .test_documents import ROOT


@pytest.mark.usefixtures("nothing_around")
def test_its_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    run_page(ROOT / "docs" / "lint.md")
    shown = capsys.readouterr().out
    assert "13 location-missing error server response.status" in shown and "Envíe Location" in shown
