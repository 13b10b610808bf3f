"""A request that comes again, byte for byte: the same answer for as long as nothing has changed, and no longer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from antiphon.rest.access.gate import Gate
from antiphon.rest.access.maintenance import Closed, Maintenance, close, reopen
from antiphon.rest.backend import Backend
from antiphon.rest.opening import backend_of
from antiphon.semantics.fields import Fields
from antiphon.server.handler import Request, Response

TABLES = """
CREATE TABLE teas (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO teas VALUES (1, 'Assam'), (2, 'Sencha');
CREATE VIEW chance AS SELECT random() AS number;
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a database with a table, and a view that no commit tells of."""
    path = tmp_path / "teas.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(TABLES)
    return path


@pytest.fixture
def backend(path: Path) -> Iterator[Backend]:
    """The backend of that database."""
    backend = backend_of(str(path))
    yield backend
    backend.service.database._here.close()  # type: ignore[attr-defined]


def ask(backend: Backend, target: str, **fields: str) -> Response:
    pairs = [("Host", "localhost"), *((name.replace("_", "-"), value) for name, value in fields.items())]
    path, _, query = target.partition("?")
    answer = backend(Request("GET", path, target, query, Fields(pairs), b"", None, "http"))
    assert isinstance(answer, Response)
    return answer


@pytest.mark.parametrize("target", ["/teas/1", "/teas?sort=-name", "/teas?id=2"])
def test_the_third_answer_is_the_second_one(backend: Backend, target: str) -> None:
    first, second, third = (ask(backend, target) for _ in range(3))
    assert first == second and third is second


@pytest.mark.parametrize("target", ["/teas/1", "/teas?sort=-name"])
def test_a_commit_of_anybody_ends_it(backend: Backend, path: Path, target: str) -> None:
    before = [ask(backend, target) for _ in range(3)][-1]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE teas SET name = 'Darjeeling' WHERE id = 1")
    after = ask(backend, target)
    assert b"Darjeeling" in after.content and after.fields["etag"] != before.fields["etag"]  # type: ignore[operator]


def test_other_fields_get_their_own_answer(backend: Backend) -> None:
    tag = [ask(backend, "/teas/1") for _ in range(3)][-1].fields["etag"]
    assert [ask(backend, "/teas/1", If_None_Match=tag).status for _ in range(4)] == [304] * 4
    assert [ask(backend, "/teas/1", If_Match='"other"').status for _ in range(4)] == [412] * 4
    assert [ask(backend, "/teas/1", Accept="image/png").status for _ in range(4)] == [406] * 4
    assert ask(backend, "/teas/1").status == 200


def test_a_view_may_show_chance_and_is_read_each_time(backend: Backend) -> None:
    assert len({ask(backend, "/chance").content for _ in range(4)}) == 4


def test_maintenance_closes_it_too(path: Path, tmp_path: Path) -> None:
    moments = iter(range(0, 10**12, 10**10))
    closed = tmp_path / "closed" / "shop.json"
    backend = backend_of(str(path), gate=Gate(maintenance=Maintenance(closed, lambda: next(moments))))
    assert [ask(backend, "/teas/1").status for _ in range(3)] == [200] * 3
    close(closed, Closed(60, ""))
    assert ask(backend, "/teas/1").status == 503
    reopen(closed)
    assert ask(backend, "/teas/1").status == 200
    backend.service.database._here.close()  # type: ignore[attr-defined]
