"""Others who lock, change or replace the database under a running server."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from antiphon.faults.database import SCHEMA_CHANGED

from ..contract.wire import Answer
from .conftest import Store
from .served import Served

_PATIENCE = 20.0


def eventually(ask: Callable[[], Answer], holds: Callable[[Answer], bool]) -> Answer:
    """Return the first answer of `ask` that `holds`; those before it may be refusals, but none is a mistake."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        answer = ask()
        assert answer.status != 500
        if holds(answer):
            return answer
    raise AssertionError(f"stays {answer}")


def test_a_lock_that_lasts_is_503_for_changes_alone_and_then_over(file: Store, home: Path) -> None:
    with Served(file.target, home) as server, closing(sqlite3.connect(file.target, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refusals: list[Answer] = []
        change = threading.Thread(target=lambda: refusals.append(server.api.post("/entries", {"name": "late"})))
        change.start()
        assert server.api.get("/accounts/0").status == 200
        change.join()
        other.execute("ROLLBACK")
        (answer,) = refusals
        assert (answer.status, answer.json["type"]) == (503, "urn:antiphon:fault:database-locked")
        assert int(answer.fields["retry-after"]) > 0
        assert server.api.post("/entries", {"name": "after"}).status == 201
    assert file.execute("SELECT name FROM entries") == [("after",)]


def test_a_lock_that_ends_in_time_is_waited_for(file: Store, home: Path) -> None:
    with Served(file.target, home) as server, closing(sqlite3.connect(file.target, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answers: list[Answer] = []
        change = threading.Thread(target=lambda: answers.append(server.api.post("/entries", {"name": "patient"})))
        change.start()
        assert server.api.get("/accounts/0").status == 200
        other.execute("ROLLBACK")
        change.join()
        assert [answer.status for answer in answers] == [201]


def test_what_the_schema_no_longer_has_is_refused_without_a_word_of_sql(store: Store, home: Path) -> None:
    changes = {
        "one": "ALTER TABLE one RENAME COLUMN credit TO kredit",
        "two": "ALTER TABLE two RENAME TO konten",
        "three": "DROP TABLE three",
        "four": "ALTER TABLE four DROP COLUMN credit",
    }
    for name in changes:
        store.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, debit INTEGER, credit INTEGER)")
        store.execute(f"INSERT INTO {name} VALUES (1, 2, 3)")
    with Served(store.target, home) as server:
        for name, change in changes.items():
            assert server.api.get(f"/{name}/1").status == 200
            store.execute(change)
            for answer in (
                server.api.get(f"/{name}/1"),
                server.api.get(f"/{name}"),
                server.api.patch(f"/{name}/1", {"debit": 1, "credit": 1}),
                server.api.post(f"/{name}", {"id": 99, "debit": 1, "credit": 1}),
            ):
                assert (answer.status, answer.json["type"]) == (503, "urn:antiphon:fault:schema-changed")
                assert "SELECT" not in answer.content.decode() and "kredit" not in answer.content.decode()
        assert server.api.post("/entries", {"name": "other tables"}).status == 201
        server.wait_for(SCHEMA_CHANGED.sentence.en)
        assert "Traceback" not in server.log


def test_a_column_more_disturbs_nobody(store: Store, home: Path) -> None:
    with Served(store.target, home) as server:
        assert server.api.get("/accounts/0").status == 200
        store.execute("ALTER TABLE accounts ADD COLUMN note TEXT")
        assert server.api.get("/accounts/0").json == {"id": 0, "debit": 0, "credit": 0}
        assert server.api.patch("/accounts/0", {"debit": 1, "credit": 1}).status == 200


def test_a_file_that_is_replaced_is_the_one_that_is_served(file: Store, home: Path) -> None:
    path = Path(file.target)
    other = path.with_name("other.db")
    shutil.copy(path, other)
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("UPDATE accounts SET debit = 77, credit = 77")
        # A file that has to be complete by itself cannot leave anything in a log beside it.
        connection.execute("PRAGMA journal_mode = DELETE")
    with Served(file.target, home) as server:
        before = server.api.get("/accounts/0")
        assert before.json["debit"] == 0
        os.replace(other, path)
        eventually(
            lambda: server.api.get("/accounts/0"), lambda answer: answer.status == 200 and answer.json["debit"] == 77
        )
        assert server.api.get("/accounts/0", if_none_match=before.etag).status == 200
        eventually(lambda: server.api.patch("/accounts/0", {"debit": 78}), lambda answer: answer.status == 200)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT debit FROM accounts WHERE id = 0").fetchone() == (78,)


def test_a_file_that_has_gone_is_503_until_it_is_back(file: Store, home: Path) -> None:
    path = Path(file.target)
    with Served(file.target, home) as server:
        assert server.api.post("/entries", {"name": "before"}).status == 201
        away = path.with_name("away")
        away.mkdir()
        parts = [part for part in path.parent.glob("books.db*") if part.is_file()]
        for part in parts:
            part.rename(away / part.name)
        answer = eventually(lambda: server.api.get("/entries"), lambda answer: answer.status == 503)
        assert int(answer.fields["retry-after"]) > 0
        assert server.api.post("/entries", {"name": "nowhere"}).status == 503
        assert not path.exists(), "an empty database was made"
        for part in parts:
            (away / part.name).rename(part)
        eventually(lambda: server.api.post("/entries", {"name": "after"}), lambda answer: answer.status == 201)
    assert file.execute("SELECT name FROM entries ORDER BY id") == [("before",), ("after",)]
