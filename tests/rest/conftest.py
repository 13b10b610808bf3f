"""A PostgreSQL server for the tests that want one, made anew for each run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from urllib.parse import quote

import psycopg
import pytest

from .postgresql_server import postgresql_server

_numbers = count(1)


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
