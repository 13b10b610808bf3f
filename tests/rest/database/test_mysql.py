"""MariaDB: the contract, conflicts, constraints by their numbers, and connections that break."""

from __future__ import annotations

import asyncio
import threading
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, closing
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path

import pymysql
import pytest

from antiphon.faults import Fault
from antiphon.faults.database import (
    CHECK_VIOLATED,
    DATABASE_BUSY,
    DATABASE_CLOSED,
    DATABASE_FAILED,
    DATABASE_FORBIDS,
    DATABASE_LOCKED,
    DATABASE_READ_ONLY,
    DATABASE_UNREACHABLE,
    NOT_NULL_VIOLATED,
    QUERY_TOO_LONG,
    REFERENCE_VIOLATED,
    RULE_VIOLATED,
    SCHEMA_CHANGED,
    STILL_REFERENCED,
    TYPE_VIOLATED,
    UNIQUE_VIOLATED,
    WRITE_CONFLICTED,
    WRITE_UNKNOWN,
)
from antiphon.rest.database.database import Row, Statement, Transaction, Work
from antiphon.rest.database.failures import ConstraintViolated, DatabaseUnavailable
from antiphon.rest.database.location import location_of
from antiphon.rest.database.mysql import MySQLDatabase
from antiphon.rest.database.mysql_failures import failure_of
from antiphon.rest.database.mysql_location import MySQLLocation

from ..conftest import MySQLDatabaseOfTest
from .conftest import Run
from .gates import Gate, open_gate
from .works import COUNT, closed_after, executes

GOODS = """
CREATE TABLE kinds (id integer PRIMARY KEY);
CREATE TABLE goods (
    id integer AUTO_INCREMENT PRIMARY KEY,
    name varchar(20) NOT NULL UNIQUE,
    stock smallint NOT NULL DEFAULT 0 CHECK (stock >= 0),
    kind integer,
    CONSTRAINT `kind``s` FOREIGN KEY (kind) REFERENCES kinds (id),
    CONSTRAINT `not all` CHECK (stock < 30000 OR name <> 'x')
);
INSERT INTO kinds VALUES (1);
INSERT INTO goods (name, stock, kind) VALUES ('Assam', 10, 1);
"""
STOCK = Statement("SELECT stock FROM goods WHERE id = %s", (1,))


@pytest.fixture
def goods(mysql: MySQLDatabaseOfTest) -> MySQLDatabaseOfTest:
    """A database with goods."""
    mysql.run(GOODS)
    return mysql


def opened(goods: MySQLDatabaseOfTest, **limits: float) -> MySQLDatabase:
    return opened_at(goods.url, **limits)


def opened_at(url: str, **limits: float) -> MySQLDatabase:
    location = location_of(url)
    assert isinstance(location, MySQLLocation)
    return MySQLDatabase(location.parameters, connections=int(limits.pop("connections", 10)), **limits)


def adds(name: str) -> Work[list[Row]]:
    return executes("INSERT INTO goods (name) VALUES (%s)", name)


def test_reading_writing_and_undoing(goods: MySQLDatabaseOfTest, run: Run[None]) -> None:
    async def fails(transaction: Transaction) -> None:
        await transaction.execute(Statement("DELETE FROM goods"))
        raise LookupError("changed my mind")

    async def use() -> None:
        async with closed_after(opened(goods)) as database:
            assert await database.fetch(STOCK) == [(10,)]
            assert await database.write(adds("Sencha")) == [(2,)]
            assert await database.write(adds("Matcha"), dry_run=True) == [(3,)]
            with pytest.raises(LookupError, match="changed my mind"):
                await database.write(fails)
            assert await database.fetch(COUNT) == [(2,)]
            assert await database.write(executes("UPDATE goods SET stock = 1")) == []
        for reading in (database.fetch(COUNT), anext(database.stream(COUNT))):
            with pytest.raises(DatabaseUnavailable) as failure:
                await reading
            assert failure.value.fault is DATABASE_CLOSED

    run(use())


def test_writers_who_lock_what_they_read_lose_no_update(goods: MySQLDatabaseOfTest, run: Run[None]) -> None:
    async def adds_one(transaction: Transaction) -> None:
        ((stock,),) = await transaction.execute(Statement(STOCK.sql + " FOR UPDATE", STOCK.parameters))
        await transaction.execute(Statement("UPDATE goods SET stock = %s WHERE id = 1", (stock + 1,)))

    async def use() -> None:
        async with closed_after(opened(goods, patience=30)) as database:
            await asyncio.gather(*(database.write(adds_one) for _ in range(100)))
            assert await database.fetch(STOCK) == [(110,)]

    run(use())


