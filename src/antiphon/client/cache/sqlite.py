"""A store in an SQLite file, which several processes may share."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ...faults import ProtocolError, Text, UsageError
from ...faults.caching import CACHE_FILE_FOREIGN, CACHE_FILE_UNUSABLE
from ...wire import h1
from ...wire.h1.section import parse_section
from .entry import Entry, Selector
from .store import MOST_VARIANTS

Result = TypeVar("Result")
Row = tuple[str, str, str, int, bytes, int, int, int | None, bytes, bytes, bytes, float, float]

_MAGIC = b"SQLite format 3\0"
_APPLICATION = 0x416E7450
_VERSION = 1
_ANOTHER_FORMAT = Text("it is of another format, or damaged", "tiene otro formato, o está dañado")
_SCHEMA = f"""
CREATE TABLE entry (
    key TEXT NOT NULL,
    selector TEXT NOT NULL,
    url TEXT NOT NULL,
    status INTEGER NOT NULL,
    reason BLOB NOT NULL,
    minor INTEGER NOT NULL,
    has_content INTEGER NOT NULL,
    length INTEGER,
    fields BLOB NOT NULL,
    content BLOB NOT NULL,
    trailers BLOB NOT NULL,
    requested_at REAL NOT NULL,
    received_at REAL NOT NULL,
    used_at REAL NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (key, selector)
);
CREATE INDEX entry_by_url ON entry (url);
CREATE INDEX entry_by_use ON entry (used_at);
CREATE TABLE total (bytes INTEGER NOT NULL);
INSERT INTO total VALUES (0);
CREATE TRIGGER entry_came AFTER INSERT ON entry BEGIN UPDATE total SET bytes = bytes + new.size; END;
CREATE TRIGGER entry_went AFTER DELETE ON entry BEGIN UPDATE total SET bytes = bytes - old.size; END;
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_VERSION};
"""
_COLUMNS = (
    "key, selector, url, status, reason, minor, has_content, length, fields, content, trailers,"
    " requested_at, received_at"
)

# A cache that makes its program wait is worse than none, so what another process holds is not waited for.
_BUSY_MILLISECONDS = 50
_OPENING_SECONDS = 5.0
# How exact the order of use is; each hit would be a write otherwise.
_USE_SECONDS = 60.0
_MOST_FIELDS = 1_000_000

# Failures that pass, or that this store cannot do anything about: it finds nothing and stores nothing meanwhile.
_PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_TOOBIG,
        sqlite3.SQLITE_PERM,
    }
)


class SQLiteStore:
    """A `Store` in the file at `path`, whose entries take at most `max_bytes`.

    The file is readable by its owner alone, and so is its folder where it has to be made. A file that breaks while it
    is used is replaced by an empty one. Raises `UsageError` for a file that is something else, or cannot be opened.
    """

    in_memory = False

    def __init__(self, path: str | os.PathLike[str], max_bytes: int) -> None:
        self._path = Path(path)
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._inherited: sqlite3.Connection | None = None
        self._process = 0
        self._is_closed = False
        try:
            self._connection = self._opened()
        except (OSError, sqlite3.Error) as error:
            raise self._opening_error(error) from error

    def _opening_error(self, error: Exception) -> UsageError:
        if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            return UsageError(CACHE_FILE_FOREIGN, path=str(self._path), reason=_ANOTHER_FORMAT)
        return UsageError(CACHE_FILE_UNUSABLE, path=str(self._path), reason=str(error))

    # -- opening -------------------------------------------------------------------------------------------------------

    def _opened(self) -> sqlite3.Connection:
        """Return a connection to the file, made if it is missing."""
        self._make_private_file()
        connection = sqlite3.connect(
            self._path, timeout=_OPENING_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        self._process = os.getpid()
        return connection

    def _make_private_file(self) -> None:
        missing = [folder for folder in self._path.parents if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            # SQLite gives the files beside it the same mode.
            if hasattr(os, "fchmod") and os.fstat(descriptor).st_mode & 0o077:
                os.fchmod(descriptor, 0o600)
            # SQLite itself takes a file that is very short for a new one, and writes over it.
            start = os.read(descriptor, len(_MAGIC))
        finally:
            os.close(descriptor)
        if start not in (b"", _MAGIC):
            reason = "it is no SQLite database"
            raise UsageError(CACHE_FILE_FOREIGN, path=str(self._path), reason=reason)

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            application = _number(connection, "PRAGMA application_id")
            tables = _number(connection, "SELECT count(*) FROM sqlite_master")
            if tables and application != _APPLICATION:
                reason = "it is a database of another program"
                raise UsageError(CACHE_FILE_FOREIGN, path=str(self._path), reason=reason)
            if _number(connection, "PRAGMA user_version") != _VERSION:
                _make_tables(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")

    # -- every access --------------------------------------------------------------------------------------------------

    def _with_file(self, work: Callable[[sqlite3.Connection], Result], otherwise: Result) -> Result:
        """Return what `work` returns, `otherwise` where the file does not allow it: a cache fails as one that is empty.

        A broken file is thrown away.
        """
        with self._lock:
            if self._is_closed:
                return otherwise
            try:
                return work(self._connected())
            except (OSError, UsageError):
                return otherwise
            except sqlite3.Error as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _PASSING:
                    self._start_afresh()
                return otherwise

    def _connected(self) -> sqlite3.Connection:
        if self._process != os.getpid():
            # After a fork: closing the parent's connection here would undo its locks on the file.
            self._inherited, self._connection = self._connection, None
        if self._connection is None:
            self._connection = self._opened()
        return self._connection

    def _start_afresh(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)

    # -- what a store does ---------------------------------------------------------------------------------------------

    def find(self, key: str, matches: Callable[[Selector], bool]) -> Entry | None:
        """Return the newest response under `key` that matches. See `Store.find`."""
        return self._with_file(lambda connection: _found(connection, key, matches), None)

    def has(self, key: str) -> bool:
        """Tell whether anything is stored under `key`."""
        count = "SELECT count(*) FROM entry WHERE key = ?"
        return self._with_file(lambda connection: _number(connection, count, key) > 0, False)

    def holds(self, entry: Entry) -> bool:
        """Tell nothing: another process may have changed the file. See `Store.holds`."""
        return False

    def keep(self, entry: Entry) -> int:
        """Store a response. See `Store.keep`."""
        if entry.size > self._max_bytes:
            return 0
        return self._with_file(lambda connection: _kept(connection, entry, self._max_bytes), 0)

    def remove(self, entry: Entry) -> None:
        """Forget one response. See `Store.remove`."""
        place = (entry.key, json.dumps(entry.selector))
        self._with_file(lambda file: file.execute("DELETE FROM entry WHERE key = ? AND selector = ?", place), None)

    def drop(self, url: str) -> int:
        """Forget all responses about `url`. See `Store.drop`."""
        return self._with_file(lambda file: file.execute("DELETE FROM entry WHERE url = ?", (url,)).rowcount, 0)

    def clear(self) -> None:
        """Forget everything."""
        self._with_file(lambda file: file.execute("DELETE FROM entry"), None)

    def __len__(self) -> int:
        return self._with_file(lambda file: _number(file, "SELECT count(*) FROM entry"), 0)

    @property
    def bytes(self) -> int:
        """Return how much room the entries take."""
        return self._with_file(lambda file: _number(file, "SELECT bytes FROM total"), 0)

    def close(self) -> None:
        """Close the file. See `Store.close`."""
        with self._lock:
            self._is_closed = True
            connection, self._connection = self._connection, None
        if connection is not None and self._process == os.getpid():
            connection.close()

    def __del__(self) -> None:
        if getattr(self, "_connection", None) is not None:
            self.close()


def _number(connection: sqlite3.Connection, statement: str, *values: object) -> int:
    """Return the number that is the only value of the first row."""
    return int(connection.execute(statement, values).fetchone()[0])


def _make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables in the transaction that is open, instead of those of another version."""
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        connection.execute(f'DROP TABLE "{name}"')
    # One by one: executescript would commit first. A trigger has semicolons inside, but none at the end of a line.
    for statement in _SCHEMA.strip().split(";\n"):
        connection.execute(statement)


