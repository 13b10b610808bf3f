"""Rows as lines of JSON, an object on each, and as one JSON array that is written piece by piece."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import msgspec

from ..database.database import Row
from .document import Shape

MEDIA_TYPE = "application/x-ndjson"

_encoder = msgspec.json.Encoder(decimal_format="number")


def ndjson_rows(shape: Shape, rows: Sequence[Row]) -> bytes:
    """Return an object for each of `rows`, a line feed after every one."""
    return _encoder.encode_lines(shape.items(rows))


async def ndjson_pieces(shape: Shape, batches: AsyncIterator[Sequence[Row]]) -> AsyncIterator[bytes]:
    """Yield the lines for the rows in `batches`, a piece for each batch."""
    async for rows in batches:
        yield ndjson_rows(shape, rows)


async def json_pieces(shape: Shape, batches: AsyncIterator[Sequence[Row]]) -> AsyncIterator[bytes]:
    """Yield one JSON array of the rows in `batches`, a piece for each batch."""
    before = b"["
    async for rows in batches:
        if rows:
            array = _encoder.encode(shape.items(rows))
            yield before + array[1:-1]
            before = b","
    yield b"[]" if before == b"[" else b"]"
