"""A server that is killed while it writes: what was answered is there, once and whole, and nothing is there by half.

Each test kills a few times. ``ANTIPHON_KILLS=100`` kills as often as that.
"""

from __future__ import annotations

import http.client
import os
import random
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from .conftest import Store
from .load import Client, Progress, Write, start
from .served import Served

KILLS = int(os.environ.get("ANTIPHON_KILLS", "3"))
REPLAYED = 5
LASTING = 60


def killed(server: Served, turn: int) -> list[Client]:
    """Load `server`, kill it after a number of answers, and return the clients with what they know."""
    progress = Progress()
    clients = start(server.port, turn, progress)
    progress.wait(random.Random(turn).randint(20, 200))
    server.kill()
    for client in clients:
        client.join()
    return clients


def check(store: Store, clients: Sequence[Client]) -> None:
    """Check that `store` has what `clients` of all turns were told, and else only what nobody answered them."""
    found = Counter(dict(store.execute("SELECT name, count(*) FROM entries GROUP BY name")))
    possible = set()
    for client in clients:
        for write in client.told:
            assert write.answer is not None and write.answer[0] in (200, 201), write
            if write.name is not None:
                assert found[write.name] == write.rows, f"{write} was answered"
                possible.add(write.name)
        if client.open is not None and client.open.name is not None:
            assert found[client.open.name] in (0, client.open.rows), f"{client.open} is there by half"
            possible.add(client.open.name)
    assert set(found) <= possible
    check_accounts(store, clients)


def check_accounts(store: Store, clients: Sequence[Client]) -> None:
    """Check that each account has both columns of its last change, or of the one that was not answered."""
    last: dict[str, int] = {}
    unsure: dict[str, int] = {}
    for client in clients:
        for write in client.told:
            if write.method == "PATCH":
                last[write.path] = write.content["debit"]
        if client.open is not None and client.open.method == "PATCH":
            unsure[client.open.path] = client.open.content["debit"]
    for number, debit, credit in store.execute("SELECT id, debit, credit FROM accounts"):
        path = f"/accounts/{number}"
        assert debit == credit, "half of a change is there"
        assert debit in (last.get(path, 0), unsure.get(path)), f"{path} is not as it was last told"


def check_replayed(server: Served, clients: Sequence[Client]) -> None:
    """Check that what was sent with a key can be sent again: to the same answer, and with no other effect."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        for client in clients:
            for write in [write for write in client.told if write.fields][-REPLAYED:]:
                again = Write(write.method, write.path, write.content, write.fields)
                again.send(connection)
                assert again.answer == write.answer
            if client.open is not None and client.open.fields:
                client.open.send(connection)
                client.told.append(client.open)
                client.open = None


def test_what_was_answered_outlives_the_server(store: Store, home: Path) -> None:
    clients: list[Client] = []
    for turn in range(1, KILLS + 1):
        with Served(store.target, home) as server:
            check_replayed(server, clients[-8:])
            clients += killed(server, turn)
        check(store, clients)
    with Served(store.target, home) as server:
        check_replayed(server, clients)
    check(store, clients)


def test_the_file_is_sound_after_its_server(file: Store, home: Path) -> None:
    for turn in range(2, KILLS + 1):
        with Served(file.target, home) as server:
            killed(server, turn)
        # Before anybody has recovered it: the first connection does.
        assert file.execute("PRAGMA integrity_check") == [("ok",)]


def test_one_of_two_servers_that_is_killed_stops_nothing_of_the_other(store: Store, home: Path) -> None:
    with ExitStack() as stack:
        staying = stack.enter_context(Served(store.target, home))
        progress = Progress()
        lasting = start(staying.port, 0, progress, most=LASTING)
        leaving = []
        for turn in range(1, KILLS):
            with Served(store.target, home) as server:
                leaving += killed(server, turn)
        for client in lasting:
            client.join()
            assert client.open is None and len(client.told) == LASTING
    # Both write the same accounts, so that only the entries tell who was first; a change is never there by half.
    found = dict(store.execute("SELECT name, count(*) FROM entries GROUP BY name"))
    for client in [*lasting, *leaving]:
        for write in client.told:
            assert write.name is None or found[write.name] == write.rows
    assert store.execute("SELECT count(*) FROM accounts WHERE debit <> credit") == [(0,)]


def test_a_reader_beside_the_recovery_sees_nothing_of_what_was_not_committed(file: Store, home: Path) -> None:
    with closing(sqlite3.connect(file.target, isolation_level=None)) as reader:
        with Served(file.target, home) as server:
            clients = killed(server, 1)
        reader.execute("BEGIN")
        seen = reader.execute("SELECT count(*) FROM entries").fetchone()
        with Served(file.target, home) as server:
            assert server.api.post("/entries", {"name": "after"}).status == 201
            assert reader.execute("SELECT count(*) FROM entries").fetchone() == seen
        reader.execute("COMMIT")
    names = {write.name for client in clients for write in client.told if write.name is not None}
    assert names <= {name for (name,) in file.execute("SELECT name FROM entries")}
