"""Importing this module fails, saying what to install, where a library that requests stands on is missing."""

from __future__ import annotations

from importlib import import_module

from ..faults.errors import LibraryMissing
from ..faults.installation import LIBRARY_MISSING


def _demand(library: str) -> None:
    """Raise `LibraryMissing` unless `library` can be imported."""
    try:
        import_module(library)
    except ModuleNotFoundError as error:
        if error.name != library:
            raise
        raise LibraryMissing(LIBRARY_MISSING, part="antiphon.requests", library=library, extra="requests") from error


for _library in ("urllib3", "certifi", "idna"):
    _demand(_library)
