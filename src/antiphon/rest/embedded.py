"""What is shown inside the rows of a page: one statement for each resource, however many rows there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from .access.policy import Action
from .database.database import Row
from .exchange import Exchange
from .query.embedding import Embedding, embeddings
from .query.selection import Selection
from .representation.document import Document
from .rows import Rows
from .schema.resource import Resource
from .service import Service

MOST_FOR_EACH = 100
"""How many items that point to a row are shown inside of it; all of them are at their own collection."""

Values = tuple[object, ...]


async def with_embedded(
    service: Service,
    exchange: Exchange,
    rows_of: Rows,
    selection: Selection,
    columns: Sequence[str],
    rows: Sequence[Row],
    documents: list[Document],
) -> list[Document]:
    """Return `documents`, made of `rows` which have `columns`, with all that `selection` wants to see, and no more."""
    if selection.embed:
        await _embed(service, exchange, rows_of.resource, selection, columns, rows, documents)
    if selection.fields is None:
        return documents
    names = (*selection.fields, *selection.embed)
    return [{name: document[name] for name in names} for document in documents]


async def _embed(
    service: Service,
    exchange: Exchange,
    resource: Resource,
    selection: Selection,
    columns: Sequence[str],
    rows: Sequence[Row],
    documents: Sequence[Document],
) -> None:
    offered = embeddings(resource)
    for name in selection.embed:
        embedding = offered[name]
        places = [columns.index(column) for column in embedding.here]
        pointing = [tuple(row[place] for place in places) for row in rows]
        found = await _found(service, exchange, embedding, pointing)
        for document, values in zip(documents, pointing, strict=True):
            items = found.get(values, [])
            document[name] = items if embedding.many else next(iter(items), None)


async def _found(
    service: Service, exchange: Exchange, embedding: Embedding, pointing: Sequence[Values]
) -> dict[Values, list[Document]]:
    """Return the items to show, by the values that lead to them. Raises `Refusal` where they may not be seen."""
    others = service.rows[embedding.resource]
    grant = service.policy.permit(exchange.principal, others.resource, Action.READ)
    wanted = list(dict.fromkeys(values for values in pointing if None not in values))
    if not wanted:
        return {}
    limit = MOST_FOR_EACH if embedding.many else None
    rows = await service.database.fetch(others.statements.among(embedding.there, wanted, limit))
    places = [others.shape.names.index(column) for column in embedding.there]
    found: dict[Values, list[Document]] = defaultdict(list)
    for row in rows:
        if others.is_granted(row, exchange.principal, grant):
            found[tuple(row[place] for place in places)].append(others.document(row))
    return found
