"""The lessons in a process of their own, which may be killed at any moment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def process(home: Path, port: int = 0) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `antiphon learn` with its data in `home`; yields the process and its URL."""
    command = [sys.executable, "-m", "antiphon.cli", "learn", "--http", "--port", str(port), "--no-browser"]
    environment = {**os.environ, "ANTIPHON_HOME": str(home), "PYTHONUNBUFFERED": "1", "ANTIPHON_LANG": "en"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        try:
            assert running.stdout is not None
            yield running, running.stdout.readline().strip().removesuffix("en/")
        finally:
            running.kill()
