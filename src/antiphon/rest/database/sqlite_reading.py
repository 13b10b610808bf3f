"""Reading SQLite: at once where the statement is short, in a thread where it is long, and as a stream.

A point lookup takes a few microseconds, far less than handing it to a thread. So a statement first runs where it was
asked for, on the event loop, with a budget of time; SQLite calls back every so many steps of its machine, and the
statement ends there when the budget is spent. Then it runs again in a thread.
"""

from __future__ import annotations

import asyncio
import math
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import TypeVar

from ...faults.database import DATABASE_CLOSED
from .database import Row, Statement
from .failures import DatabaseUnavailable
from .processor_use import ProcessorUse
from .sqlite_failures import Errors, failure_of
from .sqlite_file import Identity, SQLiteFile, any_text
from .sqlite_wal_index import WalIndex

T = TypeVar("T")
Version = tuple[int, object]

_DATA_VERSION = Statement("PRAGMA data_version")
_STEPS = 1_000
_BUDGET = 0.004
_LOOK = 0.25
_SLOW_FOR = 10.0
_SLOW_SHAPES = 1_000


class Reader:
    """A connection that reads, one statement at a time, until `deadline` (of the monotonic clock).

    `abandoned` may be set by any thread: the statement ends soon, and nobody looks at the result. `opened` counts the
    connections it has had. `text` makes text of bytes.
    """

    def __init__(self, file: SQLiteFile, patience: float, text: Callable[[bytes], str] = any_text) -> None:
        self._file = file
        self._patience = patience
        self._text = text
        self._connection: sqlite3.Connection | None = None
        self._identity: Identity | None = None
        self.deadline = math.inf
        self.abandoned = False
        self.opened = 0
        self._wal_index: WalIndex | None = None
        self._looked_for_wal_index = False

    def version(self) -> Version:
        """Return what differs from what it was when anything in the database has changed. Raises as `execute`.

        SQLite counts the commits of other connections, and this one never commits.
        """
        if self._wal_index is not None:
            return self.opened, self._wal_index.version
        version = self.execute(_DATA_VERSION).fetchone()[0]
        if not self._looked_for_wal_index:
            self._wal_index = WalIndex.of(self._file.path)
            self._looked_for_wal_index = True
            if self._wal_index is not None:
                return self.opened, self._wal_index.version
        return self.opened, version

    def fetch(self, statement: Statement) -> list[Row]:
        """Return the rows of `statement`. Raises as `execute`.

        Text is taken for UTF-8, which the driver reads by itself; once there was some that is not, `any_text` does.
        """
        try:
            return self.execute(statement).fetchall()
        except sqlite3.OperationalError as error:
            if self._connection is None or self._connection.text_factory is not str or _is_of_sqlite(error):
                raise
            self._connection.text_factory = any_text
        return self.execute(statement).fetchall()

    def execute(self, statement: Statement) -> sqlite3.Cursor:
        """Begin `statement`. Raises one of `Errors`, or `DatabaseUnavailable` where there is no file."""
        return (self._connection or self._connect()).execute(statement.sql, statement.parameters)

    def follow_file(self) -> None:
        """Let the connection go where another file is at the path now. Raises `DatabaseUnavailable` for none."""
        if self._identity != self._file.identity():
            self.close()

    def close(self) -> None:
        """Let the connection go; the next statement opens another."""
        if self._connection is not None:
            # It is only there as long as the connection is.
            self._wal_index = None
            self._looked_for_wal_index = False
            self._connection.close()
            self._connection = None

    def _connect(self) -> sqlite3.Connection:
        self._identity = self._file.identity()
        self._connection = self._file.connect(self._patience)
        self.opened += 1
        self._connection.text_factory = self._text
        self._connection.set_progress_handler(self._is_over, _STEPS)
        return self._connection

    def _is_over(self) -> bool:
        return self.abandoned or monotonic() > self.deadline


def _is_of_sqlite(error: sqlite3.Error) -> bool:
    """Tell whether SQLite itself has failed, and not the driver with a value."""
    return hasattr(error, "sqlite_errorcode")


