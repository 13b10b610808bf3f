"""The progress of readers: rows of a database behind the same REST API that the lessons teach.

Who knows a code may read and change the row of that code. Nobody may list them all.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path

from ..faults import AntiphonError
from ..faults.learning import LESSONS_CODE_MISSING
from ..rest.access.cors import Cors
from ..rest.access.gate import Gate
from ..rest.backend import Backend
from ..rest.opening import backend_of
from ..rest.settings import Settings
from ..server.handler import Request
from .wanted import CODE

BASE = "/api"
"""The path that the backend is mounted at."""
COLLECTION = f"{BASE}/progress"
_FILE = "progress.db"
_MOST_CONTENT = 256 * 1024
_OF_ONE = re.compile(rf"code={CODE.pattern}")


def progress_backend(folder: Path) -> Backend:
    """Return the backend for the database in `folder`, which is made where it is missing. Raises `UsageError`."""
    from ..tls.home import make_private

    make_private(folder)
    path = folder / _FILE
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(files(__package__).joinpath("progress.sql").read_text("utf-8"))
    settings = Settings(content_limit=_MOST_CONTENT, value_limit=_MOST_CONTENT, require_match=True, title="Progress")
    return backend_of(str(path), settings, gate=Gate(cors=Cors()))


def is_of_progress(path: str) -> bool:
    """Tell whether `path` leads into the collection."""
    return path == COLLECTION or path.startswith(COLLECTION + "/")


def check_code(request: Request) -> None:
    """Raise `AntiphonError`, 403, where `request` would show or change more than the row of one code."""
    _, _, key = request.path.removeprefix(COLLECTION).partition("/")
    if key and "," not in key:
        return
    if request.method not in ("GET", "HEAD", "OPTIONS") or not _OF_ONE.fullmatch(request.query):
        raise AntiphonError(LESSONS_CODE_MISSING)
