"""Where the certificates of trusted authorities are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .both import modules


def test_the_file_is_certifis() -> None:
    real, ours = modules(".certs")
    assert ours.where is real.where
    assert Path(ours.where()).read_bytes().count(b"BEGIN CERTIFICATE") > 50


def test_the_module_prints_the_place() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "antiphon.requests.certs"], capture_output=True, text=True, timeout=60, check=True
    )
    _, ours = modules(".certs")
    assert done.stdout.strip() == ours.where()
