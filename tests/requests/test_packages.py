"""The libraries that requests once carried along are those at the top."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys

from .both import modules

ALIASES = """
import importlib, json, sys
name = sys.argv[1]
importlib.import_module(name)
place = f"{name}.packages."
found = {known.removeprefix(place): module.__name__ for known, module in sys.modules.items() if known.startswith(place)}
print(json.dumps(found))
"""


def test_the_libraries_are_the_very_same_objects() -> None:
    _, ours = modules(".packages")
    for name in ("urllib3", "idna"):
        assert getattr(ours, name) is importlib.import_module(name)
    for path in ("urllib3.util.retry", "urllib3.exceptions", "urllib3.util.ssl_", "urllib3.poolmanager", "idna.core"):
        assert importlib.import_module(f"antiphon.requests.packages.{path}") is importlib.import_module(path)


def test_chardet_is_what_guesses_encodings() -> None:
    real, ours = modules(".packages")
    assert ours.chardet is real.chardet
    assert sys.modules["antiphon.requests.packages.chardet"] is real.chardet


def aliases(package: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", ALIASES, package], capture_output=True, text=True, timeout=60, check=True
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_a_fresh_python_finds_all_that_it_finds_in_requests() -> None:
    assert aliases("requests").items() <= aliases("antiphon.requests").items()
