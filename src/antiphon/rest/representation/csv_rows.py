r"""Rows as comma-separated values (RFC 4180): a header of names, CR LF after every line, quotes only where needed.

NULL is an empty cell and empty text is ``""``, so that both can be told apart. (A line of nothing but one NULL would be
empty, and readers pass over empty lines; there, NULL is ``""`` too.) JSON columns hold JSON text, bytes are base64,
truth values ``true`` and ``false``: what `Codec.from_text` reads.

Text that a spreadsheet takes for a formula (``=1+1``) stays what it is. Putting an apostrophe before it would change
the data for every other reader, and spreadsheets differ in what they run; who opens the file in one imports its columns
as text.
"""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Callable, Sequence
from io import StringIO
from secrets import token_hex
from typing import Any

from ..database.database import Row
from ..schema.resource import Column, Kind
from ..schema.text_codecs import base64_of
from .document import Shape, json_of

MEDIA_TYPE = "text/csv"
CONTENT_TYPE = "text/csv; charset=utf-8; header=present"

Cells = Sequence[Any]

# The writer makes the same empty cell of NULL and of empty text. So empty text passes it as a word that nobody can
# have put into the data, since it is another one in every process.
_EMPTY_TEXT = f"empty-{token_hex(16)}"


def csv_head(names: Sequence[str]) -> bytes:
    """Return the first line, which has the names of the columns."""
    return _written([[name or _EMPTY_TEXT for name in names]])


def csv_rows(shape: Shape, rows: Sequence[Row]) -> bytes:
    """Return a line for each of `rows`, whose columns are those of `shape`."""
    columns = [_cells(column, values) for column, values in zip(shape.columns, zip(*rows, strict=True), strict=False)]
    return _written(zip(*columns, strict=True))


async def csv_pieces(shape: Shape, batches: AsyncIterator[Sequence[Row]]) -> AsyncIterator[bytes]:
    """Yield the whole content for the rows in `batches`, a piece for each batch."""
    yield csv_head(shape.names)
    async for rows in batches:
        yield csv_rows(shape, rows)


def _written(lines: Any) -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue().replace(_EMPTY_TEXT, '""').encode("utf-8")


def _cells(column: Column, values: Cells) -> Cells:
    """Return what the writer is to see for the `values` of one column."""
    if column.kind is Kind.JSON:
        return [value if value is None else _json_cell(column.codec.to_json(value)) for value in values]
    if not column.codec.shows_as_is:
        to_json = column.codec.to_json
        values = [value if value is None else to_json(value) for value in values]
    if not _CELLS.keys().isdisjoint(map(type, values)):
        values = [_cell(value) for value in values]
    return [_EMPTY_TEXT if value == "" else value for value in values] if "" in values else values


def _cell(value: Any) -> Any:
    shown = _CELLS.get(type(value))
    return value if shown is None else shown(value)


def _json_cell(value: Any) -> str:
    return json_of(value).decode("utf-8")


# What the writer would show in Python's own form.
_CELLS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "true" if value else "false",
    bytes: base64_of,
    bytearray: base64_of,
    memoryview: base64_of,
    dict: _json_cell,
    list: _json_cell,
}
