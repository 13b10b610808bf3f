"""The backend over the wire: for each database, as a handler and as an ASGI application below a path."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from urllib.parse import quote

import psycopg
import pytest

from antiphon.rest.asgi import application
from antiphon.rest.opening import backend_of
from antiphon.rest.settings import Settings
from antiphon.server.target import Kind

from ...server.running import Running
from ..mysql_server import MySQLServer
from .places import MySQLPlace, Place, PostgreSQLPlace, SQLitePlace
from .wire import Wire

MOUNT = "/my shop"
_numbers = count(1)


@pytest.fixture(scope="session")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The tables in an SQLite file."""
    return SQLitePlace(tmp_path_factory.mktemp("contract") / "awkward.db")


@pytest.fixture(scope="session")
def postgresql_place(_postgresql_server: str) -> Iterator[Place]:
    """The tables in a PostgreSQL database, one for all tests."""
    name, host = f"contract_{next(_numbers)}", quote(_postgresql_server, safe="")
    with psycopg.connect(f"postgresql://postgres@/postgres?host={host}", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    yield PostgreSQLPlace(f"postgresql://postgres@/{name}?host={host}")


@pytest.fixture(scope="session")
def mysql_place(_mysql_server: MySQLServer) -> Place:
    """The tables in a MariaDB database, one for all tests."""
    return MySQLPlace(_mysql_server, f"contract_{next(_numbers)}")


_WAYS = [
    pytest.param(("sqlite_place", "handler"), id="sqlite"),
    pytest.param(("sqlite_place", "asgi"), id="sqlite-asgi"),
    pytest.param(("postgresql_place", "handler"), id="postgresql", marks=pytest.mark.peer),
    pytest.param(("mysql_place", "handler"), id="mysql", marks=pytest.mark.peer),
]


@pytest.fixture(scope="session", params=_WAYS)
def served(request: pytest.FixtureRequest) -> Iterator[tuple[Wire, Place]]:
    """What answers, and the database behind it: each database, and each way to serve it."""
    name, way = request.param
    place: Place = request.getfixturevalue(name)
    with serving(place, way) as wire:
        yield wire, place


@contextmanager
def serving(place: Place, way: str = "handler", settings: Settings | None = None) -> Iterator[Wire]:
    """Serve `place` as a "handler", or as an "asgi" application below `MOUNT`."""
    if way == "handler":
        running = Running(backend_of(place.target, settings), Kind.HANDLER)
    else:
        # A proxy has taken the root path off before the server sees the request; links have to have it.
        running = Running(application(place.target, settings), Kind.ASGI, root_path=MOUNT)
    with running as server:
        yield Wire(server.port, quote(MOUNT) if way == "asgi" else "")
    assert server.failed == []


@pytest.fixture
def place(served: tuple[Wire, Place]) -> Place:
    """The database behind `api`, with its first rows."""
    served[1].renew()
    return served[1]


@pytest.fixture
def api(place: Place, served: tuple[Wire, Place]) -> Wire:
    """The backend over the wire, its database with its first rows."""
    return served[0]
