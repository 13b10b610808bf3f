"""Writing SQLite: grouped, each work undone alone, told only once it is durable."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from antiphon.faults.database import (
    CHECK_VIOLATED,
    DATABASE_CLOSED,
    DATABASE_FAILED,
    NOT_NULL_VIOLATED,
    REFERENCE_VIOLATED,
    RULE_VIOLATED,
    STILL_REFERENCED,
    TYPE_VIOLATED,
    UNIQUE_VIOLATED,
)
from antiphon.rest.database.database import Row, Statement, Transaction
from antiphon.rest.database.failures import Constraint, ConstraintViolated, DatabaseUnavailable
from antiphon.rest.database.sqlite import SQLiteDatabase

from .conftest import Run
from .works import COUNT, adds, closed_after, executes, rows_in

SUM = Statement("SELECT sum(stock) FROM goods")


def test_a_work_sees_its_own_writes_and_returns_a_value(path: Path, run: Run[None]) -> None:
    async def work(transaction: Transaction) -> int:
        await transaction.execute(Statement("UPDATE goods SET stock = stock + 1"))
        ((stock,),) = await transaction.execute(Statement("SELECT stock FROM goods WHERE id = 1"))
        return int(stock)

    async def write() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            assert await database.write(work) == 11
        assert rows_in(path, "SELECT stock FROM goods") == [(11,)]

    run(write())


def test_an_exception_undoes_the_whole_work_and_is_raised(path: Path, run: Run[None]) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.execute(Statement("DELETE FROM goods"))
        raise LookupError("changed my mind")

    async def write() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            with pytest.raises(LookupError, match="changed my mind"):
                await database.write(work)
            assert await database.fetch(COUNT) == [(1,)]

    run(write())


def test_a_dry_run_returns_its_value_and_is_undone(path: Path, run: Run[None]) -> None:
    async def write() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            assert await database.write(adds("Sencha"), dry_run=True) == [(2,)]
            assert await database.fetch(COUNT) == [(1,)]

    run(write())


def test_two_hundred_writers_at_once_are_each_done_or_undone_alone(path: Path, run: Run[None]) -> None:
    def takes(number: int) -> object:
        async def work(transaction: Transaction) -> int:
            await transaction.execute(Statement("UPDATE goods SET stock = stock + 1"))
            if number % 3 == 1:
                raise LookupError(str(number))
            if number % 3 == 2:
                await transaction.execute(Statement("INSERT INTO goods (name) VALUES ('Assam')"))
            return number

        return work

    async def write() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            outcomes = await asyncio.gather(*(database.write(takes(n)) for n in range(200)), return_exceptions=True)  # type: ignore[arg-type]
            for number, outcome in enumerate(outcomes):
                expected = (int, LookupError, ConstraintViolated)[number % 3]
                assert isinstance(outcome, expected), outcome
            assert await database.fetch(SUM) == [(10 + 67,)]

    run(write())


def test_works_that_wait_share_one_commit(path: Path, run: Run[None]) -> None:
    async def write() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                await database.write(adds("first"))
                before = _commits(path)
                other.execute("BEGIN IMMEDIATE")
                works = [asyncio.ensure_future(database.write(adds(f"good {n}"))) for n in range(100)]
                await asyncio.sleep(0.05)
                assert not any(work.done() for work in works)
                other.execute("COMMIT")
                await asyncio.gather(*works)
                assert _commits(path) - before <= 2

    run(write())


def _commits(path: Path) -> int:
    """Return how many commits the write-ahead log has: frames with the size of the database (format, §4.1)."""
    log = path.with_name(path.name + "-wal").read_bytes()
    frame = 24 + int.from_bytes(log[8:12], "big")
    return sum(log[at + 4 : at + 8] != bytes(4) for at in range(32, len(log), frame))


def test_a_caller_that_gives_up_takes_its_work_out_of_the_queue(path: Path, run: Run[None]) -> None:
    async def write() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                other.execute("PRAGMA journal_mode = WAL")
                other.execute("BEGIN IMMEDIATE")
                begun = asyncio.ensure_future(database.write(adds("begun")))
                await asyncio.sleep(0.05)
                waits = asyncio.ensure_future(database.write(adds("waits")))
                await asyncio.sleep(0)
                waits.cancel()
                other.execute("COMMIT")
                await begun
                await database.write(adds("after"))
        assert rows_in(path, "SELECT name FROM goods ORDER BY id") == [("Assam",), ("begun",), ("after",)]

    run(write())


def test_a_work_that_waits_for_something_else_is_refused(path: Path, run: Run[None]) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.execute(Statement("DELETE FROM goods"))
        await asyncio.sleep(0)

    async def write() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            with pytest.raises(RuntimeError, match="may await nothing but"):
                await database.write(work)
            assert await database.fetch(COUNT) == [(1,)]

    run(write())


def test_closing_finishes_the_writes_that_wait(path: Path, run: Run[None]) -> None:
    async def write() -> None:
        database = SQLiteDatabase(path)
        works = [asyncio.ensure_future(database.write(adds(f"good {n}"))) for n in range(50)]
        await asyncio.sleep(0)
        await database.close()
        await asyncio.gather(*works)
        with pytest.raises(DatabaseUnavailable) as failure:
            await database.write(adds("late"))
        assert failure.value.fault is DATABASE_CLOSED
        assert rows_in(path, COUNT.sql) == [(51,)]

    run(write())


def violation(path: Path, sql: str, *parameters: object) -> ConstraintViolated:
    async def write() -> ConstraintViolated:
        async with closed_after(SQLiteDatabase(path)) as database:
            with pytest.raises(ConstraintViolated) as failure:
                await database.write(executes(sql, *parameters))
            return failure.value

    return asyncio.run(write())


def test_not_null(path: Path) -> None:
    error = violation(path, "INSERT INTO goods (name) VALUES (NULL)")
    assert error.fault is NOT_NULL_VIOLATED and error.kind is Constraint.NOT_NULL
    assert (error.table, error.columns) == ("goods", ("name",))


def test_unique_and_primary_key(path: Path) -> None:
    error = violation(path, "INSERT INTO goods (name) VALUES ('Assam')")
    assert error.fault is UNIQUE_VIOLATED and error.columns == ("name",)
    error = violation(path, "INSERT INTO goods (id, name) VALUES (1, 'x')")
    assert error.fault is UNIQUE_VIOLATED and error.columns == ("id",)


def test_a_check_is_known_by_its_name_and_its_sql_is_not_told(path: Path) -> None:
    error = violation(path, "UPDATE goods SET stock = -1")
    assert error.fault is CHECK_VIOLATED and error.name == error.rule == "stock_is_not_negative"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE t (a CHECK (a <> 'secret'))")
    error = violation(path, "INSERT INTO t VALUES ('secret')")
    assert error.rule == "a <> 'secret'" and error.name == ""
    assert "secret" not in str(error)


def test_foreign_keys_in_both_directions(path: Path) -> None:
    assert violation(path, "INSERT INTO goods (name, kind) VALUES ('x', 7)").fault is REFERENCE_VIOLATED
    assert violation(path, "DELETE FROM kinds").fault is STILL_REFERENCED


def test_a_type_of_a_strict_table_and_of_a_key(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute('CREATE TABLE strict ("how, many" INTEGER) STRICT')
    error = violation(path, "INSERT INTO strict VALUES (?)", "many")
    assert error.fault is TYPE_VIOLATED and error.columns == ("how, many",)
    assert violation(path, "INSERT INTO goods (id, name) VALUES ('x', 'y')").fault is TYPE_VIOLATED


def test_names_with_dots_and_commas_are_told_apart(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute('CREATE TABLE "a.b" ("c, d" INT, "e.f" INT, UNIQUE ("c, d", "e.f"))')
        other.execute('INSERT INTO "a.b" VALUES (1, 1)')
        other.commit()
    error = violation(path, 'INSERT INTO "a.b" VALUES (1, 1)')
    assert (error.table, error.columns) == ("a.b", ("c, d", "e.f"))


def test_a_trigger_refuses_in_its_own_words(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TRIGGER t BEFORE DELETE ON goods BEGIN SELECT raise(ABORT, 'Goods are kept.'); END")
    error = violation(path, "DELETE FROM goods")
    assert error.fault is RULE_VIOLATED and error.reason == "Goods are kept"


def test_a_trigger_that_undoes_everything_undoes_only_its_own_work(path: Path, run: Run[None]) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TRIGGER t BEFORE DELETE ON goods BEGIN SELECT raise(ROLLBACK, 'no'); END")

    async def write() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            sql = ["UPDATE goods SET stock = stock + 1" if n % 5 else "DELETE FROM goods" for n in range(20)]
            outcomes = await asyncio.gather(*(database.write(executes(each)) for each in sql), return_exceptions=True)
            assert [isinstance(outcome, ConstraintViolated) for outcome in outcomes] == [n % 5 == 0 for n in range(20)]
            assert await database.fetch(SUM) == [(26,)]

    run(write())


def test_nothing_is_written_after_a_trigger_undid_everything(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TRIGGER t BEFORE DELETE ON goods BEGIN SELECT raise(ROLLBACK, 'no'); END")

    async def work(transaction: Transaction) -> str:
        with pytest.raises(ConstraintViolated):
            await transaction.execute(Statement("DELETE FROM goods"))
        with pytest.raises(DatabaseUnavailable):
            await transaction.execute(Statement("UPDATE goods SET stock = 99"))
        return "all is well"

    async def write() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.write(work)
            assert failure.value.fault is DATABASE_FAILED
            assert await database.fetch(SUM) == [(10,)]

    asyncio.run(write())


def test_a_deferred_foreign_key_fails_only_the_work_that_broke_it(path: Path, run: Run[None]) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE parts (good INTEGER REFERENCES goods (id) DEFERRABLE INITIALLY DEFERRED)")

    async def write() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            insert = "INSERT INTO parts VALUES (?)"
            outcomes: list[list[Row] | BaseException] = await asyncio.gather(
                *(database.write(executes(insert, 1 if n % 4 else 7)) for n in range(20)), return_exceptions=True
            )
            refused = [isinstance(outcome, ConstraintViolated) for outcome in outcomes]
            assert refused == [n % 4 == 0 for n in range(20)]
            assert all(
                outcome.fault is REFERENCE_VIOLATED for outcome in outcomes if isinstance(outcome, ConstraintViolated)
            )
            assert await database.fetch(Statement("SELECT count(*) FROM parts")) == [(15,)]

    run(write())
