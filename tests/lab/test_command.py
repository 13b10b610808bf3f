"""`antiphon lab`: what is broken, and where."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from antiphon.cli import lab as command
from antiphon.cli.main import main
from antiphon.lab import Lab
from antiphon.lab.catalogue import SCENARIOS
from antiphon.lab.running import run


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["lab", *arguments])
    assert ended.value.code == code
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_the_list_has_every_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    shown = said(capsys, "--list")
    assert [name for name in SCENARIOS if name not in shown] == []
    assert "TLS and certificates" in shown
    assert "Certificado" not in shown and "Un bucle" not in shown


def test_the_list_is_json_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(said(capsys, "--list", "--json", "--lang", "es"))
    assert [row["name"] for row in rows] == list(SCENARIOS)
    assert rows[1]["title"] == "Un certificado caducado"


def test_an_unknown_scenario_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no scenario called nothing" in said(capsys, "nothing", "--list", code=2)


def test_it_runs_until_a_signal_and_says_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANTIPHON_HOME", str(tmp_path))
    told = command.announce

    def announce(lab: Lab) -> None:
        told(lab)
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(command, "announce", announce)
    shown = said(capsys, "expired")
    assert "expired  https://localhost:" in shown and "expired yesterday" in shown


def test_the_local_authority_vouches_for_what_is_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTIPHON_HOME", str(tmp_path))
    roots: list[bytes] = []

    def ready(lab: Lab) -> None:
        roots.append(lab.authority_pem)
        os.kill(os.getpid(), signal.SIGINT)

    run(["good"], 0, ready)
    assert (tmp_path / "authority" / "root.pem").read_bytes() in roots[0]
