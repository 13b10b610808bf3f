"""A schema of SQLite from the statements that make it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy
from sqlalchemy.pool import StaticPool

from antiphon.rest.schema.reflection import reflect
from antiphon.rest.schema.resource import Schema


@contextmanager
def database(*statements: str) -> Iterator[sqlalchemy.Connection]:
    """A connection to a database in memory on which `statements` have run."""
    engine = sqlalchemy.create_engine("sqlite://", poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
            yield connection
    finally:
        engine.dispose()


def schema_of(*statements: str) -> Schema:
    """The resources of a database that `statements` make."""
    with database(*statements) as connection:
        return reflect(connection)
