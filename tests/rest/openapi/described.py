"""Documents for these tests, and the tables that they describe."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy

from antiphon.rest.schema.reflection import reflect
from antiphon.rest.schema.resource import Schema

Document = dict[str, Any]


def schema_of(path: Path) -> Schema:
    """Return the resources of the SQLite database at `path`."""
    engine = sqlalchemy.create_engine(f"sqlite:///{path}", poolclass=sqlalchemy.pool.NullPool)
    with engine.connect() as connection:
        return reflect(connection)


def schema_from(path: Path, script: str) -> Schema:
    """Return the resources of the tables that `script` makes at `path`."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    return schema_of(path)


def resolved(document: Document, part: Any) -> Any:
    """Return `part`, or the component that it refers to."""
    while isinstance(part, dict) and "$ref" in part:
        _, _, section, name = part["$ref"].split("/")
        part = document["components"][section][name]
    return part
