"""Open the database that a target names, and let SQLAlchemy look at its tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from .database import Database
from .location import location_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

T = TypeVar("T")


def open_database(target: str) -> Database:
    """Return the database at `target`: a path, ``sqlite:///path``, or ``postgresql://user@host:port/name``, or the same
    with ``mysql``.

    It has been seen to be there and to hold something, and is then let go until its first use, so that a process may
    fork in between. Raises `UsageError`, which says what to do, and never shows a password.
    """
    location = location_of(target)
    location.check()
    return location.open()


def reflect_with(target: str, reflect: Callable[[Connection], T]) -> T:
    """Return what `reflect` makes of a connection to `target`. Raises `UsageError` as `open_database` does."""
    location = location_of(target)
    location.check()
    engine = location.engine()
    try:
        with engine.connect() as connection:
            return reflect(connection)
    finally:
        engine.dispose()
