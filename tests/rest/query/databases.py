"""Databases for these tests: the tables that a script makes, as resources, and a driver that runs statements."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import psycopg
import sqlalchemy
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect

from antiphon.rest.database.database import Statement
from antiphon.rest.query.statement import Statements
from antiphon.rest.schema.reflection import reflect
from antiphon.rest.schema.resource import Resource, Schema

Row = tuple[Any, ...]


class Connection(Protocol):
    """What both drivers' connections can do."""

    def execute(self, sql: Any, parameters: Any = ..., /) -> Any: ...


class Tables:
    """The tables of an open database."""

    def __init__(self, connection: Connection, dialect: Dialect, schema: Schema) -> None:
        self.connection = connection
        self.dialect = dialect
        self.schema = schema

    def __getitem__(self, name: str) -> Resource:
        return self.schema.resources[name]

    def statements(self, name: str) -> Statements:
        return Statements(self[name], self.dialect)

    def run(self, statement: Statement) -> list[Row]:
        """Run `statement` and return its rows."""
        sql: Any = statement.sql if isinstance(self.connection, sqlite3.Connection) else statement.sql.encode()
        cursor = self.connection.execute(sql, statement.parameters)
        return [] if cursor.description is None else [tuple(row) for row in cursor.fetchall()]


@contextmanager
def sqlite_tables(script: str) -> Iterator[Tables]:
    """Open a database in memory with the tables that `script` makes."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    engine = sqlalchemy.create_engine("sqlite://", creator=lambda: connection, poolclass=sqlalchemy.pool.StaticPool)
    try:
        connection.executescript(script)
        with engine.connect() as reflecting:
            schema = reflect(reflecting)
        yield Tables(connection, SQLiteDialect_pysqlite(dbapi=sqlite3, paramstyle="qmark"), schema)
    finally:
        engine.dispose()
        connection.close()


@contextmanager
def postgresql_tables(url: str, script: str) -> Iterator[Tables]:
    """Make the tables of `script` in the database at `url`, emptied first."""
    engine = sqlalchemy.create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(b"DROP SCHEMA public CASCADE")
            connection.execute(b"CREATE SCHEMA public")
            connection.execute(script.encode())
            with engine.connect() as reflecting:
                schema = reflect(reflecting)
            yield Tables(connection, PGDialect_psycopg(paramstyle="format"), schema)  # type: ignore[no-untyped-call]
    finally:
        engine.dispose()
