"""Writing SQLite: one thread, one connection, and one commit for all that wait.

A commit that is durable costs a wait for the disk, whether it holds one write or a hundred. So the thread takes every
work that waits, runs each between a savepoint and its release, commits once, and only then does any caller hear of
it. Works that come in the meantime are the next group.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, TypeVar

from ...faults.database import DATABASE_FAILED, DATABASE_GONE
from .database import Row, Statement, Work
from .failures import DatabaseUnavailable
from .one_step import run_to_end
from .sqlite_failures import Errors, failure_of
from .sqlite_file import Identity, SQLiteFile

T = TypeVar("T")

_GROUP = 500
_STEPS = 10_000
_POLL = 0.02
"""Between two writing processes the lock is free for moments only; SQLite's own waiting, which grows to 100 ms, would
miss most of them."""


class SQLiteTransaction:
    """The transaction that a work sees. Its `execute` never waits for anything but the disk."""

    __slots__ = ("_connection", "_seconds", "last")

    def __init__(self, connection: sqlite3.Connection, seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds
        self.last = ""

    async def execute(self, statement: Statement) -> list[Row]:
        """Run `statement` and return its rows. Raises `ConstraintViolated` or `DatabaseUnavailable`."""
        connection = self._connection
        self.last = statement.sql
        if not connection.in_transaction:
            # Something in the file (ON CONFLICT ROLLBACK) undid everything; what follows must not be written alone.
            raise DatabaseUnavailable(DATABASE_FAILED)
        try:
            return connection.execute(statement.sql, statement.parameters).fetchall()
        except Errors as error:
            raise failure_of(error, statement.sql, seconds=self._seconds, connection=connection) from error


class _Waiting:
    """Somebody who waits for the thread, and then what came of it."""

    __slots__ = ("error", "future", "value")

    def __init__(self, future: asyncio.Future[Any]) -> None:
        self.future = future
        self.value: Any = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        """Tell the caller, on its loop."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.value)


class _Question(_Waiting):
    """Whether anybody else has committed."""

    __slots__ = ()


class _Job(_Waiting):
    """A work."""

    __slots__ = ("_dry_run", "_work", "last")

    def __init__(self, work: Work[Any], dry_run: bool, future: asyncio.Future[Any]) -> None:
        super().__init__(future)
        self._work = work
        self._dry_run = dry_run
        self.last = ""

    def run(self, connection: sqlite3.Connection, seconds: float) -> None:
        """Run the work, and undo it where it fails or is only tried."""
        transaction = SQLiteTransaction(connection, seconds)
        self.value = self.error = None
        connection.execute("SAVEPOINT work")
        try:
            self.value = run_to_end(self._work(transaction))
        except BaseException as error:
            self.error = error
        self.last = transaction.last
        if not connection.in_transaction:
            return
        if self.error is not None or self._dry_run:
            connection.execute("ROLLBACK TO work")
        connection.execute("RELEASE work")


class _Undone(Exception):
    """The whole group was undone by one of its works."""