def test_a_deadlock_is_resolved_by_running_again(goods: MySQLDatabaseOfTest, run: Run[None]) -> None:
    async def use() -> None:
        async with closed_after(opened(goods)) as database:
            await database.write(adds("Sencha"))
            both = threading.Barrier(2, timeout=60)
            turns: list[int] = []
            update = "UPDATE goods SET stock = stock + 1 WHERE id = %s"

            def updates(first: int, second: int) -> Work[None]:
                async def work(transaction: Transaction) -> None:
                    turns.append(first)
                    await transaction.execute(Statement(update, (first,)))
                    if len(turns) <= 2:
                        both.wait()
                    await transaction.execute(Statement(update, (second,)))

                return work

            await asyncio.gather(database.write(updates(1, 2)), database.write(updates(2, 1)))
            assert len(turns) == 3
            assert await database.fetch(Statement("SELECT sum(stock) FROM goods")) == [(Decimal(14),)]

    run(use())


def test_a_conflict_that_never_ends_is_told(goods: MySQLDatabaseOfTest) -> None:
    async def use() -> None:
        async with closed_after(opened(goods)) as database:
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.write(executes("SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213"))
            assert failure.value.fault is WRITE_CONFLICTED and failure.value.retry_after == 1

    asyncio.run(use())


@pytest.mark.parametrize(
    ("sql", "fault", "columns", "name"),
    [
        ("INSERT INTO goods (name) VALUES (NULL)", NOT_NULL_VIOLATED, ("name",), ""),
        ("INSERT INTO goods (stock) VALUES (1)", NOT_NULL_VIOLATED, ("name",), ""),
        ("INSERT INTO goods (name) VALUES ('Assam')", UNIQUE_VIOLATED, (), "name"),
        ("UPDATE goods SET stock = -1", CHECK_VIOLATED, (), "stock"),
        ("UPDATE goods SET stock = 32000, name = 'x'", CHECK_VIOLATED, (), "not all"),
        ("INSERT INTO goods (name, kind) VALUES ('x', 9)", REFERENCE_VIOLATED, (), "kind`s"),
        ("DELETE FROM kinds", STILL_REFERENCED, (), "kind`s"),
        ("UPDATE goods SET stock = 40000", TYPE_VIOLATED, ("stock",), ""),
        ("UPDATE goods SET stock = 'x'", TYPE_VIOLATED, ("stock",), ""),
        ("UPDATE goods SET name = 'much too long for this column'", TYPE_VIOLATED, ("name",), ""),
        ("SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'Closed on Sundays.'", RULE_VIOLATED, (), ""),
    ],
)
def test_constraints_by_their_number(
    goods: MySQLDatabaseOfTest, sql: str, fault: Fault, columns: tuple[str, ...], name: str
) -> None:
    async def use() -> None:
        async with closed_after(opened(goods)) as database:
            with pytest.raises(ConstraintViolated) as failure:
                await database.write(executes(sql))
            error = failure.value
            assert (error.fault, error.columns, error.name) == (fault, columns, name)
            assert "INSERT" not in str(error) and "UPDATE" not in str(error)

    asyncio.run(use())


@pytest.mark.parametrize(
    ("number", "message", "fault", "name"),
    [
        # As MySQL says it, which has numbers of its own for some.
        (3819, "Check constraint 'not all' is violated.", CHECK_VIOLATED, "not all"),
        (1062, "Duplicate entry 'it''s' for key 'goods.name'", UNIQUE_VIOLATED, "goods.name"),
        (3024, "Query execution was interrupted, maximum statement execution time exceeded", QUERY_TOO_LONG, ""),
        (4031, "The client was disconnected by the server because of inactivity.", DATABASE_UNREACHABLE, ""),
        (1142, "INSERT command denied to user 'ana'@'localhost' for table 'goods'", DATABASE_FORBIDS, ""),
        (9999, "Something new", DATABASE_FAILED, ""),
    ],
)
def test_what_mysql_says(number: int, message: str, fault: Fault, name: str) -> None:
    failure = failure_of(pymysql.OperationalError(number, message), seconds=1)
    assert failure.fault is fault
    assert getattr(failure, "name", "") == name


def test_a_work_that_goes_on_after_a_refusal_is_not_taken_for_done(goods: MySQLDatabaseOfTest) -> None:
    async def ends(transaction: Transaction) -> str:
        with pytest.raises(ConstraintViolated):
            await adds("Assam")(transaction)
        return "all is well"

    async def goes_on(transaction: Transaction) -> None:
        await ends(transaction)
        await adds("Sencha")(transaction)

    async def use() -> None:
        async with closed_after(opened(goods)) as database:
            for work in (ends, goes_on):
                with pytest.raises(DatabaseUnavailable) as failure:
                    await database.write(work)
                assert failure.value.fault is DATABASE_FAILED
            assert await database.fetch(COUNT) == [(1,)]

    asyncio.run(use())


