"""The Python in the page about caching runs, and says what it claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from antiphon import Cache
from antiphon.semantics.caching import Mode

from ..client.peers import Peer, always, response
from .test_documents import ROOT, blocks

PAGE = ROOT / "docs" / "client" / "caching.md"


def test_the_python_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with Peer(always(response(b"news", "Cache-Control: max-age=60"))) as peer:
        code = "\n".join(blocks(PAGE, "python")).replace("https://api.example/", peer.url)
        exec(compile(code, PAGE.name, "exec"), {})
    shown = capsys.readouterr().out.splitlines()
    assert shown[:3] == ["hit", "The stored response is fresh.", "RFC 9111 §4.2"] and shown[3].startswith("1 1 ")
    assert [line.split()[1] for line in shown[4:]] == ["hit", "bypass", "miss", "miss", "hit", "hit"]


def test_every_option_and_mode_is_documented() -> None:
    text = PAGE.read_text("utf-8")
    options = Cache.__init__.__annotations__.keys() - {"return"}
    assert [name for name in options if f"| `{name}` |" not in text] == []
    assert [mode.value for mode in Mode if f'| `"{mode.value}"` |' not in text] == []
