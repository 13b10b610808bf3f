"""The file of an SQLite database: how each connection to it is opened, and whether it is still the same file."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from ...faults.database import DATABASE_GONE
from .failures import DatabaseUnavailable

Identity = tuple[int, int]

_STATEMENTS = 512
_SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # In KiB where it is negative. A page that SQLite does not have at hand is a system call.
    "PRAGMA cache_size = -32768",
    # After a checkpoint the write-ahead log is cut to this size; a long reading may have let it grow.
    "PRAGMA journal_size_limit = 67108864",
)


_DISTRUST = "PRAGMA trusted_schema = OFF"


class SQLiteFile:
    """An SQLite database at `path`. Nothing is opened before `connect`."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path).absolute()
        # mode=rw: a file that has gone must not come back as an empty database.
        self._uri = f"{self.path.as_uri()}?mode=rw"

    def connect(self, patience: float) -> sqlite3.Connection:
        """Return a new connection that waits at most `patience` seconds for a lock.

        It commits each statement by itself unless told to begin, and may be handed from thread to thread, though two
        must never use it at once. Raises `sqlite3.Error`.
        """
        connection = sqlite3.connect(
            self._uri,
            uri=True,
            timeout=patience,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_STATEMENTS,
        )
        connection.text_factory = any_text
        try:
            for setting in _SETTINGS:
                connection.execute(setting)
            if _can_distrust_schema():
                # What the file's own views and triggers call must be harmless.
                connection.execute(_DISTRUST)
            _prefer_write_ahead(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def identity(self) -> Identity:
        """Return which file is at the path now. Raises `DatabaseUnavailable` where there is none."""
        try:
            status = os.stat(self.path)
        except OSError as error:
            raise DatabaseUnavailable(DATABASE_GONE, retry_after=5) from error
        return status.st_dev, status.st_ino


def any_text(value: bytes) -> str:
    """Return the text of a value; SQLite keeps any bytes as TEXT, and a row must be readable all the same."""
    return value.decode("utf-8", "replace")


def _prefer_write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers and the writer not wait for each other. Where the file cannot be changed, it stays as it is."""
    try:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY):
            raise


@cache
def _can_distrust_schema() -> bool:
    """Tell whether the library knows that its JSON functions are harmless.

    SQLite 3.38 to 3.40 take them for the opposite, and then could not use a table that has them in a CHECK.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(_DISTRUST)
        try:
            connection.execute("CREATE TABLE example (value CHECK (json_valid(value)))")
        except sqlite3.DatabaseError:
            return False
        return True
