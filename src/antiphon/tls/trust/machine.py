"""The machine whose stores are looked at: its files, its environment, its programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_TIME_LIMIT = 60.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a program ended: its exit code, and all that it printed."""

    code: int
    output: str


def run(command: Sequence[str]) -> Outcome:
    """Run a program without input, so that it cannot ask for anything; one that is missing ends with 127."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_TIME_LIMIT,
            check=False,
        )
    except OSError as error:
        return Outcome(127, error.strerror or str(error))
    except subprocess.TimeoutExpired as error:
        return Outcome(124, str(error))
    return Outcome(done.returncode, done.stdout.decode(errors="replace"))


@dataclass(frozen=True, slots=True)
class Machine:
    """Where stores are looked for. Every part can be replaced, so that a test never touches the real ones."""

    root: Path = Path("/")
    home: Path = field(default_factory=Path.home)
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    platform: str = sys.platform
    run: Callable[[Sequence[str]], Outcome] = run
    which: Callable[[str], str | None] = shutil.which

    @property
    def is_wsl(self) -> bool:
        """Whether this is Linux inside Windows, where the browser is on the other side."""
        version = self.root / "proc" / "version"
        return self.platform == "linux" and version.exists() and "microsoft" in version.read_text().lower()
