"""Where a database of MySQL or MariaDB is: ``mysql://USER:PASSWORD@HOST:PORT/DATABASE``."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ...faults import UsageError
from ...faults.database import (
    DATABASE_DRIVER_MISSING,
    DATABASE_LOGIN,
    DATABASE_SERVER_SILENT,
    DATABASE_URL,
)
from .database import Database

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from .mysql_session import Connection

_PATIENCE = 5
_PORT = 3306
_SHOWN = "mysql://…"
# "Access denied", by password and by plugin.
_LOGIN = (1045, 1698)


def _truth(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text.lower()]


_OPTIONS: Mapping[str, Callable[[str], object]] = {
    "unix_socket": str,
    "ssl_ca": str,
    "ssl_cert": str,
    "ssl_key": str,
    "ssl_key_password": str,
    "ssl_disabled": _truth,
    "ssl_verify_cert": _truth,
    "ssl_verify_identity": _truth,
}


def mysql_at(rest: str) -> MySQLLocation:
    """Return the location that a URL names after its scheme. Raises `UsageError`.

    It may have the options of PyMySQL for a socket's path and for TLS. Without a password, that of the variable
    MYSQL_PWD counts, as for MySQL's own programs.
    """
    try:
        url = urlsplit(f"mysql://{rest}")
        name = unquote(url.path.removeprefix("/"))
        pairs = parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query))
        options = {option: _OPTIONS[option](value) for option, value in pairs}
        port = url.port or _PORT
    except (ValueError, KeyError):
        # The URL is not shown: it may hold the password.
        raise UsageError(DATABASE_URL, target=_SHOWN) from None
    if not name or "/" in name or url.fragment:
        raise UsageError(DATABASE_URL, target=_SHOWN)
    password = os.environ.get("MYSQL_PWD", "") if url.password is None else unquote(url.password)
    parameters = {
        "host": url.hostname or "localhost",
        "port": port,
        "user": unquote(url.username or ""),
        "password": password,
        "database": name,
        # The driver would make ready for TLS each time, which takes longer than all the rest.
        "ssl_disabled": "unix_socket" in options,
        **options,
    }
    where = options.get("unix_socket") or f"{url.hostname or 'localhost'}:{port}"
    return MySQLLocation(parameters, f"mysql://{where}/{name}", password)


@dataclass(frozen=True, slots=True)
class MySQLLocation:
    """A database of a MySQL or MariaDB server. `shown` is its URL without user and password."""

    parameters: Mapping[str, Any] = field(repr=False)
    shown: str
    password: str = field(repr=False, default="")

    def check(self) -> None:
        """Raises `UsageError` where the driver is missing, the server cannot be reached, or lets nobody in."""
        self.connect().close()

    def connect(self) -> Connection:
        """Return a new connection. Raises `UsageError`."""
        try:
            import pymysql
        except ImportError:
            raise UsageError(DATABASE_DRIVER_MISSING, target=self.shown, driver="PyMySQL", extra="mysql") from None
        from .mysql_session import connect

        try:
            return connect(self.parameters, patience=_PATIENCE, seconds=None)
        except (pymysql.Error, OSError, RuntimeError) as error:
            # RuntimeError: a way to log in that needs a package which is not there.
            number, message = (*error.args, "", "")[:2]
            if number in _LOGIN:
                raise UsageError(DATABASE_LOGIN, target=self.shown) from None
            reason = self._reason(message or number)
        raise UsageError(DATABASE_SERVER_SILENT, target=self.shown, reason=reason)

    def open(self) -> Database:
        """Return the database."""
        from .mysql import MySQLDatabase

        return MySQLDatabase(self.parameters)

    def engine(self) -> Engine:
        """Return SQLAlchemy's engine for the database."""
        from sqlalchemy import NullPool, create_engine

        return create_engine("mysql+pymysql://", creator=self.connect, poolclass=NullPool)

    def _reason(self, message: object) -> str:
        line = str(message).strip().partition("\n")[0].rstrip(".")
        return line.replace(self.password, "***") if self.password else line
