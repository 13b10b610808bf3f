"""One backend that is attacked by all tests of this folder, on each engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..contract.conftest import serving
from ..contract.places import Place, PostgreSQLPlace, SQLitePlace
from ..contract.wire import Wire
from ..postgresql_server import postgresql_server


@pytest.fixture(scope="session")
def file_place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The tables of the contract in an SQLite file."""
    return SQLitePlace(tmp_path_factory.mktemp("hostile") / "attacked.db")


@pytest.fixture(scope="session")
def cluster_place() -> Iterator[Place]:
    """The same in PostgreSQL."""
    with postgresql_server() as server:
        yield PostgreSQLPlace(server.url("postgres"))


_ENGINES = [
    pytest.param("file_place", id="sqlite"),
    pytest.param("cluster_place", id="postgresql", marks=pytest.mark.peer),
]


@pytest.fixture(scope="session", params=_ENGINES)
def attacked(request: pytest.FixtureRequest) -> Iterator[tuple[Wire, Place]]:
    """The backend and its database. In the end, nothing in it has failed (`serving` looks)."""
    place: Place = request.getfixturevalue(request.param)
    place.renew()
    with serving(place) as wire:
        yield wire, place


@pytest.fixture
def api(attacked: tuple[Wire, Place]) -> Wire:
    """The backend over the wire. What the tests before have left in it does not matter to these."""
    return attacked[0]
