"""A collection that keeps all rules, and ways to make it break one: what a probe has to notice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import antiphon
from antiphon.inspect.check import Report, Result, check
from antiphon.rest.opening import backend_of
from antiphon.semantics.fields import Fields
from antiphon.server.handler import Request, Response

Answering = Callable[[Request], Awaitable[Response]]
Mistake = Callable[[Request, Answering], Awaitable[Response]]
When = Callable[[Request], bool]

URL = "https://shelf.example/notes"
_TABLES = """
CREATE TABLE notes (
  id INTEGER PRIMARY KEY,
  title VARCHAR(40) NOT NULL UNIQUE,
  text TEXT,
  stars INTEGER NOT NULL DEFAULT 0 CHECK (stars >= 0),
  done BOOLEAN NOT NULL DEFAULT FALSE,
  updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
"""


def shelf_file(folder: Path) -> Path:
    """Return an SQLite file with five notes, long enough to be worth compressing."""
    path = folder / "shelf.db"
    connection = sqlite3.connect(path)
    connection.executescript(_TABLES)
    for number in range(1, 6):
        row = (f"A note with the number {number}", f"Long text of {number}. " * 20, number)
        connection.execute("INSERT INTO notes (title, text, stars) VALUES (?, ?, ?)", row)
    connection.commit()
    connection.close()
    return path


class Shelf:
    """The REST backend of a file, with `mistakes` around it, the first outermost."""

    antiphon_handler = True

    def __init__(self, path: Path, *mistakes: Mistake) -> None:
        self._backend = backend_of(f"sqlite:///{path}")
        self._answer: Answering = self._right
        for mistake in reversed(mistakes):
            self._answer = _around(self._answer, mistake)

    async def _right(self, request: Request) -> Response:
        return await self._backend.answer(request)

    async def __call__(self, request: Request) -> Response:
        """Answer as the backend does, but for the mistakes."""
        return await self._answer(request)

    async def close(self) -> None:
        """Close the database."""
        await self._backend.close()


def _around(answer: Answering, mistake: Mistake) -> Answering:
    async def mistaken(request: Request) -> Response:
        return await mistake(request, answer)

    return mistaken


@contextmanager
def session_of(path: Path, *mistakes: Mistake) -> Iterator[antiphon.Session]:
    """A session that is answered by the shelf at `path`, with `mistakes`."""
    with antiphon.Session(transport=antiphon.InProcess(Shelf(path, *mistakes))) as session:
        yield session


def checked(path: Path, *mistakes: Mistake, only: Collection[str] = (), **options: Any) -> Report:
    """Return the report about the shelf at `path`, with `mistakes`."""
    with session_of(path, *mistakes) as session:
        return check(URL, session=session, only=only, wait=lambda seconds: None, **options)


def result_of(report: Report, name: str) -> Result:
    """Return the result of the probe `name`."""
    return next(result for result in report.results if result.name == name)


def notes_in(path: Path) -> list[tuple[Any, ...]]:
    """Return the rows of the shelf."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT * FROM notes ORDER BY id").fetchall()
    finally:
        connection.close()


# -- when a mistake is made --------------------------------------------------------------------------------------------


def is_item(request: Request) -> bool:
    """Tell whether the request is about an item of the shelf."""
    return request.path.startswith("/notes/")


def is_collection(request: Request) -> bool:
    """Tell whether the request is about the shelf itself."""
    return request.path == "/notes"


def on(*methods: str, item: bool | None = None) -> When:
    """Return whether a request has one of `methods`, and is about an item, or is not."""

    def when(request: Request) -> bool:
        return (not methods or request.method in methods) and (item is None or is_item(request) is item)

    return when


# -- mistakes ----------------------------------------------------------------------------------------------------------


_ALWAYS = on()


def ignoring(*names: str, when: When = _ALWAYS) -> Mistake:
    """Do not look at these fields of the request."""

    async def mistake(request: Request, answer: Answering) -> Response:
        if when(request):
            for name in names:
                request.fields.pop(name, None)
        return await answer(request)

    return mistake


def with_status(status: int, when: When, instead_of: int | None = None) -> Mistake:
    """Answer with another status."""

    async def mistake(request: Request, answer: Answering) -> Response:
        response = await answer(request)
        if when(request) and instead_of in (None, response.status):
            response.status, response.section = status, None
        return response

    return mistake


def with_fields(when: When, status: int | None = None, **fields: str | None) -> Mistake:
    """Answer with other fields, or without them. Names have underscores for hyphens."""

    async def mistake(request: Request, answer: Answering) -> Response:
        response = await answer(request)
        if not when(request) or status not in (None, response.status):
            return response
        response.fields, response.section = response.fields.copy(), None
        for name, value in fields.items():
            response.fields.pop(name.replace("_", "-"), None)
            if value is not None:
                response.fields[name.replace("_", "-")] = value
        return response

    return mistake


def instead(status: int, when: When, content: bytes = b"", **fields: str) -> Mistake:
    """Answer this, and do nothing."""

    async def mistake(request: Request, answer: Answering) -> Response:
        if not when(request):
            return await answer(request)
        pairs = {name.replace("_", "-"): value for name, value in fields.items()}
        return Response(status, Fields(pairs), content)

    return mistake


def rereading(change: Callable[[Any], Any], when: When, status: int | None = None) -> Mistake:
    """Understand other JSON than was sent; with `status`, say so although it was done."""

    async def mistake(request: Request, answer: Answering) -> Response:
        if not when(request):
            return await answer(request)
        request.content = json.dumps(change(json.loads(request.content))).encode()
        response = await answer(request)
        return response if status is None else Response(status)

    return mistake


def asked_differently(when: When, method: str | None = None, content: bytes | None = None, **fields: str) -> Mistake:
    """Understand another request than the one that was sent."""

    async def mistake(request: Request, answer: Answering) -> Response:
        if when(request):
            request.method = method or request.method
            request.content = request.content if content is None else content
            for name, value in fields.items():
                request.fields[name.replace("_", "-")] = value
        return await answer(request)

    return mistake


def after(count: int, mistake: Mistake, when: When) -> Mistake:
    """Make `mistake` from the request number `count` of its kind on, counted from 0."""
    seen = 0

    async def later(request: Request, answer: Answering) -> Response:
        nonlocal seen
        if not when(request):
            return await answer(request)
        seen += 1
        return await (mistake(request, answer) if seen > count else answer(request))

    return later


GET_ITEM_FIELDS = with_fields(on("GET", item=True), etag=b'W/"\xff[31m"'.decode("latin-1"))
"""A weak tag, with a byte in it that no terminal should see."""