def test_a_table_may_be_made_before_all_else_in_a_transaction(goods: MySQLDatabaseOfTest) -> None:
    async def at_first(transaction: Transaction) -> None:
        await transaction.execute(Statement("CREATE TABLE IF NOT EXISTS more (id integer)"))
        await adds("Sencha")(transaction)
        raise LookupError

    async def later(transaction: Transaction) -> None:
        await adds("Sencha")(transaction)
        await transaction.execute(Statement("CREATE TABLE IF NOT EXISTS more (id integer)"))

    async def use() -> None:
        async with closed_after(opened(goods)) as database:
            with pytest.raises(LookupError):
                await database.write(at_first)
            assert await database.fetch(COUNT) == [(1,)]
            # Here it commits what was before: nobody may take that for undone, or for one transaction.
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.write(later)
            assert failure.value.fault is DATABASE_FAILED

    asyncio.run(use())


def test_limits_of_time(goods: MySQLDatabaseOfTest, run: Run[None]) -> None:
    async def use() -> None:
        async with closed_after(opened(goods, seconds=0.1)) as database:
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.fetch(Statement("SELECT sleep(5)"))
            assert failure.value.fault is QUERY_TOO_LONG
        async with closed_after(opened(goods, patience=0.1)) as database:
            with closing(goods.server.connect(goods.name)) as other:
                other.begin()
                other.cursor().execute("UPDATE goods SET stock = 0")
                with pytest.raises(DatabaseUnavailable) as failure:
                    await database.write(executes("UPDATE goods SET stock = 1"))
            assert failure.value.fault is DATABASE_LOCKED and failure.value.retry_after
        async with closed_after(opened(goods, patience=0.3, connections=1)) as database:
            await database.fetch(COUNT)
            slow = asyncio.ensure_future(database.fetch(Statement("SELECT sleep(1)")))
            await asyncio.sleep(0)
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.fetch(COUNT)
            assert failure.value.fault is DATABASE_BUSY
            await slow

    run(use())


def test_a_caller_who_is_cancelled_leaves_nothing_behind(goods: MySQLDatabaseOfTest) -> None:
    async def use() -> None:
        async with closed_after(opened(goods, connections=1)) as database:
            slow = asyncio.ensure_future(database.fetch(Statement("SELECT sleep(0.2)")))
            await asyncio.sleep(0)
            slow.cancel()
            with pytest.raises(asyncio.CancelledError):
                await slow
            assert await database.fetch(STOCK) == [(10,)]

    asyncio.run(use())


def test_a_table_that_changed_is_told(goods: MySQLDatabaseOfTest) -> None:
    async def use() -> None:
        async with closed_after(opened(goods)) as database:
            for sql in ("SELECT gone FROM goods", "SELECT 1 FROM gone"):
                with pytest.raises(DatabaseUnavailable) as failure:
                    await database.fetch(Statement(sql))
                assert failure.value.fault is SCHEMA_CHANGED

    asyncio.run(use())


def test_a_server_that_can_only_be_read(goods: MySQLDatabaseOfTest) -> None:
    async def use() -> None:
        async with closed_after(opened(goods)) as database:
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.write(executes("SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1290"))
            assert failure.value.fault is DATABASE_READ_ONLY

    asyncio.run(use())


def test_a_stream_of_many_rows_in_constant_memory(goods: MySQLDatabaseOfTest, run: Run[None]) -> None:
    many = Statement("SELECT seq, repeat('x', 500) FROM seq_1_to_20000")

    async def use() -> None:
        async with closed_after(opened(goods, connections=1)) as database:
            count = 0
            tracemalloc.start()
            try:
                async for rows in database.stream(many, 500):
                    assert len(rows) <= 500
                    count += len(rows)
                assert tracemalloc.get_traced_memory()[1] < 5_000_000
            finally:
                tracemalloc.stop()
            assert count == 20000
            async with aclosing(database.stream(many, 10)) as batches:  # type: ignore[type-var]
                async for _ in batches:
                    break
            assert await database.fetch(COUNT) == [(1,)]
            with pytest.raises(DatabaseUnavailable) as failure:
                await anext(database.stream(Statement("SELECT 1 FROM gone")))
            assert failure.value.fault is SCHEMA_CHANGED

    run(use())


