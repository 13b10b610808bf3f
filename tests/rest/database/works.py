"""Works and statements that several tests use."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TypeVar

from antiphon.rest.database.database import Database, Row, Statement, Transaction, Work

D = TypeVar("D", bound=Database)
COUNT = Statement("SELECT count(*) FROM goods")


def executes(sql: str, *parameters: object) -> Work[list[Row]]:
    """Return a work of one statement."""

    async def work(transaction: Transaction) -> list[Row]:
        return await transaction.execute(Statement(sql, parameters))

    return work


def adds(name: str) -> Work[list[Row]]:
    """Return a work that adds one of the goods to an SQLite database."""
    return executes("INSERT INTO goods (name) VALUES (?) RETURNING id", name)


@asynccontextmanager
async def closed_after(database: D) -> AsyncIterator[D]:
    """Yield `database`, and close it at the end."""
    try:
        yield database
    finally:
        await database.close()


def rows_in(path: Path, sql: str) -> list[Row]:
    """Return what another program reads in the file."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()
