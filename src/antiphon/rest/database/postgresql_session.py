"""How a connection to PostgreSQL is set up before it is used: time zone, limits, and what its values become."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import psycopg
from psycopg import AsyncConnection, IsolationLevel
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Loader
from psycopg.types.json import set_json_loads

_PREPARED = 512
_TIMES = ("date", "timestamp", "timestamptz")


async def set_up(connection: AsyncConnection[Any], *, patience: float, seconds: float) -> None:
    """Make `connection` ready: times in UTC, statements limited to `seconds`, waiting for locks to `patience`."""
    await connection.set_isolation_level(IsolationLevel.READ_COMMITTED)
    connection.prepared_max = _PREPARED
    await connection.execute("SET TIME ZONE 'UTC'")
    await connection.execute(f"SET statement_timeout = {seconds * 1000:.0f}".encode())
    await connection.execute(f"SET lock_timeout = {patience * 1000:.0f}".encode())
    # Numbers inside JSON stay as exact as the database keeps them.
    set_json_loads(msgspec.json.Decoder(float_hook=Decimal).decode, connection)
    for name in _TIMES:
        connection.adapters.register_loader(name, _TimeLoader)


class _TimeLoader(Loader):
    """Days and moments, as text where Python has none for them, such as infinity and the year 10000."""

    def __init__(self, oid: int, context: AdaptContext | None = None) -> None:
        super().__init__(oid, context)
        loader = psycopg.adapters.get_loader(oid, self.format)
        self._load = loader(oid, context).load if loader else bytes

    def load(self, data: Buffer) -> Any:
        """Return a `datetime.date` or `datetime.datetime`, or the text."""
        try:
            return self._load(data)
        except psycopg.DataError:
            return bytes(data).decode("utf-8")
