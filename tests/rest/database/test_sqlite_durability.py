"""What was answered is on the disk, whole, whoever else writes and however the server ends."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from antiphon.faults.database import (
    DATABASE_DAMAGED,
    DATABASE_DISK,
    DATABASE_FULL,
    DATABASE_GONE,
    DATABASE_LOCKED,
    DATABASE_READ_ONLY,
)
from antiphon.rest.database.database import Statement
from antiphon.rest.database.failures import DatabaseUnavailable
from antiphon.rest.database.sqlite import SQLiteDatabase

from .conftest import GOODS, Run
from .works import COUNT, adds, closed_after, executes, rows_in

# Each work writes two rows. Its name is told, unbuffered, only after the write has been answered.
WRITER = """
import asyncio, os, sys
from antiphon.rest.database.database import Statement
from antiphon.rest.database.sqlite import SQLiteDatabase

async def main(path, process, count):
    database = SQLiteDatabase(path)

    def pair(name):
        async def work(transaction):
            await transaction.execute(Statement("INSERT INTO goods (name) VALUES (?)", (name + " left",)))
            await transaction.execute(Statement("INSERT INTO goods (name) VALUES (?)", (name + " right",)))
        return work

    async def client(number):
        for turn in range(count):
            name = f"{process}-{number}-{turn}"
            await database.write(pair(name))
            os.write(1, (name + "\\n").encode())

    await asyncio.gather(*(client(number) for number in range(20)))
    await database.close()

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
"""


@contextmanager
def writer(path: Path, name: str, count: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", WRITER, str(path), name, str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def test_kill_9_loses_no_answered_write_and_leaves_no_half_of_one(path: Path) -> None:
    answered: set[str] = set()
    for turn in range(6):
        with writer(path, f"turn{turn}", 10**6) as process:
            assert process.stdout is not None
            for _ in range(60 * (turn + 1)):
                answered.add(process.stdout.readline().decode().rstrip("\n"))
            process.kill()
            told, _, _ = process.stdout.read().decode().rpartition("\n")
            answered.update(told.split("\n") if told else ())
        names = [name for (name,) in rows_in(path, "SELECT name FROM goods WHERE id > 1")]
        lefts = {name.removesuffix(" left") for name in names if name.endswith(" left")}
        rights = {name.removesuffix(" right") for name in names if name.endswith(" right")}
        assert lefts == rights
        assert answered <= lefts
    assert rows_in(path, "PRAGMA integrity_check") == [("ok",)]


def test_several_processes_write_one_file(path: Path) -> None:
    with writer(path, "one", 50) as one, writer(path, "two", 50) as two, writer(path, "three", 50) as three:
        for process in (one, two, three):
            told, _ = process.communicate(timeout=60)
            assert len(told.splitlines()) == 20 * 50
            assert process.returncode == 0
    assert rows_in(path, COUNT.sql) == [(1 + 3 * 20 * 50 * 2,)]


def test_a_lock_that_another_keeps_is_waited_for_then_told(path: Path, run: Run[None]) -> None:
    async def write() -> None:
        async with closed_after(SQLiteDatabase(path, patience=0.1)) as database:
            await database.fetch(COUNT)
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                outcomes = await asyncio.gather(
                    *(database.write(adds(str(n))) for n in range(5)), return_exceptions=True
                )
                for outcome in outcomes:
                    assert isinstance(outcome, DatabaseUnavailable)
                    assert outcome.fault is DATABASE_LOCKED and outcome.retry_after == 1
                assert await database.fetch(COUNT) == [(1,)]
                other.execute("ROLLBACK")
            await database.write(adds("later"))

    run(write())


def test_a_reader_waits_in_a_thread_for_a_lock_without_write_ahead_log(path: Path, run: Run[None]) -> None:
    async def read() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("PRAGMA journal_mode = DELETE")
            other.execute("BEGIN EXCLUSIVE")
            async with closed_after(SQLiteDatabase(path)) as database:
                reading = asyncio.ensure_future(database.fetch(COUNT))
                await asyncio.sleep(0.05)
                assert not reading.done()
                other.execute("COMMIT")
                assert await reading == [(1,)]

    run(read())


def test_a_full_disk_fails_what_does_not_fit_and_nothing_else(path: Path, run: Run[None]) -> None:
    async def write() -> None:
        database = SQLiteDatabase(path)
        async with closed_after(database):
            limit = rows_in(path, "PRAGMA page_count")[0][0] + 4
            await database.write(executes(f"PRAGMA max_page_count = {limit}"))
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.write(executes("INSERT INTO goods (name) VALUES (hex(zeroblob(100000)))"))
            assert failure.value.fault is DATABASE_FULL and failure.value.fault.status == 507
            await database.write(adds("small"))
        assert rows_in(path, COUNT.sql) == [(2,)]

    run(write())


LIMITED = """
import asyncio, resource, sys
from antiphon.rest.database.database import Statement
from antiphon.rest.database.failures import DatabaseUnavailable
from antiphon.rest.database.sqlite import SQLiteDatabase

