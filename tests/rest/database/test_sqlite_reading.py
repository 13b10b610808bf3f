"""Reading SQLite: short statements at once, long ones in a thread, streams from one snapshot."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import tracemalloc
from contextlib import aclosing, closing
from itertools import count
from pathlib import Path

import pytest

from antiphon.faults.database import QUERY_TOO_LONG, SCHEMA_CHANGED, TYPE_VIOLATED
from antiphon.rest.database.database import Statement
from antiphon.rest.database.failures import ConstraintViolated, DatabaseUnavailable
from antiphon.rest.database.processor_use import ProcessorUse
from antiphon.rest.database.sqlite import SQLiteDatabase
from antiphon.rest.database.sqlite_file import SQLiteFile
from antiphon.rest.database.sqlite_reading import ReadingHere

from .conftest import Run
from .works import COUNT, adds, closed_after

ENDLESS = Statement("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")


def numbers(last: int) -> Statement:
    return Statement(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i, 'row ' || i FROM n",
        (last,),
    )


def test_a_short_statement_ends_without_waiting(path: Path) -> None:
    database = SQLiteDatabase(path)
    with pytest.raises(StopIteration) as end:
        database.fetch(Statement("SELECT name FROM goods WHERE id = ?", (1,))).send(None)
    assert end.value.value == [("Assam",)]
    asyncio.run(database.close())


def test_a_long_statement_leaves_the_loop_free(path: Path, run: Run[None]) -> None:
    async def read() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            turns = 0
            reading = asyncio.ensure_future(
                database.fetch(Statement(f"SELECT count(*) FROM ({numbers(0).sql})", (10**6,)))
            )
            while not reading.done():
                await asyncio.sleep(0)
                turns += 1
            assert await reading == [(10**6,)]
            assert turns > 10

    run(read())


def test_the_shape_of_a_slow_statement_is_remembered(path: Path, run: Run[None]) -> None:
    async def read() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            slow = Statement(f"SELECT count(*) FROM ({numbers(0).sql})", (10**6,))
            while not database._here._slow:  # it is not at once, since the thread may only have been held up
                await database.fetch(slow)
            run_here: list[str] = []
            connection = database._here._reader._connection
            assert connection is not None
            connection.set_trace_callback(run_here.append)
            coroutine = database.fetch(slow)
            coroutine.send(None)
            assert run_here == []
            coroutine.close()

    run(read())


def test_waiting_for_a_turn_does_not_make_a_statement_slow(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = ReadingHere(SQLiteFile(path))
    # Whatever the clock says, the thread has neither run nor waited for a disk.
    monkeypatch.setattr(ProcessorUse, "now", lambda: ProcessorUse(0.0, 0))
    monkeypatch.setattr("antiphon.rest.database.sqlite_reading._BUDGET", 1e-9)
    for _ in range(5):
        reading.fetch(COUNT)
    assert not reading._slow
    uses = (ProcessorUse(0.0, number) for number in count())
    monkeypatch.setattr(ProcessorUse, "now", lambda: next(uses))
    reading.fetch(COUNT)
    assert reading._slow
    reading.close()


def test_where_the_system_does_not_tell_the_clock_decides(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = ReadingHere(SQLiteFile(path))
    monkeypatch.setattr(ProcessorUse, "now", lambda: None)
    monkeypatch.setattr("antiphon.rest.database.sqlite_reading._BUDGET", 1e-9)
    for _ in range(2):
        reading.fetch(COUNT)
    assert reading._slow
    reading.close()


def test_text_that_is_not_utf_8_is_read_all_the_same(path: Path) -> None:
    reading = ReadingHere(SQLiteFile(path))
    odd = Statement("SELECT CAST(x'41ff42' AS TEXT), 'gut' UNION ALL SELECT 'ä', 'ö'")
    for _ in range(2):
        assert reading.fetch(odd) == [("A\ufffdB", "gut"), ("ä", "ö")]
    assert reading.fetch(Statement("SELECT name FROM goods WHERE id = 1")) == [("Assam",)]
    reading.close()


def test_a_statement_that_takes_too_long_ends(path: Path, run: Run[None]) -> None:
    async def read() -> None:
        async with closed_after(SQLiteDatabase(path, seconds=0.05)) as database:
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.fetch(ENDLESS)
            assert failure.value.fault is QUERY_TOO_LONG
            assert failure.value.retry_after

    run(read())


def test_a_cancelled_statement_ends_and_frees_its_thread(path: Path, run: Run[None]) -> None:
    async def read() -> None:
        async with closed_after(SQLiteDatabase(path, threads=1)) as database:
            for _ in range(3):
                reading = asyncio.ensure_future(database.fetch(ENDLESS))
                await asyncio.sleep(0.02)
                reading.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await reading
            assert len(await database.fetch(Statement(f"SELECT * FROM ({numbers(0).sql})", (10**5,)))) == 10**5

    run(read())


def test_closing_ends_what_is_being_read(path: Path, run: Run[None]) -> None:
    async def read() -> None:
        before = threading.enumerate()
        database = SQLiteDatabase(path)
        reading = asyncio.ensure_future(database.fetch(ENDLESS))
        await asyncio.sleep(0.02)
        await database.close()
        with pytest.raises(DatabaseUnavailable):
            await reading
        with pytest.raises(DatabaseUnavailable):
            await database.fetch(COUNT)
        left = [thread for thread in threading.enumerate() if thread not in before]
        assert not [thread for thread in left if thread.name.startswith("antiphon-")]

    run(read())


def test_a_stream_of_a_million_rows_takes_constant_memory(path: Path) -> None:
    async def read() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            count = 0
            tracemalloc.start()
            try:
                async for rows in database.stream(numbers(10**6), 1000):
                    assert len(rows) <= 1000
                    count += len(rows)
                _, peak = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
            assert count == 10**6
            assert peak < 5 * 2**20

    asyncio.run(read())


def test_a_stream_reads_one_snapshot(path: Path, run: Run[None]) -> None:
    async def read() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            for number in range(20):
                await database.write(adds(f"before {number}"))
            seen = 0
            async for rows in database.stream(Statement("SELECT id FROM goods ORDER BY id"), 5):
                seen += len(rows)
                await database.write(adds(f"during {seen}"))
            assert seen == 21
            assert await database.fetch(COUNT) > [(21,)]

    run(read())


def test_a_stream_that_is_left_lets_its_snapshot_go(path: Path, run: Run[None]) -> None:
    async def read() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            async with aclosing(database.stream(numbers(10**9), 10)) as batches:  # type: ignore[type-var]
                async for _ in batches:
                    break
            await database.write(adds("after"))
        # The last connection to leave merges the write-ahead log; one that were left open would keep it.
        assert not path.with_name("goods.db-wal").exists()

    run(read())


def test_readers_see_only_what_is_committed(path: Path, run: Run[None]) -> None:
    async def read() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                other.execute("UPDATE goods SET stock = 99")
                assert await database.fetch(Statement("SELECT stock FROM goods")) == [(10,)]
                other.execute("COMMIT")
            assert await database.fetch(Statement("SELECT stock FROM goods")) == [(99,)]

    run(read())


def test_text_that_is_not_utf_8_is_shown_with_replacements(path: Path, run: Run[None]) -> None:
    async def read() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            assert await database.fetch(Statement("SELECT CAST(x'41ff42' AS TEXT)")) == [("A\ufffdB",)]

    run(read())


@pytest.mark.parametrize("value", [2**63, "\ud800"])
def test_a_value_that_cannot_be_bound_is_refused(path: Path, value: object) -> None:
    async def read() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            with pytest.raises(ConstraintViolated) as failure:
                await database.fetch(Statement("SELECT * FROM goods WHERE name = ?", (value,)))
            assert failure.value.fault is TYPE_VIOLATED

    asyncio.run(read())


@pytest.mark.parametrize("change", ["ALTER TABLE goods DROP COLUMN kind", "DROP TABLE goods"])
def test_a_schema_that_changed_is_told(path: Path, change: str) -> None:
    async def read() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            statement = Statement("SELECT id, kind FROM goods")
            await database.fetch(statement)
            with closing(sqlite3.connect(path)) as other:
                other.execute(change)
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.fetch(statement)
            assert failure.value.fault is SCHEMA_CHANGED

    asyncio.run(read())
