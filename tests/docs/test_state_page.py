"""The Python in the page about what a session remembers runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from antiphon.demo.application import application

from ..server.running import Running
from .test_documents import ROOT, blocks


def test_the_python_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code = "\n".join(blocks(ROOT / "docs" / "client" / "state.md", "python"))
    with Running(application) as server:
        code = code.replace("https://localhost:8443/", server.url)
        code = code.replace("localhost:8443/", server.url.partition("://")[2])
        exec(compile(code, "state.md", "exec"), {})
    assert "True ['bank.example']" in capsys.readouterr().out
    assert (tmp_path / "cookies.txt").exists() and ".bank.example" in (tmp_path / "hsts.txt").read_text()
