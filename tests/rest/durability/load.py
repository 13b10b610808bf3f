"""Clients that write as fast as they are answered, and know what they were told."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from ..contract.wire import JSON, MERGE

BULK = 20
CLIENTS = 8
TABLES = (
    "CREATE TABLE entries (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
    "CREATE TABLE accounts (id INTEGER PRIMARY KEY, debit INTEGER NOT NULL, credit INTEGER NOT NULL)",
)
FIRST_ROWS = "INSERT INTO accounts VALUES " + ", ".join(f"({number}, 0, 0)" for number in range(CLIENTS))
_PATIENCE = 30.0


@dataclass(slots=True)
class Write:
    """A change: an entry, some of one name at once, or both columns of an account. `answer` is what came back."""

    method: str
    path: str
    content: Any
    fields: dict[str, str] = field(default_factory=dict)
    answer: tuple[int, str | None, bytes] | None = None

    @property
    def name(self) -> str | None:
        """The name of the entries that it makes; None where it makes none."""
        if self.path != "/entries":
            return None
        first: dict[str, str] = self.content[0] if isinstance(self.content, list) else self.content
        return first["name"]

    @property
    def rows(self) -> int:
        """How many entries it makes."""
        return len(self.content) if isinstance(self.content, list) else 1

    def send(self, connection: http.client.HTTPConnection) -> None:
        """Send it, and keep the answer. Raises `OSError` or `http.client.HTTPException` where none came whole."""
        fields = {"Content-Type": MERGE if self.method == "PATCH" else JSON, **self.fields}
        connection.request(self.method, self.path, json.dumps(self.content), fields)
        response = connection.getresponse()
        self.answer = response.status, response.headers["location"], response.read()


class Progress:
    """Counts what all clients were told, and wakes who waits for a number."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    def add(self) -> None:
        """Count one more."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def wait(self, count: int) -> None:
        """Wait until there are `count`."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._count >= count, _PATIENCE), "the load does not get on"


class Client(threading.Thread):
    """A client with the account `number`; `turn` tells its names from those of others with the same number.

    It ends where nobody answers, or after `most` writes: `told` are those with an answer, `open` the one without.
    """

    def __init__(self, number: int, port: int, turn: int, progress: Progress, most: int = 100_000) -> None:
        super().__init__()
        self._number = number
        self._turn = turn
        self._most = most
        self._progress = progress
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        self.told: list[Write] = []
        self.open: Write | None = None

    def run(self) -> None:
        """Write, one after another."""
        try:
            for write in islice(self._writes(), self._most):
                self.open = write
                write.send(self._connection)
                self.told.append(write)
                self.open = None
                self._progress.add()
        except (OSError, http.client.HTTPException):
            return
        finally:
            self._connection.close()

    def _writes(self) -> Iterator[Write]:
        step = 0
        while True:
            step += 1
            name = f"{self._turn}-{self._number}-{step}"
            amount = self._turn * 1_000_000 + step
            yield Write("POST", "/entries", {"name": name})
            yield Write("PATCH", f"/accounts/{self._number}", {"debit": amount, "credit": amount})
            yield Write("POST", "/entries", [{"name": f"{name}-many"}] * BULK)
            yield Write("POST", "/entries", {"name": f"{name}-once"}, {"Idempotency-Key": f'"{name}"'})


def start(port: int, turn: int, progress: Progress, most: int = 100_000) -> list[Client]:
    """Start a client for each account."""
    clients = [Client(number, port, turn, progress, most) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    return clients