def _found(connection: sqlite3.Connection, key: str, matches: Callable[[Selector], bool]) -> Entry | None:
    order = "SELECT rowid, selector, used_at FROM entry WHERE key = ? ORDER BY received_at DESC"
    for number, text, used_at in connection.execute(order, (key,)).fetchall():
        selector = _selector(text)
        if selector is not None and not matches(selector):
            continue
        row = connection.execute(f"SELECT {_COLUMNS} FROM entry WHERE rowid = ?", (number,)).fetchone()
        entry = None if row is None or selector is None else _entry(row, selector)
        if entry is None:
            # It was written by something else, or damaged.
            connection.execute("DELETE FROM entry WHERE rowid = ?", (number,))
            continue
        now = time.time()
        if abs(now - used_at) > _USE_SECONDS:
            connection.execute("UPDATE entry SET used_at = ? WHERE rowid = ?", (now, number))
        return entry
    return None


def _selector(text: str) -> Selector | None:
    try:
        return tuple((str(name), str(value)) for name, value in json.loads(text))
    except (ValueError, TypeError, RecursionError):
        return None


def _entry(row: Row, selector: Selector) -> Entry | None:
    """Return the response in a row, None where it is none."""
    key, _, url, status, reason, minor, has_content, length, fields, content, trailers, requested_at, received_at = row
    try:
        head = h1.Response(status, reason, minor, _section(fields), bool(has_content), length)
        return Entry(key, selector, url, head, bytes(content), _section(trailers), requested_at, received_at)
    except (ProtocolError, TypeError, ValueError):
        return None


def _section(block: bytes) -> h1.FieldSection:
    """Return the field section in `block`. Raises `ProtocolError` or ValueError where it is none."""
    if block and not block.endswith(b"\r\n"):
        raise ValueError("the last line has no end")
    return parse_section(block, 0, _MOST_FIELDS)


def _kept(connection: sqlite3.Connection, entry: Entry, max_bytes: int) -> int:
    head = entry.head
    selector = json.dumps(entry.selector)
    row = (
        entry.key,
        selector,
        entry.url,
        head.status,
        head.reason,
        head.minor,
        head.content,
        head.length,
        head.section.block,
        entry.content,
        entry.trailers.block,
        entry.requested_at,
        entry.received_at,
        time.time(),
        entry.size,
    )
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        # Not INSERT OR REPLACE: the trigger that counts would not see the row that goes.
        connection.execute("DELETE FROM entry WHERE key = ? AND selector = ?", (entry.key, selector))
        connection.execute(f"INSERT INTO entry VALUES ({', '.join('?' * len(row))})", row)
        variants = "SELECT rowid FROM entry WHERE key = ? ORDER BY received_at DESC LIMIT -1 OFFSET ?"
        connection.execute(f"DELETE FROM entry WHERE rowid IN ({variants})", (entry.key, MOST_VARIANTS))
        return _evict(connection, max_bytes)


def _evict(connection: sqlite3.Connection, max_bytes: int) -> int:
    count = 0
    oldest = "SELECT rowid FROM entry ORDER BY used_at, rowid LIMIT 1"
    while _number(connection, "SELECT bytes FROM total") > max_bytes:
        if not connection.execute(f"DELETE FROM entry WHERE rowid IN ({oldest})").rowcount:
            break
        count += 1
    return count
