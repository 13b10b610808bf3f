"""PostgreSQL: the contract, conflicts, constraints by SQLSTATE, and connections that break."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from antiphon.faults import Fault
from antiphon.faults.database import (
    CHECK_VIOLATED,
    DATABASE_BUSY,
    DATABASE_CLOSED,
    DATABASE_FAILED,
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
from antiphon.rest.database.postgresql import PostgreSQLDatabase

from .conftest import Run
from .gates import Gate, open_gate
from .works import COUNT, closed_after, executes

GOODS = """
CREATE TABLE kinds (id integer PRIMARY KEY);
CREATE TABLE goods (
    id serial PRIMARY KEY,
    name varchar(20) NOT NULL UNIQUE,
    stock smallint NOT NULL DEFAULT 0 CONSTRAINT stock_is_not_negative CHECK (stock >= 0),
    kind integer REFERENCES kinds (id)
);
CREATE TABLE pairs (a integer, b integer, UNIQUE (a, b));
INSERT INTO kinds VALUES (1);
INSERT INTO goods (name, stock, kind) VALUES ('Assam', 10, 1);
INSERT INTO pairs VALUES (1, 2);
"""
STOCK = Statement("SELECT stock FROM goods WHERE id = %s", (1,))


@pytest.fixture
def url(postgresql_url: str) -> str:
    """The URL of a database with goods."""
    with psycopg.connect(postgresql_url) as connection:
        connection.execute(GOODS.encode())
    return postgresql_url


def adds(name: str) -> Work[list[Row]]:
    return executes("INSERT INTO goods (name) VALUES (%s) RETURNING id", name)


def test_reading_writing_and_undoing(url: str, run: Run[None]) -> None:
    async def fails(transaction: Transaction) -> None:
        await transaction.execute(Statement("DELETE FROM goods"))
        raise LookupError("changed my mind")

    async def use() -> None:
        async with closed_after(PostgreSQLDatabase(url)) as database:
            assert await database.fetch(STOCK) == [(10,)]
            assert await database.write(adds("Sencha")) == [(2,)]
            assert await database.write(adds("Matcha"), dry_run=True) == [(3,)]
            with pytest.raises(LookupError, match="changed my mind"):
                await database.write(fails)
            assert await database.fetch(COUNT) == [(2,)]
            assert await database.write(executes("UPDATE goods SET stock = 1")) == []
        with pytest.raises(DatabaseUnavailable) as failure:
            await database.fetch(COUNT)
        assert failure.value.fault is DATABASE_CLOSED

    run(use())


def test_writers_who_lock_what_they_read_lose_no_update(url: str, run: Run[None]) -> None:
    async def adds_one(transaction: Transaction) -> None:
        ((stock,),) = await transaction.execute(Statement(STOCK.sql + " FOR UPDATE", STOCK.parameters))
        await transaction.execute(Statement("UPDATE goods SET stock = %s WHERE id = 1", (stock + 1,)))

    async def use() -> None:
        async with closed_after(PostgreSQLDatabase(url, patience=30)) as database:
            await asyncio.gather(*(database.write(adds_one) for _ in range(200)))
            assert await database.fetch(STOCK) == [(210,)]

    run(use())


def test_a_deadlock_is_resolved_by_running_again(url: str, run: Run[None]) -> None:
    async def use() -> None:
        async with closed_after(PostgreSQLDatabase(url)) as database:
            await database.write(adds("Sencha"))
            both = asyncio.Barrier(2)
            turns: list[int] = []

            def updates(first: int, second: int) -> Work[None]:
                async def work(transaction: Transaction) -> None:
                    turns.append(first)
                    await transaction.execute(Statement("UPDATE goods SET stock = stock + 1 WHERE id = %s", (first,)))
                    if len(turns) <= 2:
                        await both.wait()
                    await transaction.execute(Statement("UPDATE goods SET stock = stock + 1 WHERE id = %s", (second,)))

                return work

            await asyncio.gather(database.write(updates(1, 2)), database.write(updates(2, 1)))
            # One of the two has run again; both, where the server found out late.
            assert len(turns) in (3, 4)
            assert await database.fetch(Statement("SELECT sum(stock) FROM goods")) == [(14,)]

    run(use())


@pytest.mark.parametrize(
    "sql",
    [
        "DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40001'; END $$",
        # What may be told of a table that another connection makes at the same time, IF NOT EXISTS or not.
        "CREATE TABLE goods ()",
        "CREATE DOMAIN goods AS integer",
    ],
)
def test_a_conflict_that_never_ends_is_told(url: str, sql: str) -> None:
    async def use() -> None:
        async with closed_after(PostgreSQLDatabase(url)) as database:
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.write(executes(sql))
            assert failure.value.fault is WRITE_CONFLICTED and failure.value.retry_after == 1

    asyncio.run(use())


@pytest.mark.parametrize(
    ("sql", "fault", "columns", "name"),
    [
        ("INSERT INTO goods (name) VALUES (NULL)", NOT_NULL_VIOLATED, ("name",), ""),
        ("INSERT INTO goods (name) VALUES ('Assam')", UNIQUE_VIOLATED, ("name",), "goods_name_key"),
        ("INSERT INTO pairs VALUES (1, 2)", UNIQUE_VIOLATED, ("a", "b"), "pairs_a_b_key"),
        ("UPDATE goods SET stock = -1", CHECK_VIOLATED, (), "stock_is_not_negative"),
        ("INSERT INTO goods (name, kind) VALUES ('x', 9)", REFERENCE_VIOLATED, (), "goods_kind_fkey"),
        ("DELETE FROM kinds", STILL_REFERENCED, (), "goods_kind_fkey"),
        ("UPDATE goods SET stock = 40000", TYPE_VIOLATED, (), ""),
        ("UPDATE goods SET name = 'much too long for this column'", TYPE_VIOLATED, (), ""),
        ("DO $$ BEGIN RAISE EXCEPTION 'Closed on Sundays.'; END $$", RULE_VIOLATED, (), ""),
    ],
)
def test_constraints_by_their_sqlstate(url: str, sql: str, fault: Fault, columns: tuple[str, ...], name: str) -> None:
    async def use() -> None:
        async with closed_after(PostgreSQLDatabase(url)) as database:
            with pytest.raises(ConstraintViolated) as failure:
                await database.write(executes(sql))
            error = failure.value
            assert (error.fault, error.columns, error.name) == (fault, columns, name)
            assert "INSERT" not in str(error) and "UPDATE" not in str(error)

    asyncio.run(use())


def test_a_work_that_goes_on_after_a_refusal_is_not_taken_for_done(url: str) -> None:
    async def work(transaction: Transaction) -> str:
        with pytest.raises(ConstraintViolated):
            await transaction.execute(Statement("INSERT INTO goods (name) VALUES ('Assam')"))
        return "all is well"

    async def use() -> None:
        async with closed_after(PostgreSQLDatabase(url)) as database:
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.write(work)
            assert failure.value.fault is DATABASE_FAILED

    asyncio.run(use())


def test_limits_of_time(url: str, run: Run[None]) -> None:
    async def use() -> None:
        async with closed_after(PostgreSQLDatabase(url, seconds=0.1)) as database:
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.fetch(Statement("SELECT pg_sleep(5)"))
            assert failure.value.fault is QUERY_TOO_LONG
        async with closed_after(PostgreSQLDatabase(url, patience=0.1)) as database:
            with psycopg.connect(url) as other:
                other.execute("UPDATE goods SET stock = 0")
                with pytest.raises(DatabaseUnavailable) as failure:
                    await database.write(executes("UPDATE goods SET stock = 1"))
            assert failure.value.fault is DATABASE_LOCKED
        async with closed_after(PostgreSQLDatabase(url, patience=0.3, connections=1)) as database:
            await database.fetch(COUNT)
            slow = asyncio.ensure_future(database.fetch(Statement("SELECT pg_sleep(1)")))
            await asyncio.sleep(0)
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.fetch(COUNT)
            assert failure.value.fault is DATABASE_BUSY
            await slow

    run(use())


def test_a_table_that_changed_under_a_prepared_statement_is_read_as_it_is_now(url: str, run: Run[None]) -> None:
    async def use() -> None:
        async with closed_after(PostgreSQLDatabase(url, connections=2)) as database:
            every = Statement("SELECT * FROM pairs")
            for _ in range(6):
                assert await database.fetch(every) == [(1, 2)]
            await database.write(executes("ALTER TABLE pairs ADD COLUMN c integer DEFAULT 3"))
            assert await database.fetch(every) == [(1, 2, 3)]
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.fetch(Statement("SELECT gone FROM pairs"))
            assert failure.value.fault is SCHEMA_CHANGED

    run(use())


def test_a_standby_can_only_be_read(url: str) -> None:
    async def use() -> None:
        with psycopg.connect(url, autocommit=True) as other:
            name = other.info.dbname
            other.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'.encode())
        async with closed_after(PostgreSQLDatabase(url)) as database:
            assert await database.fetch(COUNT) == [(1,)]
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.write(adds("x"))
            assert failure.value.fault is DATABASE_READ_ONLY

    asyncio.run(use())


def test_a_stream_of_a_million_rows_from_one_snapshot(url: str, run: Run[None]) -> None:
    async def use() -> None:
        async with closed_after(PostgreSQLDatabase(url)) as database:
            count = 0
            async for rows in database.stream(Statement("SELECT i FROM generate_series(1, %s) i", (10**6,)), 5000):
                assert len(rows) <= 5000
                count += len(rows)
            assert count == 10**6
            async with aclosing(database.stream(Statement("SELECT 1 FROM generate_series(1, 100)"), 10)) as batches:  # type: ignore[type-var]
                async for _ in batches:
                    break
            assert await database.fetch(COUNT) == [(1,)]

    run(use())


def test_values_that_python_has_no_type_for_are_shown_as_text(url: str) -> None:
    async def use() -> None:
        async with closed_after(PostgreSQLDatabase(url)) as database:
            times = "'infinity'::date, '0044-03-15 BC'::timestamp, '2026-02-28 12:00+02'::timestamptz"
            rows = await database.fetch(Statement(f"SELECT {times}, '[0.10]'::jsonb"))
            moment = datetime(2026, 2, 28, 10, tzinfo=UTC)
            assert rows == [("infinity", "0044-03-15 00:00:00 BC", moment, [Decimal("0.10")])]

    asyncio.run(use())


def test_a_percent_sign_in_sql_is_written_twice_with_and_without_parameters(url: str) -> None:
    async def use() -> None:
        async with closed_after(PostgreSQLDatabase(url)) as database:
            assert await database.fetch(Statement("SELECT 7 %% 4")) == [(3,)]
            assert await database.fetch(Statement("SELECT %s || '%%'", ("a",))) == [("a%",)]

    asyncio.run(use())


def test_broken_connections_are_replaced_unnoticed(url: str, run: Run[None]) -> None:
    async def use() -> None:
        async with closed_after(PostgreSQLDatabase(url, connections=3)) as database:
            for _ in range(3):
                await asyncio.gather(*(database.fetch(Statement("SELECT pg_sleep(0.02)")) for _ in range(3)))
                with psycopg.connect(url, autocommit=True) as other:
                    other.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                assert await database.fetch(STOCK) == [(10,)]
                await database.write(executes("UPDATE goods SET stock = 10"))
                assert [rows async for rows in database.stream(STOCK)] == [[(10,)]]

    run(use())


@asynccontextmanager
async def gate_to(url: str, folder: Path) -> AsyncIterator[tuple[Gate, str]]:
    """Give a gate before the server of `url`, and the URL that leads through it."""
    parts = urlsplit(url)
    async with open_gate(parse_qs(parts.query)["host"][0] + "/.s.PGSQL.5432", folder / ".s.PGSQL.5432") as gate:
        yield gate, f"postgresql://postgres@{parts.path}?host={folder}"


def test_a_server_that_is_away_is_told_and_then_found_again(url: str, tmp_path: Path, run: Run[None]) -> None:
    async def use() -> None:
        async with (
            gate_to(url, tmp_path) as (gate, through),
            closed_after(PostgreSQLDatabase(through, patience=1)) as database,
        ):
            assert await database.fetch(STOCK) == [(10,)]
            await gate.shut()
            for _ in range(2):
                with pytest.raises(DatabaseUnavailable) as failure:
                    await database.fetch(STOCK)
                assert failure.value.fault is DATABASE_UNREACHABLE and failure.value.retry_after
            await gate.open()
            async with asyncio.timeout(20):
                while True:
                    try:
                        assert await database.fetch(STOCK) == [(10,)]
                        break
                    except DatabaseUnavailable:
                        continue

    run(use())


def test_a_connection_that_breaks_during_commit_leaves_the_outcome_unknown(
    url: str, tmp_path: Path, run: Run[None]
) -> None:
    async def use() -> None:
        async with (
            gate_to(url, tmp_path) as (gate, through),
            closed_after(PostgreSQLDatabase(through, patience=1)) as database,
        ):
            await database.fetch(STOCK)
            gate.shut_at = b"COMMIT\x00"
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.write(executes("UPDATE goods SET stock = 11"))
            assert failure.value.fault is WRITE_UNKNOWN

    run(use())
