"""A PostgreSQL and a MariaDB server for the tests that want one, made anew for each run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import quote

import psycopg
import pytest

from .mysql_server import MySQLServer, mysql_server
from .postgresql_server import postgresql_server

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class MySQLDatabaseOfTest:
    """A database of a MariaDB server."""

    server: MySQLServer
    name: str

    @property
    def url(self) -> str:
        """Return its URL."""
        return self.server.url(self.name)

    def run(self, script: str) -> None:
        """Run all statements of `script`, with names in double quotes."""
        self.server.run(script, self.name)


@pytest.fixture(scope="session")
def _postgresql_server() -> Iterator[str]:
    """A running server; yields the folder of its socket."""
    with postgresql_server() as server:
        yield str(server.folder)


@pytest.fixture
def postgresql_url(_postgresql_server: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database, which is gone after the test."""
    name = f"test_{next(_numbers)}"
    host = quote(_postgresql_server, safe="")
    with psycopg.connect(f"postgresql://postgres@/postgres?host={host}", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        yield f"postgresql://postgres@/{name}?host={host}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture(scope="session")
def _mysql_server() -> Iterator[MySQLServer]:
    """A running MariaDB server."""
    with mysql_server() as server:
        yield server


@pytest.fixture
def mysql(_mysql_server: MySQLServer) -> Iterator[MySQLDatabaseOfTest]:
    """An empty MariaDB database, which is gone after the test."""
    name = f"test_{next(_numbers)}"
    _mysql_server.run(f'CREATE DATABASE "{name}"')
    yield MySQLDatabaseOfTest(_mysql_server, name)
    _mysql_server.run(f'DROP DATABASE "{name}"')
