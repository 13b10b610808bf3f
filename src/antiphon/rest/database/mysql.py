"""MySQL and MariaDB as the database of a server: PyMySQL, each statement or transaction in a thread."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from pymysql.cursors import SSCursor
from sqlalchemy.dialects.mysql.pymysql import MySQLDialect_pymysql
from sqlalchemy.engine import Dialect

from ...faults.database import (
    DATABASE_BUSY,
    DATABASE_CLOSED,
    DATABASE_FAILED,
    WRITE_CONFLICTED,
    WRITE_UNKNOWN,
)
from .database import Row, Statement, Work
from .failures import DatabaseUnavailable
from .mysql_failures import Errors, connecting_failure_of, failure_of, is_lost
from .mysql_session import Connection, connect, cut, in_transaction
from .one_step import run_to_end

T = TypeVar("T")

_TRIES = 8
_PAUSE = 0.005


class MySQLTransaction:
    """The transaction that a work sees. Its `execute` waits where it is called."""

    __slots__ = ("_connection", "_seconds", "has_written", "is_void")

    def __init__(self, connection: Connection, seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds
        self.has_written = False
        self.is_void = False

    async def execute(self, statement: Statement) -> list[Row]:
        """Run `statement` and return its rows; one that counted a key up has that number as its only row.

        Raises `ConstraintViolated` or `DatabaseUnavailable`, and then the transaction is void.
        """
        if self.is_void:
            # A deadlock has undone all of it; what follows would be written alone.
            raise DatabaseUnavailable(DATABASE_FAILED)
        self.is_void = True
        rows = _execute(self._connection, statement, self._seconds)
        if not in_transaction(self._connection):
            self._begin_again()
        self.is_void = False
        self.has_written = True
        return rows

    def _begin_again(self) -> None:
        """Go on after CREATE TABLE and its like, which commit what was before: there must be nothing (see README)."""
        if self.has_written:
            raise DatabaseUnavailable(DATABASE_FAILED)
        self._connection.begin()


class MySQLDatabase:
    """A database of MySQL or MariaDB; `parameters` are those of PyMySQL that say where it is, and who comes.

    Transactions are READ COMMITTED: a work that decides by a row that it has read must read it with ``SELECT … FOR
    UPDATE``. Deadlocks run the work again, a few times, after a pause that grows. A statement may take `seconds`, and
    wait `patience` for a lock or a free connection.

    It belongs to the event loop that first uses it. Threads and connections, up to `connections`, are made when they
    are needed, so that a process may fork first.
    """

    immediate = False

    def __init__(
        self, parameters: Mapping[str, Any], *, connections: int = 10, patience: float = 5.0, seconds: float = 30.0
    ) -> None:
        self.dialect: Dialect = MySQLDialect_pymysql(paramstyle="format")
        self._parameters = dict(parameters)
        self._patience = patience
        self._seconds = seconds
        self._executor = ThreadPoolExecutor(connections, thread_name_prefix="antiphon-mysql")
        self._free = asyncio.Semaphore(connections)
        self._idle: list[Connection] = []
        self._closed = False

    async def fetch(self, statement: Statement) -> list[Row]:
        """Return the rows of a reading statement, from what is committed. Raises `DatabaseUnavailable`."""
        return await self._run(lambda connection: _execute(connection, statement, self._seconds))

    def version(self) -> object | None:
        """Return None: to ask a server takes as long as to read a row."""
        return None

    async def version_of_others(self) -> object | None:
        """Return None: the server does not tell."""
        return None

    async def stream(self, statement: Statement, size: int = 500) -> AsyncIterator[list[Row]]:
        """Yield the rows in batches of at most `size`, from one snapshot, in constant memory.

        The server sends them as they are read, on a connection of their own that no limit of time ends: close it
        (``contextlib.aclosing``) where it is not read to its end. Raises `DatabaseUnavailable`.
        """
        await self._take_turn()
        connection: Connection | None = None
        try:
            connection = await self._elsewhere(lambda: self._connect(seconds=None))
            cursor = connection.cursor(SSCursor)
            await self._elsewhere(lambda: _reading(lambda: cursor.execute(statement.sql, statement.parameters)))
            while rows := await self._elsewhere(lambda: _reading(lambda: cursor.fetchmany(size))):
                yield list(rows)
        finally:
            self._free.release()
            if connection is not None:
                cut(connection)

    async def write(self, work: Work[T], *, dry_run: bool = False) -> T:
        """Run `work` in a transaction and return what it returns, once the server has committed it.

        `work` runs in a thread and may await nothing but its transaction; it may run more than once. One that is
        cancelled after it has begun is committed all the same.
        """
        for attempt in range(_TRIES):
            try:
                return await self._run(lambda connection: self._transact(connection, work, dry_run))
            except DatabaseUnavailable as error:
                if error.fault is not WRITE_CONFLICTED or attempt == _TRIES - 1:
                    raise
            await asyncio.sleep(_PAUSE * 2**attempt * random.uniform(0.5, 1.5))
        raise DatabaseUnavailable(WRITE_CONFLICTED, retry_after=1)

    async def close(self) -> None:
        """Let all connections go, once what is under way has ended."""
        self._closed = True
        await asyncio.get_running_loop().run_in_executor(None, self._executor.shutdown)
        self._let_go_of_idle()

    async def _run(self, run: Callable[[Connection], T]) -> T:
        """Return what `run` does on a connection, in a thread."""
        await self._take_turn()
        job = asyncio.ensure_future(self._elsewhere(lambda: self._on_connection(run)))
        # Where the caller is cancelled, the thread goes on, and keeps its turn until it has ended.
        job.add_done_callback(lambda _: self._free.release())
        return await asyncio.shield(job)

    async def _elsewhere(self, run: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, run)
        except RuntimeError as error:
            if self._closed:
                raise DatabaseUnavailable(DATABASE_CLOSED, retry_after=5) from error
            raise

    async def _take_turn(self) -> None:
        if self._closed:
            raise DatabaseUnavailable(DATABASE_CLOSED, retry_after=5)
        try:
            async with asyncio.timeout(self._patience):
                await self._free.acquire()
        except TimeoutError as error:
            raise DatabaseUnavailable(DATABASE_BUSY, retry_after=2) from error

    def _on_connection(self, run: Callable[[Connection], T]) -> T:
        """Return what `run` does on a connection that was used before, or on a new one where that turns out broken.

        After a restart of the server all that were used before are.
        """
        try:
            connection = self._idle.pop()
        except IndexError:
            return self._kept_after(run, self._connect(self._seconds))
        try:
            return self._kept_after(run, connection)
        except DatabaseUnavailable as error:
            if error.fault is WRITE_UNKNOWN or not is_lost(error.__cause__):
                raise
        self._let_go_of_idle()
        return self._kept_after(run, self._connect(self._seconds))

    def _kept_after(self, run: Callable[[Connection], T], connection: Connection) -> T:
        """Return what `run` does on `connection`, which is kept for others unless it broke."""
        try:
            return run(connection)
        finally:
            if connection.open and not in_transaction(connection):
                self._idle.append(connection)
            else:
                cut(connection)

    def _connect(self, seconds: float | None) -> Connection:
        try:
            return connect(self._parameters, patience=self._patience, seconds=seconds)
        except Errors as error:
            raise connecting_failure_of(error) from error

    def _let_go_of_idle(self) -> None:
        while self._idle:
            cut(self._idle.pop())

    def _transact(self, connection: Connection, work: Work[T], dry_run: bool) -> T:
        committing = False
        try:
            connection.begin()
            transaction = MySQLTransaction(connection, self._seconds)
            try:
                value = run_to_end(work(transaction))
                if transaction.is_void:
                    # The work went on after a refusal.
                    raise DatabaseUnavailable(DATABASE_FAILED)
            except BaseException:
                _undo(connection)
                raise
            if dry_run:
                connection.rollback()
            else:
                committing = True
                connection.commit()
        except Errors as error:
            if committing and is_lost(error):
                raise DatabaseUnavailable(WRITE_UNKNOWN) from error
            raise failure_of(error, seconds=self._seconds) from error
        return value


def _undo(connection: Connection) -> None:
    """Undo the transaction; where the connection has broken, the server does so by itself."""
    try:
        connection.rollback()
    except Errors:
        cut(connection)


def _execute(connection: Connection, statement: Statement, seconds: float) -> list[Row]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.parameters)
            if cursor.description is not None:
                return list(cursor.fetchall())
            return [(cursor.lastrowid,)] if cursor.lastrowid else []
    except Errors as error:
        raise failure_of(error, seconds=seconds) from error


def _reading(read: Callable[[], T]) -> T:
    try:
        return read()
    except Errors as error:
        raise failure_of(error) from error
