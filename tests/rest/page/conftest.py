"""Databases for pages: the sample shop, and one whose names and values are all hostile."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from antiphon.rest.backend import Backend
from antiphon.rest.database.sample import create_sample_shop
from antiphon.rest.opening import backend_of

HOSTILE = """<script>document.title = 'taken'</script>"""
HOSTILE_ATTRIBUTE = """" onmouseover="document.title = 'taken'" x='"""


@contextmanager
def _open(path: Path) -> Iterator[Backend]:
    backend = backend_of(str(path))
    try:
        yield backend
    finally:
        asyncio.run(backend.close())


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Backend]:
    """The sample shop."""
    create_sample_shop(tmp_path / "shop.db")
    with _open(tmp_path / "shop.db") as backend:
        yield backend


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Backend]:
    """A table called `HOSTILE` with a column called `HOSTILE_ATTRIBUTE`, whose rows have both as values."""
    table, column = (f'"{name.replace(chr(34), chr(34) * 2)}"' for name in (HOSTILE, HOSTILE_ATTRIBUTE))
    with closing(sqlite3.connect(tmp_path / "hostile.db")) as connection, connection:
        connection.execute(f"CREATE TABLE {table} (id TEXT PRIMARY KEY, {column} TEXT, link TEXT, more JSON)")
        rows = [
            (HOSTILE, HOSTILE_ATTRIBUTE, "javascript:document.title='taken'", f'"{HOSTILE}"'),
            (HOSTILE_ATTRIBUTE, "</textarea></pre>" + HOSTILE, "data:text/html,x", '{"</script>": "<!--"}'),
        ]
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", rows)
    with _open(tmp_path / "hostile.db") as backend:
        yield backend
