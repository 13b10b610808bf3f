"""Targets that name databases, and those that do not: the fault says what to do, and never shows a password."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import inspect

from antiphon.faults import UsageError
from antiphon.rest.database.database import Statement
from antiphon.rest.database.location import location_of
from antiphon.rest.database.mysql import MySQLDatabase
from antiphon.rest.database.mysql_location import MySQLLocation
from antiphon.rest.database.opening import open_database, reflect_with
from antiphon.rest.database.postgresql import PostgreSQLDatabase
from antiphon.rest.database.sqlite import SQLiteDatabase

from ..conftest import MySQLDatabaseOfTest
from .works import COUNT, closed_after


def refused(target: str | Path) -> str:
    with pytest.raises(UsageError) as failure:
        open_database(str(target))
    with pytest.raises(UsageError):
        reflect_with(str(target), inspect)
    assert "secret" not in failure.value.explanation() + failure.value.explanation("es") + repr(failure.value)
    return failure.value.fault.code


def test_an_sqlite_file_by_path_and_by_url(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def read(target: str) -> None:
        database = open_database(target)
        assert isinstance(database, SQLiteDatabase) and database.immediate
        async with closed_after(database):
            assert await database.fetch(COUNT) == [(1,)]

    monkeypatch.chdir(path.parent)
    for target in (str(path), path.name, f"sqlite:///{path}", f"sqlite:///{path.name}", f"sqlite+pysqlite:///{path}"):
        asyncio.run(read(target))


@pytest.mark.parametrize("name", ["a b.db", "50%.db", "what?#1.db", "ñandú.db"])
def test_names_of_files_may_hold_anything(tmp_path: Path, path: Path, name: str) -> None:
    strange = path.rename(tmp_path / name)

    async def read() -> None:
        async with closed_after(open_database(str(strange))) as database:
            assert await database.fetch(COUNT) == [(1,)]

    asyncio.run(read())


def test_files_that_are_no_databases(tmp_path: Path) -> None:
    assert refused(tmp_path / "missing.db") == "database-missing"
    assert not (tmp_path / "missing.db").exists()
    assert refused(tmp_path) == "database-folder"
    (tmp_path / "empty.db").touch()
    assert refused(tmp_path / "empty.db") == "database-empty"
    (tmp_path / "data.json").write_text('{"a": []}')
    assert refused(tmp_path / "data.json") == "not-a-database"
    assert refused("nul\0.db") == "database-unreadable"
    with closing(sqlite3.connect(tmp_path / "tableless.db")) as connection:
        connection.execute("PRAGMA user_version = 1")
    assert refused(tmp_path / "tableless.db") == "database-empty"


def test_a_damaged_file(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 8000)
    assert refused(path) == "database-unreadable"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (":memory:", "database-in-memory"),
        ("sqlite://", "database-in-memory"),
        ("sqlite:///:memory:", "database-in-memory"),
        ("sqlite://host/shop.db", "database-url"),
        ("oracle://root:secret@localhost/shop", "database-scheme"),
        ("mysql://root:secret@localhost", "database-url"),
        ("mysql://root:secret@localhost/a/b", "database-url"),
        ("mysql://root:secret@localhost:x/shop", "database-url"),
        ("mysql://root@localhost/shop?secret=secret", "database-url"),
        ("mysql://root@localhost/shop?ssl_disabled=secret", "database-url"),
        ("mysql://root:secret@127.0.0.1:1/shop", "database-server-silent"),
        ("mariadb+pymysql://root:secret@127.0.0.1:1/shop?ssl_ca=/secret/none.pem", "database-server-silent"),
        ("postgresql://u:secret%zz@localhost/shop", "database-url"),
        ("postgresql://u:secret@localhost/shop?secret=secret", "database-url"),
        ("postgres://u:secret@127.0.0.1:1/shop", "database-server-silent"),
        ("postgresql+psycopg://u@127.0.0.1:1/shop?password=secret", "database-server-silent"),
    ],
)
def test_urls_that_lead_nowhere(target: str, code: str) -> None:
    assert refused(target) == code


def test_a_postgresql_database_by_url(postgresql_url: str) -> None:
    rest = postgresql_url.partition("://")[2]

    async def read(target: str) -> None:
        database = open_database(target)
        assert isinstance(database, PostgreSQLDatabase) and not database.immediate
        async with closed_after(database):
            assert await database.fetch(Statement("SELECT 1")) == [(1,)]

    for scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        asyncio.run(read(f"{scheme}://{rest}"))


def test_a_user_or_database_that_the_server_does_not_know(postgresql_url: str) -> None:
    host = parse_qs(urlsplit(postgresql_url).query)["host"][0]
    assert refused(f"postgresql://nobody:secret@/postgres?host={host}") == "database-login"
    assert refused(f"postgresql://postgres:secret@/nowhere?host={host}") == "database-server-silent"


def test_the_parts_of_a_mysql_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MYSQL_PWD", raising=False)
    url = "mysql://ana:p%40ss@[::1]:3307/my%20shop?ssl_ca=/ca.pem&ssl_verify_identity=true"
    location = location_of(url)
    assert isinstance(location, MySQLLocation) and location.shown == "mysql://::1:3307/my shop"
    assert "p@ss" not in repr(location)
    assert location.parameters == {
        "host": "::1", "port": 3307, "user": "ana", "password": "p@ss", "database": "my shop", "ssl_ca": "/ca.pem",
        "ssl_verify_identity": True, "ssl_disabled": False,
    }  # fmt: skip
    monkeypatch.setenv("MYSQL_PWD", "from outside")
    location = location_of("mysql://ana@db.example/shop")
    assert isinstance(location, MySQLLocation) and location.shown == "mysql://db.example:3306/shop"
    assert location.parameters["password"] == "from outside"


def test_a_mysql_database_by_url(mysql: MySQLDatabaseOfTest) -> None:
    rest = mysql.url.partition("://")[2]

    async def read(target: str) -> None:
        database = open_database(target)
        assert isinstance(database, MySQLDatabase) and not database.immediate
        async with closed_after(database):
            assert await database.fetch(Statement("SELECT 1")) == [(1,)]

    for scheme in ("mysql", "mariadb", "mysql+pymysql", "MARIADB"):
        asyncio.run(read(f"{scheme}://{rest}"))


def test_a_user_or_database_that_a_mysql_server_does_not_know(mysql: MySQLDatabaseOfTest) -> None:
    rest = mysql.url.partition("root@")[2]
    assert refused(f"mysql://nobody:secret@{rest}") == "database-login"
    assert refused(mysql.url.replace(mysql.name, "nowhere")) == "database-server-silent"


def test_without_its_driver_a_mysql_database_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymysql", None)
    with pytest.raises(UsageError) as failure:
        open_database("mysql://root:secret@localhost/shop")
    assert failure.value.fault.code == "database-driver-missing"
    assert 'pip install "antiphon[mysql]"' in str(failure.value.explanation())
    assert "secret" not in failure.value.explanation()


def test_reflection_gets_a_connection(path: Path, postgresql_url: str) -> None:
    assert reflect_with(str(path), lambda connection: inspect(connection).get_table_names()) == ["goods", "kinds"]
    assert reflect_with(postgresql_url, lambda connection: inspect(connection).get_table_names()) == []
