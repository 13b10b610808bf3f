"""PostgreSQL, and what speaks its protocol, as the database of a server: psycopg 3 with a pool of connections.

Nothing here needs more than SQL and the protocol: no advisory locks, no LISTEN, so that CockroachDB, YugabyteDB and
Citus serve as well. The state of a session is only its settings and prepared statements.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

import psycopg
from psycopg import AsyncConnection
from psycopg.pq import TransactionStatus
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout, TooManyRequests
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import Dialect

from ...faults.database import (
    DATABASE_BUSY,
    DATABASE_CLOSED,
    DATABASE_FAILED,
    DATABASE_UNREACHABLE,
    WRITE_CONFLICTED,
    WRITE_UNKNOWN,
)
from .database import Row, Statement, Work
from .failures import DatabaseUnavailable
from .postgresql_failures import failure_of, is_lost, is_stale
from .postgresql_session import set_up

T = TypeVar("T")
Connection = AsyncConnection[Row]

_ANYTHING = Statement("SELECT 1")
_TRIES = 8
_PAUSE = 0.005
_PREPARE_AFTER = 2
_WAITING = 2_000
_Errors = (psycopg.Error, OSError)


class PostgreSQLTransaction:
    """The transaction that a work sees."""

    __slots__ = ("_connection", "_seconds")

    def __init__(self, connection: Connection, seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds

    async def execute(self, statement: Statement) -> list[Row]:
        """Run `statement` and return its rows. Raises `ConstraintViolated`, and then the transaction is void."""
        return await _execute(self._connection, statement, self._seconds)


class PostgreSQLDatabase:
    """A PostgreSQL database, named by libpq's connection string or URL.

    Transactions are READ COMMITTED: a work that decides by a row that it has read must read it with ``SELECT … FOR
    UPDATE``; others then wait for its end, and see what it wrote. Databases that are stricter refuse such conflicts,
    and the work runs again, a few times, after a pause that grows. A statement may take `seconds`, and wait `patience`
    for a lock or a free connection.

    It belongs to the event loop that first uses it. Connections that break are replaced once the server is back.
    """

    immediate = False

    def __init__(self, conninfo: str, *, connections: int = 10, patience: float = 5.0, seconds: float = 30.0) -> None:
        self.dialect: Dialect = PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call]
        self._patience = patience
        self._seconds = seconds
        self._connections = connections
        self._taken = 0
        self._closed = False
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            conninfo,
            kwargs={"autocommit": True, "prepare_threshold": _PREPARE_AFTER, "connect_timeout": max(2, int(patience))},
            min_size=1,
            max_size=connections,
            open=False,
            configure=self._set_up,
            timeout=patience,
            # An attempt that is given up lets the next request begin another at once.
            reconnect_timeout=patience,
            max_waiting=_WAITING,
            name="antiphon",
        )

    async def fetch(self, statement: Statement) -> list[Row]:
        """Return the rows of a reading statement, from what is committed. Raises `DatabaseUnavailable`."""
        return await self._run(lambda connection: _execute(connection, statement, self._seconds))

    def version(self) -> object | None:
        """Return None: to ask a server takes as long as to read a row."""
        return None

    async def version_of_others(self) -> object | None:
        """Return None: nothing that all databases of this protocol have tells it."""
        return None

    async def stream(self, statement: Statement, size: int = 500) -> AsyncIterator[list[Row]]:
        """Yield the rows in batches of at most `size`, from one snapshot, in constant memory.

        A cursor on the server holds them, and a connection until the end: close it (``contextlib.aclosing``) where it
        is not read to its end. Raises `DatabaseUnavailable`.
        """
        connection = await self._take_sound()
        try:
            async with connection.transaction(), connection.cursor(name="antiphon_stream") as cursor:
                await cursor.execute(statement.sql.encode(), statement.parameters)
                while rows := await cursor.fetchmany(size):
                    yield rows
        except _Errors as error:
            raise failure_of(error, statement.sql, seconds=self._seconds) from error
        finally:
            await self._give_back(connection)

    async def write(self, work: Work[T], *, dry_run: bool = False) -> T:
        """Run `work` in a transaction and return what it returns, once the server has committed it.

        `work` may run more than once, so all that it does must be in its transaction. Cancelling undoes it, unless it
        is being committed.
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
        await self._pool.close()

    async def _run(self, run: Callable[[Connection], Awaitable[T]]) -> T:
        """Return what `run` does on a connection. One that turns out to be broken, or stale, is replaced.

        After a restart of the server, or a change of a table, all those of the pool may be.
        """
        for _ in range(self._connections + 1):
            connection = await self._take()
            try:
                return await run(connection)
            except DatabaseUnavailable as error:
                if error.fault is WRITE_UNKNOWN or not (is_lost(error.__cause__) or is_stale(error.__cause__)):
                    raise
                await connection.close()
            finally:
                await self._give_back(connection)
        raise DatabaseUnavailable(DATABASE_UNREACHABLE, retry_after=2)

    async def _take_sound(self) -> Connection:
        """Return a connection that has just worked: what yields rows cannot move to another."""
        for _ in range(self._connections + 1):
            connection = await self._take()
            try:
                await _execute(connection, _ANYTHING, self._seconds)
            except DatabaseUnavailable:
                await connection.close()
                await self._give_back(connection)
            else:
                return connection
        raise DatabaseUnavailable(DATABASE_UNREACHABLE, retry_after=2)

    async def _take(self) -> Connection:
        if self._closed:
            raise DatabaseUnavailable(DATABASE_CLOSED, retry_after=5)
        if self._pool.closed:
            await self._pool.open()
        try:
            connection = await self._pool.getconn()
        except PoolClosed as error:
            raise DatabaseUnavailable(DATABASE_CLOSED, retry_after=5) from error
        except (PoolTimeout, TooManyRequests) as error:
            fault = DATABASE_BUSY if self._taken else DATABASE_UNREACHABLE
            raise DatabaseUnavailable(fault, retry_after=2) from error
        self._taken += 1
        return connection

    async def _give_back(self, connection: Connection) -> None:
        self._taken -= 1
        await self._pool.putconn(connection)

    async def _set_up(self, connection: Connection) -> None:
        await set_up(connection, patience=self._patience, seconds=self._seconds)

    async def _transact(self, connection: Connection, work: Work[T], dry_run: bool) -> T:
        committing = False
        try:
            async with connection.transaction() as transaction:
                value = await work(PostgreSQLTransaction(connection, self._seconds))
                if connection.info.transaction_status is not TransactionStatus.INTRANS:
                    # The work went on after a refusal. PostgreSQL would answer COMMIT with a rollback, and no error.
                    raise DatabaseUnavailable(DATABASE_FAILED)
                if dry_run:
                    raise psycopg.Rollback(transaction)
                committing = True
        except _Errors as error:
            if committing and is_lost(error):
                raise DatabaseUnavailable(WRITE_UNKNOWN) from error
            raise failure_of(error, seconds=self._seconds) from error
        return value


async def _execute(connection: Connection, statement: Statement, seconds: float) -> list[Row]:
    try:
        cursor = await connection.execute(statement.sql.encode(), statement.parameters)
        # `cursor.description` would describe each column anew.
        return await cursor.fetchall() if cursor.pgresult is not None and cursor.pgresult.nfields else []
    except _Errors as error:
        raise failure_of(error, statement.sql, seconds=seconds) from error
