"""Where a database is: a file, or a server's URL. Each can be tried, opened for serving, and shown to SQLAlchemy."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

from ...faults import UsageError
from ...faults.database import (
    DATABASE_EMPTY,
    DATABASE_FOLDER,
    DATABASE_IN_MEMORY,
    DATABASE_LOGIN,
    DATABASE_MISSING,
    DATABASE_SCHEME,
    DATABASE_SERVER_SILENT,
    DATABASE_UNREADABLE,
    DATABASE_URL,
    NOT_A_DATABASE,
)
from .database import Database
from .mysql_location import mysql_at
from .sqlite_file import SQLiteFile

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy import Engine

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9.-]*)(?:\+[A-Za-z0-9]+)?://")
_SQLITE_HEADER = b"SQLite format 3\x00"
_PATIENCE = 5
_LOGIN = ("password authentication failed", "no password supplied", "Peer authentication failed", 'role "')


class Location(Protocol):
    """A place where a database is."""

    def check(self) -> None:
        """Raises `UsageError` where there is no database that could be served."""

    def open(self) -> Database:
        """Return the database, for the event loop that first uses it."""

    def engine(self) -> Engine:
        """Return SQLAlchemy's engine for it."""


def location_of(target: str) -> Location:
    """Return where `target` is: a path, ``sqlite:///path``, ``postgresql://…``, ``mysql://…``. Raises `UsageError`."""
    match = _SCHEME.match(target)
    if match is None:
        return _file_at(target)
    scheme, rest = match[1].lower(), target[match.end() :]
    if scheme == "sqlite":
        authority, _, path = rest.partition("/")
        if authority:
            raise UsageError(DATABASE_URL, target=target)
        return _file_at(unquote(path.partition("?")[0]))
    if scheme in ("postgresql", "postgres"):
        return _server_at(rest)
    if scheme in ("mysql", "mariadb"):
        return mysql_at(rest)
    raise UsageError(DATABASE_SCHEME, scheme=scheme)


def _file_at(path: str) -> SQLiteLocation:
    if path in ("", ":memory:"):
        raise UsageError(DATABASE_IN_MEMORY)
    return SQLiteLocation(Path(path))


def _server_at(rest: str) -> PostgreSQLLocation:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    url = f"postgresql://{rest}"
    try:
        parameters = conninfo_to_dict(url)
    except psycopg.Error:
        # Neither the URL nor libpq's words are shown: both may hold the password.
        raise UsageError(DATABASE_URL, target="postgresql://…") from None
    host, port, name = (str(parameters.get(key) or "") for key in ("host", "port", "dbname"))
    shown = f"postgresql://{host}{':' * bool(port)}{port}/{name}"
    return PostgreSQLLocation(url, shown, str(parameters.get("password") or ""))


@dataclass(frozen=True, slots=True)
class SQLiteLocation:
    """An SQLite file."""

    path: Path

    def check(self) -> None:
        """Raises `UsageError` for a file that is missing, empty, no database, damaged or locked."""
        path = str(self.path)
        if self.path.is_dir():
            raise UsageError(DATABASE_FOLDER, path=path)
        try:
            with self.path.open("rb") as file:
                header = file.read(len(_SQLITE_HEADER))
        except FileNotFoundError:
            raise UsageError(DATABASE_MISSING, path=path) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UsageError(DATABASE_UNREADABLE, path=path, reason=reason) from None
        if not header:
            raise UsageError(DATABASE_EMPTY, path=path)
        if header != _SQLITE_HEADER:
            raise UsageError(NOT_A_DATABASE, path=path)
        self._check_tables()

    def _check_tables(self) -> None:
        path = str(self.path)
        try:
            connection = SQLiteFile(self.path).connect(_PATIENCE)
            try:
                found = connection.execute("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'")
                empty = found.fetchone() is None
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise UsageError(DATABASE_UNREADABLE, path=path, reason=str(error)) from error
        if empty:
            raise UsageError(DATABASE_EMPTY, path=path)

    def open(self) -> Database:
        """Return the database."""
        from .sqlite import SQLiteDatabase

        return SQLiteDatabase(self.path)

    def engine(self) -> Engine:
        """Return SQLAlchemy's engine for the file."""
        from sqlalchemy import NullPool, create_engine

        file = SQLiteFile(self.path)
        return create_engine("sqlite://", creator=lambda: file.connect(_PATIENCE), poolclass=NullPool)


@dataclass(frozen=True, slots=True)
class PostgreSQLLocation:
    """A database of a server that speaks PostgreSQL's protocol. `shown` is its URL without user and password."""

    url: str = field(repr=False)
    shown: str
    password: str = field(repr=False, default="")

    def check(self) -> None:
        """Raises `UsageError` where the server cannot be reached, or lets nobody in."""
        self.connect().close()

    def connect(self) -> psycopg.Connection:
        """Return a new connection. Raises `UsageError`."""
        import psycopg

        try:
            return psycopg.connect(self.url, connect_timeout=_PATIENCE)
        except psycopg.Error as error:
            message = str(error)
        if any(words in message for words in _LOGIN):
            raise UsageError(DATABASE_LOGIN, target=self.shown)
        raise UsageError(DATABASE_SERVER_SILENT, target=self.shown, reason=self._without_password(message))

    def open(self) -> Database:
        """Return the database."""
        from .postgresql import PostgreSQLDatabase

        return PostgreSQLDatabase(self.url)

    def engine(self) -> Engine:
        """Return SQLAlchemy's engine for the database."""
        from sqlalchemy import NullPool, create_engine

        return create_engine("postgresql+psycopg://", creator=self.connect, poolclass=NullPool)

    def _without_password(self, message: str) -> str:
        line = message.strip().partition("\n")[0].rstrip(".")
        return line.replace(self.password, "***") if self.password else line
