"""An SQLite file with a table of goods, and a way to run coroutines on either loop."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest
import uvloop

T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, T]], T]

GOODS = """
CREATE TABLE kinds (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE goods (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    stock INTEGER NOT NULL DEFAULT 0 CONSTRAINT stock_is_not_negative CHECK (stock >= 0),
    kind INTEGER REFERENCES kinds (id)
);
INSERT INTO kinds VALUES (1, 'tea');
INSERT INTO goods VALUES (1, 'Assam', 10, 1);
"""


@pytest.fixture(params=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Run[Any]:
    """Runs a coroutine on a new loop."""
    return asyncio.run if request.param == "asyncio" else uvloop.run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An SQLite file with goods."""
    path = tmp_path / "goods.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(GOODS)
    return path
