"""Changes as they happen (`text/event-stream`): this server's one by one, those of others as a reason to read again."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from antiphon.rest.backend import Backend
from antiphon.rest.opening import backend_of
from antiphon.semantics.fields import Fields
from antiphon.server.handler import Request, Response


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a database with one table."""
    path = tmp_path / "teas.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE teas (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
    return path


async def ask(backend: Backend, method: str, target: str, content: bytes = b"", **fields: str) -> Response:
    pairs = [("Host", "localhost"), *((name.replace("_", "-"), value) for name, value in fields.items())]
    request = Request(method, target, target, "", Fields(pairs), content, None, "http")
    return await backend.answer(request)


async def listening(backend: Backend) -> AsyncIterator[bytes]:
    answer = await ask(backend, "GET", "/teas", Accept="text/event-stream")
    assert answer.status == 200 and isinstance(answer.content, AsyncIterator)
    assert b"retry:" in await anext(answer.content)
    return answer.content


async def event_in(pieces: AsyncIterator[bytes]) -> bytes:
    async with asyncio.timeout(20):
        return await anext(pieces)


def test_a_listener_hears_what_this_server_and_that_another_process_wrote(path: Path) -> None:
    async def use() -> None:
        backend = backend_of(str(path))
        pieces = await listening(backend)
        created = await ask(backend, "POST", "/teas", b'{"name": "Assam"}', Content_Type="application/json")
        assert created.status == 201
        assert b"event: created" in await event_in(pieces)
        with closing(sqlite3.connect(path)) as other, other:
            other.execute("INSERT INTO teas (name) VALUES ('Sencha')")
        told = await event_in(pieces)
        assert b"event: overflow" in told and b'"/teas"' in told
        # One's own changes are no news from elsewhere.
        await ask(backend, "DELETE", "/teas/1")
        assert b"event: deleted" in await event_in(pieces)
        await backend.close()
        assert [piece async for piece in pieces] == []

    asyncio.run(use())


def test_nobody_looks_at_the_database_where_nobody_listens(path: Path) -> None:
    async def use() -> None:
        backend = backend_of(str(path))
        await ask(backend, "GET", "/teas")
        assert backend.service.watch._task is None
        await backend.close()

    asyncio.run(use())