def test_values_come_as_the_codecs_take_them(goods: MySQLDatabaseOfTest) -> None:
    goods.run("CREATE TABLE t (b bit(12), s timestamp(3) NULL, n time(1), d decimal(65, 30), y year, z datetime)")
    moment = datetime(2026, 2, 28, 10, 0, 0, 500_000, tzinfo=UTC)
    exact = Decimal("-12345678901234567890123456789012345.000000000000000000000000000001")
    values = (4095, moment, time(12, 30, 0, 100_000), exact, 2026, datetime(1, 1, 1))

    async def use() -> None:
        async with closed_after(opened(goods)) as database:
            await database.write(executes("INSERT INTO t VALUES (%s, %s, %s, %s, %s, %s)", *values))
            assert await database.fetch(Statement("SELECT * FROM t")) == [values]
            rows = await database.fetch(Statement("SELECT time('-10:00:00'), time('30:00:00'), %s", (Decimal("1E+3"),)))
            assert rows == [("-10:00:00", "30:00:00", Decimal(1000))]

    asyncio.run(use())


@pytest.mark.parametrize(
    "value", [Decimal("NaN"), Decimal("-Infinity"), Decimal("1E+999999"), float("inf"), float("nan")]
)
def test_numbers_that_the_server_lacks_are_values_of_no_type(goods: MySQLDatabaseOfTest, value: object) -> None:
    async def use() -> None:
        async with closed_after(opened(goods)) as database:
            with pytest.raises(ConstraintViolated) as failure:
                await database.fetch(Statement("SELECT 1 FROM goods WHERE stock > %s", (value,)))
            assert failure.value.fault is TYPE_VIOLATED

    asyncio.run(use())


HOSTILE = ["'", '"', "\\", "\\' OR 1=1 -- ", "%s", "%", "\n\r\t\x1a", "😀", "`", "/*", ";DROP TABLE goods"]


def test_no_text_and_no_bytes_become_sql(goods: MySQLDatabaseOfTest) -> None:
    async def use() -> None:
        async with closed_after(opened(goods)) as database:
            for text in HOSTILE:
                found = await database.fetch(Statement("SELECT %s, %s, 7 %% 4", (text, text.encode())))
                assert found == [(text, text.encode(), 3)]

    asyncio.run(use())


def test_broken_connections_are_replaced_unnoticed(goods: MySQLDatabaseOfTest, run: Run[None]) -> None:
    async def use() -> None:
        async with closed_after(opened(goods, connections=3)) as database:
            for _ in range(3):
                await asyncio.gather(*(database.fetch(Statement("SELECT sleep(0.02)")) for _ in range(3)))
                cut_all(goods)
                assert await database.fetch(STOCK) == [(10,)]
                cut_all(goods)
                await database.write(executes("UPDATE goods SET stock = 10"))
                assert [rows async for rows in database.stream(STOCK)] == [[(10,)]]

    run(use())


def cut_all(goods: MySQLDatabaseOfTest) -> None:
    """End all connections to the database."""
    with closing(goods.server.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT ID FROM information_schema.PROCESSLIST WHERE DB = %s", (goods.name,))
        for (number,) in cursor.fetchall():
            cursor.execute(f"KILL CONNECTION {number}")


@asynccontextmanager
async def gate_to(goods: MySQLDatabaseOfTest, folder: Path) -> AsyncIterator[tuple[Gate, str]]:
    """Give a gate before the server, and the URL that leads through it."""
    async with open_gate(goods.server.socket, folder / "s") as gate:
        yield gate, f"mysql://root@/{goods.name}?unix_socket={folder / 's'}"


def test_a_server_that_is_away_is_told_and_then_found_again(
    goods: MySQLDatabaseOfTest, tmp_path: Path, run: Run[None]
) -> None:
    async def use() -> None:
        async with gate_to(goods, tmp_path) as (gate, url), closed_after(opened_at(url, patience=1)) as database:
            assert await database.fetch(STOCK) == [(10,)]
            await gate.shut()
            for reading in (database.fetch(STOCK), anext(database.stream(STOCK)), database.write(adds("x"))):
                with pytest.raises(DatabaseUnavailable) as failure:
                    await reading
                assert failure.value.fault is DATABASE_UNREACHABLE and failure.value.retry_after
            await gate.open()
            assert await database.fetch(STOCK) == [(10,)]
            assert await database.write(adds("x")) == [(2,)]

    run(use())


def test_a_connection_that_breaks_during_commit_leaves_the_outcome_unknown(
    goods: MySQLDatabaseOfTest, tmp_path: Path, run: Run[None]
) -> None:
    async def use() -> None:
        async with gate_to(goods, tmp_path) as (gate, url), closed_after(opened_at(url, patience=1)) as database:
            await database.fetch(STOCK)
            gate.shut_at = b"COMMIT"
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.write(executes("UPDATE goods SET stock = 11"))
            assert failure.value.fault is WRITE_UNKNOWN

    run(use())
