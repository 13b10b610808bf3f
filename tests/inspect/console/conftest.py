"""A local authority of its own for the servers of these tests."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def authority_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, authority_home: Path) -> None:
    """Keep away from the authority of whoever runs the tests."""
    monkeypatch.setenv("ANTIPHON_HOME", str(authority_home))
