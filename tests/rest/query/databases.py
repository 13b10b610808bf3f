"""Databases for these tests: the tables that a script makes, as resources, and a driver that runs statements."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Protocol

import psycopg
import pymysql
import sqlalchemy
from sqlalchemy.dialects.mysql.pymysql import MySQLDialect_pymysql
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect

from antiphon.rest.database.database import Statement
from antiphon.rest.database.location import location_of
from antiphon.rest.database.mysql_location import MySQLLocation
from antiphon.rest.query.statement import Statements
from antiphon.rest.schema.reflection import reflect
from antiphon.rest.schema.resource import Resource, Schema

from ..mysql_server import MySQLServer

Row = tuple[Any, ...]


class Connection(Protocol):
    """What all drivers' connections can do."""

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


class MySQLConnection:
    """A connection of PyMySQL with the one method that the others have."""

    def __init__(self, connection: pymysql.Connection[Any]) -> None:
        self.inner = connection

    def execute(self, sql: bytes, parameters: tuple[object, ...] = ()) -> Any:
        """Run `sql` and return the cursor with what it found."""
        cursor = self.inner.cursor()
        cursor.execute(sql.decode(), parameters)
        return cursor


@contextmanager
def mysql_tables(server: MySQLServer, name: str, script: str) -> Iterator[Tables]:
    """Make the tables of `script` in the database `name`, emptied first. Nothing that is done to rows is committed."""
    server.run(f'DROP DATABASE IF EXISTS "{name}"; CREATE DATABASE "{name}"')
    server.run(script, name)
    location = location_of(server.url(name))
    assert isinstance(location, MySQLLocation)
    engine = location.engine()
    try:
        with closing(location.connect()) as connection:
            with engine.connect() as reflecting:
                schema = reflect(reflecting)
            connection.begin()
            yield Tables(MySQLConnection(connection), MySQLDialect_pymysql(paramstyle="format"), schema)
    finally:
        engine.dispose()
