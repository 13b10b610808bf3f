"""Programs from outside that the tests talk to."""

from __future__ import annotations

import os
import shutil

import pytest

_SYSTEM_PROGRAMS = ("/usr/local/sbin", "/usr/sbin", "/sbin")


def program(name: str) -> str:
    """Return the path of a program; skip the test where it is missing, or fail with ``ANTIPHON_PEERS=required``."""
    # Debian keeps nginx where only root's PATH looks.
    folders = os.pathsep.join([os.environ.get("PATH", os.defpath), *_SYSTEM_PROGRAMS])
    path = shutil.which(name, path=folders)
    if path is None:
        message = f"needs {name}"
        if os.environ.get("ANTIPHON_PEERS") == "required":
            pytest.fail(message)
        pytest.skip(message)
    return path