class ReadingHere:
    """Reads on the event loop what is read within the budget, and never waits for a lock."""

    def __init__(self, file: SQLiteFile) -> None:
        self._reader = Reader(file, patience=0, text=str)
        self._look_at = 0.0
        self._slow: dict[str, float] = {}
        self._suspect = ""
        self._used_before: ProcessorUse | None = None
        self._suspect_ran = 0.0

    def fetch(self, statement: Statement) -> list[Row] | None:
        """Return the rows of `statement`, None where it has to run in a thread.

        What took too long is not tried here again for a while, since some steps, such as counting a whole table,
        cannot be cut short. Raises `DatabaseUnavailable` or `ConstraintViolated`.
        """
        now = monotonic()
        if self._slow and now < self._slow.get(statement.sql, 0.0):
            return None
        reader = self._reader
        self._follow_file(now)
        reader.deadline = now + _BUDGET
        if self._suspect == statement.sql:
            self._used_before = ProcessorUse.now()
        try:
            rows = reader.fetch(statement)
        except sqlite3.OperationalError as error:
            self._set_aside(error, statement)
            return None
        except Errors as error:
            reader.close()
            raise failure_of(error) from error
        if monotonic() > reader.deadline:
            self._suspect_slow(statement)
        elif self._suspect == statement.sql:
            self._suspect = ""
        return rows

    def version(self) -> Version | None:
        """Return what differs from what it was when anything in the database has changed; None where nobody knows.

        Raises `DatabaseUnavailable`.
        """
        now = monotonic()
        self._follow_file(now)
        # SQLite counts its steps on from the statement before, whose budget is spent by now.
        self._reader.deadline = now + _BUDGET
        try:
            return self._reader.version()
        except Errors:
            return None

    def close(self) -> None:
        """Let the connection go."""
        self._reader.close()

    def _follow_file(self, now: float) -> None:
        if now > self._look_at:
            self._reader.follow_file()
            self._look_at = now + _LOOK

    def _set_aside(self, error: sqlite3.OperationalError, statement: Statement) -> None:
        kind = error.sqlite_errorcode & 0xFF
        if kind == sqlite3.SQLITE_INTERRUPT:
            self._suspect_slow(statement)
        elif kind != sqlite3.SQLITE_BUSY:
            self._reader.close()
            raise failure_of(error) from error

    def _suspect_slow(self, statement: Statement) -> None:
        """Note a statement that takes too long again and again, and not only since this thread was held up."""
        if self._suspect != statement.sql:
            self._suspect = statement.sql
            self._suspect_ran = 0.0
        elif self._ran_for_long():
            self._note_slow(statement)

    def _ran_for_long(self) -> bool:
        """Tell whether the suspect has had its time by now, in all its runs, or waited for a disk."""
        before, now = self._used_before, ProcessorUse.now()
        if before is None or now is None:
            return True
        used = now.since(before)
        self._suspect_ran += used.seconds
        return used.disk_reads > 0 or self._suspect_ran >= _BUDGET

    def _note_slow(self, statement: Statement) -> None:
        if len(self._slow) >= _SLOW_SHAPES:
            self._slow.clear()
        self._slow[statement.sql] = monotonic() + _SLOW_FOR


class ReadingInThreads:
    """Reads in up to `threads` threads, each statement (or batch of a stream) for at most `seconds`."""

    def __init__(self, file: SQLiteFile, *, threads: int, patience: float, seconds: float) -> None:
        self._file = file
        self._patience = patience
        self._seconds = seconds
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="antiphon-reader")
        self._free = asyncio.Semaphore(threads)
        self._idle: list[Reader] = []
        self._busy: set[Reader] = set()

    async def fetch(self, statement: Statement) -> list[Row]:
        """Return the rows of `statement`. One that is cancelled ends soon. Raises `DatabaseUnavailable`."""
        async with self._free:
            reader = self._idle.pop() if self._idle else Reader(self._file, self._patience)
            try:
                return await self._run(reader, statement, lambda: self._fetch(reader, statement))
            finally:
                if not reader.abandoned:
                    self._idle.append(reader)

    async def stream(self, statement: Statement, size: int) -> AsyncIterator[list[Row]]:
        """Yield batches from one snapshot. No thread is held while the consumer takes its time."""
        reader = Reader(self._file, self._patience)
        try:
            cursor = await self._run(reader, statement, lambda: reader.execute(statement))
            while rows := await self._run(reader, statement, lambda: cursor.fetchmany(size)):
                yield rows
        finally:
            if not reader.abandoned:
                self._close_elsewhere(reader)

    async def close(self) -> None:
        """End what is under way, and let all connections go."""
        for reader in self._busy:
            reader.abandoned = True
        for reader in self._idle:
            self._close_elsewhere(reader)
        await asyncio.get_running_loop().run_in_executor(None, self._executor.shutdown)

    def _close_elsewhere(self, reader: Reader) -> None:
        """Close not on the loop: the last connection to leave a file tidies it up."""
        try:
            self._executor.submit(reader.close)
        except RuntimeError:
            # The threads have ended before a stream was.
            reader.close()

    def _fetch(self, reader: Reader, statement: Statement) -> list[Row]:
        reader.follow_file()
        return reader.execute(statement).fetchall()

    async def _run(self, reader: Reader, statement: Statement, read: Callable[[], T]) -> T:
        self._busy.add(reader)
        job = self._executor.submit(self._read, reader, statement, read)
        try:
            return await asyncio.wrap_future(job)
        finally:
            self._busy.discard(reader)
            if not job.done():
                # The caller is gone. The connection is the thread's until it notices.
                reader.abandoned = True
            if reader.abandoned:
                job.add_done_callback(lambda _: reader.close())

    def _read(self, reader: Reader, statement: Statement, read: Callable[[], T]) -> T:
        reader.deadline = monotonic() + self._seconds
        try:
            return read()
        except Errors as error:
            if reader.abandoned:
                raise DatabaseUnavailable(DATABASE_CLOSED, retry_after=5) from error
            raise failure_of(error, statement.sql, seconds=self._seconds) from error
