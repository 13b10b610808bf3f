"""Rows as lines of JSON, and as one array in pieces."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from antiphon.rest.representation.ndjson import json_pieces, ndjson_pieces, ndjson_rows
from antiphon.rest.schema.resource import Kind

from .shapes import shape

Rows = list[tuple[object, ...]]

COLUMNS = shape(id=Kind.INTEGER, text=Kind.TEXT)


async def _batches(batches: list[Rows]) -> AsyncIterator[Rows]:
    for batch in batches:
        yield batch


def test_each_row_is_a_line() -> None:
    assert ndjson_rows(COLUMNS, [(1, "a\nb"), (2, None)]) == b'{"id":1,"text":"a\\nb"}\n{"id":2,"text":null}\n'


def test_no_rows_are_no_lines() -> None:
    assert ndjson_rows(COLUMNS, []) == b""


def test_decimals_are_exact() -> None:
    columns = shape("postgresql", price=Kind.DECIMAL)
    assert ndjson_rows(columns, [(Decimal("8.90"),)]) == b'{"price":8.90}\n'


@pytest.mark.parametrize(
    "batches", [[], [[]], [[(1, "a")]], [[(1, "a"), (2, "b")], [(3, None)]], [[], [(1, "a")], [], [(2, "b")]]]
)
def test_the_pieces_of_an_array_are_one_array(batches: list[Rows]) -> None:
    async def pieces() -> bytes:
        return b"".join([piece async for piece in json_pieces(COLUMNS, _batches(batches))])

    rows = [row for batch in batches for row in batch]
    assert json.loads(asyncio.run(pieces())) == [{"id": number, "text": text} for number, text in rows]


def test_a_stream_of_lines_has_a_piece_for_each_batch() -> None:
    async def pieces() -> list[bytes]:
        return [piece async for piece in ndjson_pieces(COLUMNS, _batches([[(1, "a")], [(2, "b")]]))]

    assert asyncio.run(pieces()) == [b'{"id":1,"text":"a"}\n', b'{"id":2,"text":"b"}\n']
