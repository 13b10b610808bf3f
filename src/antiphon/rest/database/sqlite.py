"""SQLite as the database of a server: reads on the event loop, writes grouped in one thread."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeVar

from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect

from ...faults.database import DATABASE_CLOSED
from .database import Row, Statement, Work
from .failures import DatabaseUnavailable
from .sqlite_file import SQLiteFile
from .sqlite_reading import ReadingHere, ReadingInThreads
from .sqlite_writing import Writer

T = TypeVar("T")


class SQLiteDatabase:
    """The SQLite database in the file at `path`. Several processes may serve the same file.

    Nothing is opened before it is needed, so that a process may fork first. It is used in one thread, by one event loop
    after the other. A lock of another process is waited for up to `patience` seconds; a statement may take `seconds`.

    `fetch` ends without waiting unless the statement takes more than a few milliseconds, or a lock holds it up: only
    then does the coroutine wait, for a thread.
    """

    immediate = True

    def __init__(self, path: str | Path, *, patience: float = 5.0, seconds: float = 30.0, threads: int = 4) -> None:
        self.dialect: Dialect = SQLiteDialect_pysqlite(dbapi=sqlite3, paramstyle="qmark")
        file = SQLiteFile(path)
        self.path = file.path
        self._here = ReadingHere(file)
        self._threads = ReadingInThreads(file, threads=threads, patience=patience, seconds=seconds)
        self._writer = Writer(file, patience=patience, seconds=seconds)
        self._closed = False

    async def fetch(self, statement: Statement) -> list[Row]:
        """Return the rows of a reading statement, from what is committed. Raises `DatabaseUnavailable`."""
        self._check_open()
        rows = self._here.fetch(statement)
        if rows is None:
            rows = await self._threads.fetch(statement)
        return rows

    def version(self) -> object | None:
        """Return what differs from what it was when anything has changed; None where nobody knows."""
        self._check_open()
        return self._here.version()

    def stream(self, statement: Statement, size: int = 500) -> AsyncIterator[list[Row]]:
        """Yield the rows in batches of at most `size`, from one snapshot, in constant memory.

        Close it (``contextlib.aclosing``) where it is not read to its end. Raises `DatabaseUnavailable`.
        """
        self._check_open()
        return self._threads.stream(statement, size)

    async def write(self, work: Work[T], *, dry_run: bool = False) -> T:
        """Run `work` in a transaction and return what it returns, once that is on the disk.

        `work` runs in a thread and may await nothing but its transaction; it may be run again where another work of
        the same commit undid both. Cancelling takes a work that has not begun out of the queue; one that has begun is
        committed all the same.
        """
        self._check_open()
        return await self._writer.write(work, dry_run)

    async def version_of_others(self) -> object | None:
        """Return what differs from what it was when anybody but this object has committed."""
        self._check_open()
        return await self._writer.version_of_others()

    async def close(self) -> None:
        """Finish the writes that wait, end the reads, and let the file go."""
        self._closed = True
        await self._writer.close()
        await self._threads.close()
        self._here.close()

    def _check_open(self) -> None:
        if self._closed:
            raise DatabaseUnavailable(DATABASE_CLOSED, retry_after=5)
