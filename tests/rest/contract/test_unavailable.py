"""503: the database cannot answer, whoever asks (RFC 9110 §15.6.4)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic

import pytest

from antiphon.rest.backend import Backend
from antiphon.rest.database.opening import reflect_with
from antiphon.rest.database.sqlite import SQLiteDatabase
from antiphon.rest.schema.reflection import reflect
from antiphon.rest.service import Service
from antiphon.server.target import Kind

from ...server.running import Running
from .places import Place, SQLitePlace
from .wire import PATIENCE, Answer, Wire


@contextmanager
def serving_impatiently(place: Place) -> Iterator[Wire]:
    """Serve the file of `place`, and wait only a moment for locks."""
    service = Service(SQLiteDatabase(place.target, patience=0.05), reflect_with(place.target, reflect))
    with Running(Backend(service), Kind.HANDLER) as server:
        yield Wire(server.port)


@pytest.fixture
def own_place(tmp_path: Path) -> Place:
    """A file that a test may break."""
    place = SQLitePlace(tmp_path / "own.db")
    place.renew()
    return place


def assert_unavailable(answer: Answer, place: Place) -> None:
    """Check that the client is told to come back, and nothing of what is behind."""
    assert answer.status == 503
    assert int(answer.fields["retry-after"]) > 0
    assert answer.fields["cache-control"] == "no-store"
    assert Path(place.target).name not in answer.content.decode()


def test_while_another_program_writes_reads_go_on_and_changes_are_refused(own_place: Place) -> None:
    with serving_impatiently(own_place) as api, closing(sqlite3.connect(own_place.target)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("""UPDATE "labels" SET "text" = 'not committed'""")
        assert api.get("/labels/plain").json["text"] == "one"
        for answer in (
            api.patch("/labels/plain", {"text": "x"}),
            api.post("/labels", {"key": "x"}),
            api.put("/labels/x", {"text": "x"}),
            api.delete("/labels/plain"),
        ):
            assert_unavailable(answer, own_place)
        other.rollback()
        assert api.patch("/labels/plain", {"text": "x"}).status == 200


def test_where_the_file_has_gone_nothing_is_answered_from_memory(own_place: Place) -> None:
    with serving_impatiently(own_place) as api:
        assert api.get("/labels/plain").status == 200
        for name in ("", "-wal", "-shm"):
            Path(own_place.target + name).unlink(missing_ok=True)
        # The backend looks for its file now and then, not each time.
        end = monotonic() + PATIENCE
        while api.get("/labels/plain").status == 200:
            assert monotonic() < end, "still answered"
        for answer in (api.get("/labels/plain"), api.get("/labels"), api.patch("/labels/plain", {"text": "x"})):
            assert answer.status == 503
            assert Path(own_place.target).name not in answer.content.decode()
        # What is refused without the database is refused as ever.
        assert api.get("/nothing").status == 404
        assert api.ask("FROBNICATE", "/labels").status == 501


def test_where_a_table_has_gone_the_answer_tells_nothing_of_sql(own_place: Place) -> None:
    with serving_impatiently(own_place) as api:
        own_place.execute('DROP TABLE "labels"')
        for answer in (api.get("/labels/plain"), api.get("/labels"), api.post("/labels", {"key": "x"})):
            assert answer.status in (404, 500, 503)
            assert answer.fields["cache-control"] == "no-store" or answer.status == 404
            assert "SELECT" not in answer.content.decode() and "no such table" not in answer.content.decode()


@pytest.mark.peer
def test_connections_that_were_cut_are_made_again(served: tuple[Wire, Place], postgresql_place: Place) -> None:
    api, place = served
    if place is not postgresql_place:
        pytest.skip("about the connections of PostgreSQL")
    place.renew()
    for number in range(3):
        place.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        assert api.get("/labels/plain").status == 200
        place.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        assert api.patch("/labels/plain", {"text": str(number)}).json["text"] == str(number)
