"""Programs from outside that the tests talk to."""

from __future__ import annotations

import glob
import os
import shutil

import pytest

# Where Debian keeps what it does not put on everybody's PATH: nginx, and each version of PostgreSQL.
_SYSTEM_PROGRAMS = ("/usr/local/sbin", "/usr/sbin", "/sbin", *sorted(glob.glob("/usr/lib/postgresql/*/bin")))


def program(name: str) -> str:
    """Return the path of a program; skip the test where it is missing, or fail with ``ANTIPHON_PEERS=required``."""
    folders = os.pathsep.join([os.environ.get("PATH", os.defpath), *_SYSTEM_PROGRAMS])
    path = shutil.which(name, path=folders)
    if path is None:
        message = f"needs {name}"
        if os.environ.get("ANTIPHON_PEERS") == "required":
            pytest.fail(message)
        pytest.skip(message)
    return path
