"""A request that is sent twice happens once (draft-ietf-httpapi-idempotency-key-header-07).

The answer is kept in the transaction that does the work, in a table of ours: both are there, or neither is, for every
server of the database, and after a crash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable
from time import time
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table, Text, delete, insert, select
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql.elements import BindParameter

from ..faults.database import WRITE_CONFLICTED
from ..faults.resource import IDEMPOTENCY_KEY_INVALID, IDEMPOTENCY_KEY_REQUIRED, IDEMPOTENCY_KEY_REUSED
from ..semantics.fields import Fields
from ..server.handler import Response
from .database.database import Statement, Transaction
from .database.failures import ConstraintViolated, DatabaseUnavailable
from .exchange import Exchange
from .query.compiled import Compiled, Places, compiled
from .refusal import Refusal
from .representation.document import json_of

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

_LONGEST_KEY = 255
_KEPT_SECONDS = 24 * 3600
_MOST_CONTENT = 2**32 - 1
# A Structured Field string (RFC 9651 §3.3.3), or what many clients send instead: the key without quotation marks.
_KEY = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"|([!#-\[\]-~]+)')
_ESCAPE = re.compile(r"\\(.)")

_ANSWERS = Table(
    "_antiphon_answers",
    MetaData(),
    Column("scope", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("fields", Text, nullable=False),
    # MySQL makes of the length the type that has so much room.
    Column("content", LargeBinary(_MOST_CONTENT), nullable=False),
    Column("kept_until", BigInteger, nullable=False),
)

Answer = Callable[[Transaction], Awaitable[Response]]


def key_of(exchange: Exchange, *, required: bool) -> str | None:
    """Return the request's Idempotency-Key; None where it has none. Raises `Refusal`, 400."""
    value = exchange.field("idempotency-key")
    if value is None:
        if required:
            raise Refusal(IDEMPOTENCY_KEY_REQUIRED, method=exchange.method)
        return None
    match = _KEY.fullmatch(value.strip(" \t"))
    key = "" if match is None else match[2] or _ESCAPE.sub(r"\1", match[1] or "")
    if not 0 < len(key) <= _LONGEST_KEY:
        raise Refusal(IDEMPOTENCY_KEY_INVALID, limit=_LONGEST_KEY)
    return key


class KeptAnswers:
    """The answers to requests with an Idempotency-Key, in the database itself. They are forgotten after a day."""

    def __init__(self, dialect: Dialect) -> None:
        table = _ANSWERS.c
        answer = select(table.fingerprint, table.status, table.fields, table.content)
        kept = insert(_ANSWERS).values(_placed(table.keys()))
        self._create = Statement(str(CreateTable(_ANSWERS, if_not_exists=True).compile(dialect=dialect)))
        self._find: Compiled = compiled(answer.where(table.scope == Places().next()), dialect)
        self._keep: Compiled = compiled(kept, dialect)
        self._forget: Compiled = compiled(delete(_ANSWERS).where(table.kept_until < Places().next()), dialect)

    async def once(self, transaction: Transaction, exchange: Exchange, key: str, answer: Answer) -> Response:
        """Return the answer to `exchange`: the one kept under `key`, or that of `answer`, which is kept.

        A key belongs to a user, a method and a URL. Raises `Refusal`, 422, where it was used for other content.
        """
        scope = _digest(exchange.principal.name, exchange.method, exchange.base, exchange.path, key)
        fingerprint = hashlib.sha256(exchange.request.content).hexdigest()
        await _unless_raced(transaction, self._create)
        for known, status, fields, content in await transaction.execute(self._find.bind([scope])):
            if known != fingerprint:
                raise Refusal(IDEMPOTENCY_KEY_REUSED)
            return Response(status, _fields_in(fields), bytes(content))
        response = await answer(transaction)
        now = int(time())
        content = response.content if isinstance(response.content, bytes) else b""
        row = [scope, fingerprint, response.status, _written(response.fields), content, now + _KEPT_SECONDS]
        await transaction.execute(self._forget.bind([now]))
        await _unless_raced(transaction, self._keep.bind(row))
        return response


async def _unless_raced(transaction: Transaction, statement: Statement) -> None:
    """Run `statement`; where another transaction has just made the same table or row, the work is to run again.

    PostgreSQL may call both a duplicate key: that of a table made by ``IF NOT EXISTS`` is in its catalogue. Raises
    `DatabaseUnavailable`.
    """
    try:
        await transaction.execute(statement)
    except ConstraintViolated as error:
        raise DatabaseUnavailable(WRITE_CONFLICTED, retry_after=1) from error


def _placed(names: Iterable[str]) -> dict[str, BindParameter[object]]:
    places = Places()
    return {name: places.next() for name in names}


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()


def _written(fields: Fields) -> str:
    return json_of([[name.decode("ascii"), value.decode("latin-1")] for name, value in fields.raw]).decode("utf-8")


def _fields_in(text: str) -> Fields:
    import json

    return Fields(json.loads(text))
