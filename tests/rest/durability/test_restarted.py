"""A PostgreSQL server that goes away and comes back: 503 in between, and nobody has to do anything after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from ..postgresql_server import PostgreSQLServer, postgresql_server
from .conftest import Store, cluster_at
from .load import Progress, start
from .served import Served
from .test_disturbed import eventually

pytestmark = pytest.mark.peer


@pytest.fixture(scope="module")
def engine() -> Iterator[PostgreSQLServer]:
    """A server that nobody else uses, and that forgets nothing when it crashes."""
    with postgresql_server(synchronous_commit="on") as server:
        yield server


@pytest.fixture
def own(engine: PostgreSQLServer, request: pytest.FixtureRequest) -> Store:
    """A database of it."""
    with psycopg.connect(engine.url("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{request.node.name}"'.encode())
    return cluster_at(engine.url(request.node.name))


def test_while_it_is_away_503_and_then_as_before(engine: PostgreSQLServer, own: Store, home: Path) -> None:
    with Served(own.target, home) as server:
        assert server.api.post("/entries", {"name": "before"}).status == 201
        engine.stop()
        try:
            with ThreadPoolExecutor() as both:
                read = both.submit(server.api.get, "/accounts/0")
                added = both.submit(server.api.post, "/entries", {"name": "in between"})
            for answer in (read.result(), added.result()):
                assert (answer.status, answer.json["type"]) == (503, "urn:antiphon:fault:database-unreachable")
                assert int(answer.fields["retry-after"]) > 0
                assert str(engine.folder) not in answer.content.decode()
            # What needs no database is answered as ever.
            assert server.api.get("/nowhere").status == 404
        finally:
            engine.start()
        answer = eventually(lambda: server.api.post("/entries", {"name": "after"}), lambda answer: answer.status == 201)
        assert server.api.get(answer.fields["location"]).json["name"] == "after"
    assert own.execute("SELECT name FROM entries ORDER BY id") == [("before",), ("after",)]


def test_a_crash_under_load_leaves_nobody_without_a_true_answer(
    engine: PostgreSQLServer, own: Store, home: Path
) -> None:
    with Served(own.target, home) as server:
        progress = Progress()
        clients = start(server.port, 1, progress)
        progress.wait(40)
        engine.stop()
        engine.start()
        eventually(lambda: server.api.get("/accounts/0"), lambda answer: answer.status == 200)
        progress.wait(400)
        server.kill()
        for client in clients:
            client.join()
    found = Counter(dict(own.execute("SELECT name, count(*) FROM entries GROUP BY name")))
    assert own.execute("SELECT count(*) FROM accounts WHERE debit <> credit") == [(0,)]
    for client in clients:
        for write in client.told:
            assert write.answer is not None
            status, _, content = write.answer
            assert status in (200, 201, 503), write
            if write.name is None:
                continue
            if status == 201:
                assert found[write.name] == write.rows
            elif b"write-unknown" in content:
                assert found[write.name] in (0, write.rows)
            else:
                assert found[write.name] == 0, f"{write} was refused, and done"
