"""A shelf of notes to check."""

from __future__ import annotations

from pathlib import Path

import pytest

from .shelf import shelf_file


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """The database file of a shelf with five notes."""
    return shelf_file(tmp_path)