async def work(transaction):
    await transaction.execute(Statement("INSERT INTO goods (name) VALUES (hex(randomblob(2000)))"))

async def main(path):
    database = SQLiteDatabase(path)
    await database.write(work)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
    done = 1
    try:
        while True:
            await database.write(work)
            done += 1
    except DatabaseUnavailable as error:
        print(error.fault.code)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await database.write(work)
    print(done + 1)
    await database.close()

asyncio.run(main(sys.argv[1]))
"""


def test_a_disk_that_refuses_is_told_and_then_used_again(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LIMITED, str(path)], capture_output=True, check=True, timeout=60)
    code, count = done.stdout.decode().split()
    assert code in (DATABASE_DISK.code, DATABASE_FULL.code)
    assert rows_in(path, COUNT.sql) == [(1 + int(count),)]
    assert rows_in(path, "PRAGMA integrity_check") == [("ok",)]


READER = """
import asyncio, os, sys
from antiphon.rest.database.database import Statement
from antiphon.rest.database.failures import DatabaseUnavailable
from antiphon.rest.database.sqlite import SQLiteDatabase

async def work(transaction):
    await transaction.execute(Statement("DELETE FROM goods"))

async def main(path):
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    database = SQLiteDatabase(path)
    print(await database.fetch(Statement("SELECT count(*) FROM goods")))
    try:
        await database.write(work)
    except DatabaseUnavailable as error:
        print(error.fault.code)
    await database.close()

asyncio.run(main(sys.argv[1]))
"""


def test_a_file_that_may_only_be_read_is_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = Path(os.path.realpath(tmp_path_factory.mktemp("read-only")))
    path = folder / "goods.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(GOODS)
    path.chmod(0o444)
    folder.chmod(0o555)
    opened = [parent for parent in folder.parents if parent.stat().st_mode & 0o005 != 0o005 and os.geteuid() == 0]
    modes = [parent.stat().st_mode for parent in opened]
    try:
        for parent, mode in zip(opened, modes, strict=True):
            parent.chmod(mode | 0o005)
        done = subprocess.run([sys.executable, "-c", READER, str(path)], capture_output=True, timeout=60)
    finally:
        folder.chmod(0o755)
        for parent, mode in zip(opened, modes, strict=True):
            parent.chmod(mode)
    assert done.stdout.decode().splitlines() == ["[(1,)]", DATABASE_READ_ONLY.code], done.stderr.decode()


def test_a_damaged_file_is_told(path: Path, run: Run[None]) -> None:
    async def read() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.fetch(COUNT)
            assert failure.value.fault is DATABASE_DAMAGED
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.write(adds("x"))
            assert failure.value.fault is DATABASE_DAMAGED

    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 8000)
    run(read())


def test_a_file_that_is_no_database_is_told(path: Path) -> None:
    async def read() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.fetch(COUNT)
            assert failure.value.fault is DATABASE_DAMAGED

    path.write_bytes(b"This is a letter, not a database. " * 100)
    asyncio.run(read())


def test_a_file_that_has_gone_is_not_made_anew_and_may_come_back(path: Path, run: Run[None]) -> None:
    async def use() -> None:
        async with closed_after(SQLiteDatabase(path)) as database:
            await database.write(adds("before"))
            away = path.with_name("away.db")
            path.rename(away)
            with pytest.raises(DatabaseUnavailable) as failure:
                await database.write(adds("nowhere"))
            assert failure.value.fault is DATABASE_GONE and failure.value.retry_after
            with pytest.raises(DatabaseUnavailable) as failure:
                await SQLiteDatabase(path).fetch(COUNT)
            assert failure.value.fault is DATABASE_GONE
            assert not path.exists()
            away.rename(path)
            await database.write(adds("after"))
        assert rows_in(path, COUNT.sql) == [(3,)]

    run(use())


def test_a_file_that_was_replaced_is_followed(path: Path, run: Run[None]) -> None:
    async def use() -> None:
        other = path.with_name("other.db")
        with closing(sqlite3.connect(other)) as connection:
            connection.executescript(GOODS + "UPDATE goods SET stock = 77")
        async with closed_after(SQLiteDatabase(path)) as database:
            stock = Statement("SELECT stock FROM goods WHERE id = 1")
            assert await database.fetch(stock) == [(10,)]
            other.rename(path)
            await database.write(adds("new"))
            async with asyncio.timeout(10):
                while await database.fetch(stock) != [(77,)]:
                    await asyncio.sleep(0)
        assert rows_in(path, COUNT.sql) == [(2,)]

    run(use())
