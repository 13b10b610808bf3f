"""All rows of a collection as a stream, in constant memory: CSV (RFC 4180) or one JSON object a line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing

from ..semantics.fields import Pair
from ..server.handler import Response
from .answer import cache_control, response
from .database.database import Row
from .exchange import Exchange
from .place import Collection
from .query.page import columns_of
from .query.selection import Selection
from .representation import csv_rows, ndjson
from .representation.coding import coded
from .representation.document import Shape
from .service import Service

Pieces = Callable[[Shape, AsyncIterator[Sequence[Row]]], AsyncIterator[bytes]]

_EXPORTS: dict[str, tuple[str, Pieces]] = {
    csv_rows.MEDIA_TYPE: (csv_rows.CONTENT_TYPE, csv_rows.csv_pieces),
    ndjson.MEDIA_TYPE: (ndjson.MEDIA_TYPE, ndjson.ndjson_pieces),
}
EXPORTS = tuple(_EXPORTS)
"""The media types of streams of rows."""

_VARY: Pair = (b"vary", b"Accept, Accept-Encoding")


def export(service: Service, exchange: Exchange, place: Collection, selection: Selection, media_type: str) -> Response:
    """Answer with all rows that `selection` chooses, whatever its page. There is no entity tag before the last row."""
    content_type, pieces = _EXPORTS[media_type]
    rows = service.rows_of(place.resource)
    columns = selection.fields or columns_of(place.resource, selection)
    shape = Shape([place.resource.by_name[name] for name in columns])
    fields = ((b"content-type", content_type.encode("ascii")), cache_control(exchange), _VARY)
    if exchange.method == "HEAD":
        return coded(response(200, b"", *fields), exchange.field("accept-encoding"))
    batches = service.database.stream(rows.statements.every(selection))
    answer = response(200, b"", *fields)
    answer.content = _closing(pieces, shape, batches, len(columns))
    return coded(answer, exchange.field("accept-encoding"))


async def _closing(pieces: Pieces, shape: Shape, batches: AsyncIterator[list[Row]], width: int) -> AsyncIterator[bytes]:
    """Yield the pieces of the content; the reading ends with them, also where the client goes away before."""
    async with aclosing(batches) as open_batches:  # type: ignore[type-var]
        async for piece in pieces(shape, _narrowed(open_batches, width)):
            yield piece


async def _narrowed(batches: AsyncIterator[list[Row]], width: int) -> AsyncIterator[Sequence[Row]]:
    """Yield the rows without the columns that only the order needs."""
    async for rows in batches:
        yield rows if not rows or len(rows[0]) == width else [row[:width] for row in rows]
