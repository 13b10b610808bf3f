"""The header of the wal-index: it differs after every commit, whoever made it, and never otherwise."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from antiphon.rest.database.sqlite_file import SQLiteFile
from antiphon.rest.database.sqlite_reading import Reader
from antiphon.rest.database.sqlite_wal_index import WalIndex

WRITE = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('INSERT INTO t VALUES (1)'); c.commit()"

pytestmark = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="the system does not tell of mappings")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with a write-ahead log, in a folder whose name has a space."""
    path = tmp_path / "my shop" / "shop.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (a)")
    return path


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that has read."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("SELECT * FROM t").fetchall()
        yield connection


def test_it_differs_after_a_commit_of_this_process(path: Path, connection: sqlite3.Connection) -> None:
    index = WalIndex.of(path)
    assert index is not None
    before = index.version
    connection.execute("INSERT INTO t VALUES (1)")
    assert index.version == before
    connection.commit()
    assert index.version != before


def test_it_differs_after_a_commit_of_another_process(path: Path, connection: sqlite3.Connection) -> None:
    index = WalIndex.of(path)
    assert index is not None
    seen = {index.version}
    for _ in range(3):
        subprocess.run([sys.executable, "-c", WRITE, str(path)], check=True)
        seen.add(index.version)
    assert len(seen) == 4


def test_reading_and_rolling_back_change_nothing(path: Path, connection: sqlite3.Connection) -> None:
    index = WalIndex.of(path)
    assert index is not None
    before = index.version
    with closing(sqlite3.connect(path)) as other:
        other.execute("INSERT INTO t VALUES (1)")
        other.rollback()
        other.execute("SELECT * FROM t").fetchall()
    assert index.version == before


def test_a_database_without_a_write_ahead_log_has_none(tmp_path: Path) -> None:
    path = tmp_path / "plain.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.execute("SELECT * FROM t").fetchall()
        assert WalIndex.of(path) is None


def test_a_link_leads_to_the_same_memory(path: Path, connection: sqlite3.Connection, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    index = WalIndex.of(link)
    assert index is not None


def test_a_reader_looks_there_and_finds_another_after_its_connection_has_closed(path: Path) -> None:
    reader = Reader(SQLiteFile(path), patience=1)
    versions = [reader.version() for _ in range(3)]
    assert isinstance(versions[1][1], bytes) and versions[1] == versions[2]
    reader.close()
    again = [reader.version() for _ in range(2)]
    assert again[1][0] == 2 and isinstance(again[1][1], bytes)
    reader.close()
