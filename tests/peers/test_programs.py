"""A peer that is missing: its tests are skipped, unless peers are required."""

from __future__ import annotations

import pytest

from ..programs import program


def test_a_missing_program_skips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTIPHON_PEERS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="needs no-such-program"):
        program("no-such-program")


def test_a_missing_program_fails_where_peers_are_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTIPHON_PEERS", "required")
    with pytest.raises(pytest.fail.Exception, match="needs no-such-program"):
        program("no-such-program")
