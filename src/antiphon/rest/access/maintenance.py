"""Maintenance: a file beside the database, and while it is there every server of that database answers 503.

Nobody is excepted, not even who reads from this machine: what is being repaired is nobody's to read. Only OPTIONS is
answered as ever: it tells of the server and not of the data, and a browser asks it before it shows a 503 to a page.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ...faults import AntiphonError, UsageError
from ...faults.access import MAINTENANCE
from ...faults.database import DATABASE_MISSING
from ...semantics.json_text import read_json
from ...tls.home import data_directory
from ..database.location import Location, PostgreSQLLocation, SQLiteLocation
from ..database.mysql_location import MySQLLocation
from ..refusal import Refusal
from .access_file import signature_of

RETRY_AFTER = 120
_LOOK_AFTER = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Closed:
    """The service is closed: clients may come again in `retry_after` seconds, and read the operator's `message`."""

    retry_after: int = RETRY_AFTER
    message: str = ""


def file_for(location: Location) -> Path:
    """Return the file that closes the database at `location`.

    Beside an SQLite file; for a server's database in the user's data directory, so it closes the servers of this
    machine's user.
    """
    if isinstance(location, SQLiteLocation):
        path = Path(os.path.realpath(location.path))
        return path.with_name(f"{path.name}.maintenance")
    name = location.shown if isinstance(location, PostgreSQLLocation | MySQLLocation) else repr(location)
    digest = hashlib.sha256(name.encode("utf-8")).hexdigest()[:16]
    return data_directory() / "maintenance" / f"{digest}.json"


def check_there(location: Location) -> None:
    """Raise `UsageError` where no SQLite file is at `location`, as its path is then mistyped.

    More is not asked: what is locked, damaged or silent is what maintenance is for.
    """
    if isinstance(location, SQLiteLocation) and not location.path.exists():
        raise UsageError(DATABASE_MISSING, path=str(location.path))


def read_closed(path: Path) -> Closed | None:
    """Return how the file at `path` closes the service; None where it is not there.

    That it is there is what counts: one that somebody made with ``touch``, or wrote badly, closes as well.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        return Closed()
    try:
        document = read_json(content)
    except AntiphonError:
        return Closed()
    members = document if isinstance(document, dict) else {}
    retry_after, message = members.get("retry_after"), members.get("message")
    return Closed(
        retry_after if isinstance(retry_after, int) and retry_after > 0 else RETRY_AFTER,
        message if isinstance(message, str) else "",
    )


def close(path: Path, closed: Closed) -> None:
    """Close the service whose file is `path`. Raises `OSError`."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    document = {"retry_after": closed.retry_after, "message": closed.message}
    temporary.write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(temporary, path)


def reopen(path: Path) -> None:
    """Open the service whose file is `path` again. Raises `OSError`."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()


class Maintenance:
    """Watches the file at `path`: once a second at most, when a request comes. `clock` gives nanoseconds."""

    def __init__(self, path: Path, clock: Callable[[], int] = time.monotonic_ns) -> None:
        self._path = path
        self._clock = clock
        self._next_look = clock()
        self._signature: tuple[int, int, int] | None = None
        self._closed: Closed | None = None

    def check(self, method: str) -> None:
        """Raise `Refusal`, 503 with Retry-After, for every method but OPTIONS while the service is closed."""
        self._look()
        if self._closed is not None and method != "OPTIONS":
            raise _refusal(self._closed)

    @property
    def is_closed(self) -> bool:
        """Tell whether the service is closed."""
        self._look()
        return self._closed is not None

    def _look(self) -> None:
        now = self._clock()
        if now < self._next_look:
            return
        self._next_look = now + _LOOK_AFTER
        signature = signature_of(self._path)
        if signature != self._signature:
            self._signature = signature
            self._closed = None if signature is None else read_closed(self._path)


def _refusal(closed: Closed) -> Refusal:
    seconds = closed.retry_after
    extra = {"message": closed.message} if closed.message else {}
    return Refusal(MAINTENANCE, fields=(("Retry-After", str(seconds)),), extra=extra, seconds=seconds)