class Writer:
    """Runs works, and tells their callers once they are durable.

    A caller that is cancelled while its work waits takes it out of the queue; once begun, the work is finished and
    committed, and nobody hears of it. `patience` is how many seconds other processes may keep the lock, `seconds` how
    long the statements of one group may take.
    """

    def __init__(self, file: SQLiteFile, *, patience: float, seconds: float) -> None:
        self._file = file
        self._patience = patience
        self._seconds = seconds
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._connection: sqlite3.Connection | None = None
        self._identity: Identity | None = None
        self._deadline = 0.0

    async def write(self, work: Work[T], dry_run: bool) -> T:
        """Run `work` and return what it returns, once it is durable. Raises what it raises."""
        value: T = await self._put(_Job(work, dry_run, asyncio.get_running_loop().create_future()))
        return value

    async def version_of_others(self) -> object:
        """Return what differs from what it was when anybody but this writer has committed.

        SQLite counts for each connection the commits of all others. Raises `DatabaseUnavailable`.
        """
        return await self._put(_Question(asyncio.get_running_loop().create_future()))

    async def _put(self, job: _Waiting) -> Any:
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="antiphon-writer", daemon=True)
            self._thread.start()
        self._queue.put(job)
        return await job.future

    async def close(self) -> None:
        """Finish the works that wait, and end the thread."""
        if self._thread is not None:
            self._queue.put(None)
            await asyncio.get_running_loop().run_in_executor(None, self._thread.join)

    def _serve(self) -> None:
        going_on = True
        while going_on:
            taken, going_on = self._take()
            wanted = [job for job in taken if not job.future.cancelled()]
            if jobs := [job for job in wanted if isinstance(job, _Job)]:
                self._write(jobs)
            for question in wanted:
                if isinstance(question, _Question):
                    self._answer(question)
            self._tell(wanted)
        self._disconnect()

    def _answer(self, question: _Question) -> None:
        try:
            connection = self._connected()
            ((version,),) = connection.execute("PRAGMA data_version")
            question.value = id(connection), version
        except Errors as error:
            question.error = failure_of(error)
        except DatabaseUnavailable as error:
            question.error = error

    def _take(self) -> tuple[list[_Waiting], bool]:
        """Wait for works; return all there are, and whether more may come."""
        jobs: list[_Waiting] = []
        job = self._queue.get()
        try:
            while job is not None:
                jobs.append(job)
                if len(jobs) >= _GROUP:
                    return jobs, True
                job = self._queue.get_nowait()
        except Empty:
            return jobs, True
        return jobs, False

    def _tell(self, jobs: Sequence[_Waiting]) -> None:
        """Have each loop tell its callers, in one step; there is one loop, but for tests that use one for each."""
        loops = {job.future.get_loop() for job in jobs}
        for loop in loops:
            try:
                loop.call_soon_threadsafe(_settle, [job for job in jobs if job.future.get_loop() is loop])
            except RuntimeError:
                # The loop has been closed, and nobody is left to tell.
                continue

    def _write(self, jobs: list[_Job]) -> None:
        """Run and commit `jobs` together; where one of them undoes the others, each alone."""
        try:
            self._write_together(jobs)
        except _Undone:
            if len(jobs) == 1:
                jobs[0].error = jobs[0].error or DatabaseUnavailable(DATABASE_FAILED)
            else:
                for job in jobs:
                    self._write([job])
        except (*Errors, DatabaseUnavailable) as error:
            for job in jobs:
                job.error = self._failure_of(error, job)
            self._disconnect()

    def _failure_of(self, error: Exception, job: _Job) -> Exception:
        if isinstance(error, DatabaseUnavailable):
            return DatabaseUnavailable(error.fault, **error.details)
        failure = failure_of(error, job.last, seconds=self._seconds)
        failure.__cause__ = error
        return failure

    def _write_together(self, jobs: list[_Job]) -> None:
        connection = self._connected()
        self._patiently(connection, "BEGIN IMMEDIATE")
        self._deadline = monotonic() + self._seconds
        for job in jobs:
            job.run(connection, self._seconds)
            if not connection.in_transaction:
                raise _Undone
        self._deadline = float("inf")
        try:
            self._patiently(connection, "COMMIT")
        except sqlite3.IntegrityError:
            # A deferred foreign key is checked here. Which work broke it shows when each is committed alone.
            connection.execute("ROLLBACK")
            if len(jobs) > 1:
                raise _Undone from None
            raise
        if self._file.identity() != self._identity:
            # Committed, but to a file that nobody will find again.
            raise DatabaseUnavailable(DATABASE_GONE, retry_after=5)

    def _patiently(self, connection: sqlite3.Connection, sql: str) -> None:
        deadline = monotonic() + self._patience
        while True:
            try:
                connection.execute(sql)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                    raise
            else:
                return

    def _connected(self) -> sqlite3.Connection:
        identity = self._file.identity()
        if self._identity != identity:
            self._disconnect()
        if self._connection is None:
            self._connection = self._file.connect(_POLL)
            self._connection.set_progress_handler(lambda: monotonic() > self._deadline, _STEPS)
            self._identity = identity
        return self._connection

    def _disconnect(self) -> None:
        """Let the connection go, and with it what is not committed."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _settle(jobs: Sequence[_Waiting]) -> None:
    for job in jobs:
        job.settle()
