"""What all changes have in common: the preferences they follow, and how they tell of what is there now."""

from __future__ import annotations

from ..faults.resource import OWNER_FORBIDDEN
from ..semantics.fields import Pair
from ..semantics.methods import is_idempotent
from ..server.handler import Response
from .answer import JSON_TYPE, applied, etag_field, path_field, response
from .database.database import Row, Transaction
from .exchange import Exchange
from .idempotency import Answer, key_of
from .place import item_path
from .refusal import Refusal
from .representation.changes import ChangeKind
from .representation.document import Document, tag_of
from .rows import Rows
from .service import Service

_VARY: Pair = (b"vary", b"Accept, Prefer")


async def write(service: Service, exchange: Exchange, answer: Answer) -> Response:
    """Run `answer` in a transaction and return what it returns, once for each Idempotency-Key.

    Raises what `answer` raises, and `ConstraintViolated`.
    """
    key = key_of(exchange, required=service.settings.require_idempotency_key) if _is_repeatable(exchange) else None

    async def once(transaction: Transaction) -> Response:
        exchange.changes.clear()
        if key is None:
            return await answer(transaction)
        return await service.kept_answers.once(transaction, exchange, key, answer)

    dry_run = is_dry_run(exchange)
    response = await service.database.write(once, dry_run=dry_run)
    if not dry_run:
        for change in exchange.changes:
            service.changes.publish(*change)
    return response


def _is_repeatable(exchange: Exchange) -> bool:
    """Tell whether doing it twice differs from doing it once: PUT and DELETE need no key (RFC 9110 §9.2.2)."""
    return not is_idempotent(exchange.method)


def is_dry_run(exchange: Exchange) -> bool:
    """Tell whether the client only wants to see what would happen: ``Prefer: tx=rollback``, as PostgREST has it."""
    return exchange.preferences.get("tx") == "rollback"


def wants_nothing_back(exchange: Exchange) -> bool:
    """Tell whether the client needs no representation of what it wrote (RFC 7240 §4.2)."""
    return exchange.preferences.get("return") == "minimal"


def created(exchange: Exchange, rows: Rows, row: Row, *, tells_tag: bool = True) -> Response:
    """Answer 201 with the place of the new item, and the item unless the client does not want it."""
    path = note(exchange, rows, row, ChangeKind.CREATED)
    return _told(exchange, rows, row, 201, tells_tag, path_field(b"location", exchange, path))


def changed(exchange: Exchange, rows: Rows, row: Row, kind: ChangeKind, *, tells_tag: bool = True) -> Response:
    """Answer 200 with the item as it is now, or 204 where the client does not want it.

    Without `tells_tag` there is no validator: after a PUT it would say that what was sent is what is there, and
    the database made something else of it (RFC 9110 §9.3.4).
    """
    note(exchange, rows, row, kind)
    return _told(exchange, rows, row, 204 if wants_nothing_back(exchange) else 200, tells_tag)


def removed(exchange: Exchange, rows: Rows, row: Row) -> Response:
    """Answer 204, or 200 with the item as it was where the client asks for it; there is nothing left to validate."""
    note(exchange, rows, row, ChangeKind.DELETED)
    if exchange.preferences.get("return") != "representation":
        return response(204, b"", *followed(exchange))
    return response(200, rows.content(row), JSON_TYPE, *followed(exchange))


def note(exchange: Exchange, rows: Rows, row: Row, kind: ChangeKind) -> str:
    """Note what happened to `row`, for those who listen; returns its path."""
    path = item_path(rows.resource, rows.key_of(row))
    etag = None if kind is ChangeKind.DELETED else str(rows.tag(row))
    exchange.changes.append((rows.resource.name, kind, path, rows.document(row), etag))
    return path


def _told(exchange: Exchange, rows: Rows, row: Row, status: int, tells_tag: bool, *fields: Pair) -> Response:
    content = rows.content(row)
    told = [*fields, *followed(exchange)]
    if tells_tag:
        told.append(etag_field(tag_of(content)))
    if wants_nothing_back(exchange):
        return response(status, b"", *told)
    told.append(path_field(b"content-location", exchange, item_path(rows.resource, rows.key_of(row))))
    return response(status, content, JSON_TYPE, *told)


def claim(exchange: Exchange, document: Document) -> Document:
    """Return `document` with its sender as its owner, where only own rows may be written. Raises `Refusal`, 403."""
    owner, name = exchange.grant.owner, exchange.principal.name
    if owner is None:
        return document
    if document.get(owner, name) != name:
        raise Refusal(OWNER_FORBIDDEN, column=owner, user=name)
    return {**document, owner: name}


def followed(exchange: Exchange) -> tuple[Pair, ...]:
    """Return what tells of preferences in the answer to a change: that they matter, and which were followed."""
    preferences = exchange.preferences
    names = []
    if preferences.get("return") in ("minimal", "representation"):
        names.append("return")
    if is_dry_run(exchange):
        names.append("tx")
    if preferences.get("handling") in ("strict", "lenient"):
        names.append("handling")
    return _VARY, *applied(exchange, names)
