"""Whether the sample application is closed: ``antiphon maintenance on demo`` says so to every demo of this user."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ..rest.access.maintenance import Maintenance
from ..tls.home import data_directory

NAME = "demo"
"""What `antiphon maintenance` calls the sample application."""


def closing_file() -> Path:
    """Return the file that closes the sample application while it is there."""
    return data_directory() / "maintenance" / f"{NAME}.json"


@lru_cache(maxsize=1)
def maintenance() -> Maintenance:
    """Return what watches that file in this process."""
    return Maintenance(closing_file())
