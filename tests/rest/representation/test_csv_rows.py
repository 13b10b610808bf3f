"""Rows as CSV (RFC 4180)."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.rest.representation.csv_rows import csv_head, csv_pieces, csv_rows
from antiphon.rest.schema.resource import Kind

from .shapes import shape

TEXT = shape(id=Kind.INTEGER, text=Kind.TEXT)


def test_the_header_has_the_names_and_ends_with_cr_lf_rfc_4180_2() -> None:
    assert csv_head(("id", "a,b", 'say "hi"', "ñ")) == 'id,"a,b","say ""hi""",ñ\r\n'.encode()


def test_an_empty_name_is_told_from_nothing() -> None:
    assert csv_head(("", "id")) == b'"",id\r\n'


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("tea", b"tea"),
        ("a,b", b'"a,b"'),
        ('a "b"', b'"a ""b"""'),
        ("a\r\nb", b'"a\r\nb"'),
        ("a\nb", b'"a\nb"'),
        ("a\rb", b'"a\rb"'),
        ("né", "né".encode()),
        (None, b""),
        ("", b'""'),
        ("null", b"null"),
    ],
)
def test_a_cell_is_quoted_only_where_it_must_be_rfc_4180_2(value: str | None, cell: bytes) -> None:
    assert csv_rows(TEXT, [(1, value)]) == b"1," + cell + b"\r\n"


def test_null_alone_in_its_line_is_quoted_as_readers_pass_over_empty_lines() -> None:
    assert csv_rows(shape(a=Kind.TEXT), [(None,), ("",), ("x",)]) == b'""\r\n""\r\nx\r\n'


def test_formulas_stay_what_they_are() -> None:
    assert csv_rows(TEXT, [(1, "=1+1"), (2, "-3"), (3, "@x")]) == b"1,=1+1\r\n2,-3\r\n3,@x\r\n"


def test_values_have_the_form_that_codecs_read() -> None:
    columns = shape(
        yes=Kind.BOOLEAN, price=Kind.DECIMAL, at=Kind.DATETIME, picture=Kind.BINARY, more=Kind.JSON, size=Kind.FLOAT
    )
    row = (1, 8.9, "2025-10-01 09:30:00", b"\x00\xff", '{"a": [1, "b,c"]}', 1e300)
    line = csv_rows(columns, [row])
    assert line == b'true,8.9,2025-10-01T09:30:00,AP8=,"{""a"":[1,""b,c""]}",1e+300\r\n'
    cells = next(csv.reader(io.StringIO(line.decode())))
    read = [column.codec.from_text(cell) for column, cell in zip(columns.columns, cells, strict=True)]
    assert read == [1, 8.9, "2025-10-01 09:30:00", b"\x00\xff", '{"a":[1,"b,c"]}', 1e300]


def test_text_in_a_json_column_is_told_from_null_and_from_numbers() -> None:
    columns = shape("postgresql", id=Kind.INTEGER, more=Kind.JSON)
    assert csv_rows(columns, [(1, "5"), (2, 5), (3, None), (4, "")]) == b'1,"""5"""\r\n2,5\r\n3,\r\n4,""""""\r\n'


def test_what_sqlite_keeps_in_a_column_of_another_type_is_shown() -> None:
    assert csv_rows(TEXT, [(b"\x01", b"\x00\xff"), ("one", 2)]) == b"AQ==,AP8=\r\none,2\r\n"
    assert csv_rows(shape(any=Kind.ANY, id=Kind.INTEGER), [(b"\x00", 1), (1.5, 2)]) == b"AA==,1\r\n1.5,2\r\n"


def test_decimals_are_exact() -> None:
    columns = shape("postgresql", price=Kind.DECIMAL, id=Kind.INTEGER)
    price = "12345678901234567890.123456789"
    assert csv_rows(columns, [(Decimal(price), 1), (Decimal("NaN"), 2)]) == f"{price},1\r\n,2\r\n".encode()


def test_no_rows_are_no_lines() -> None:
    assert csv_rows(TEXT, []) == b""


@given(st.lists(st.tuples(st.integers(), st.text(st.characters(codec="utf-8")))))
def test_any_text_comes_back(rows: list[tuple[int, str]]) -> None:
    text = csv_rows(TEXT, rows).decode()
    assert [(int(number), cell) for number, cell in csv.reader(io.StringIO(text, newline=""))] == rows


def test_a_stream_has_the_header_and_a_piece_for_each_batch() -> None:
    async def batches() -> AsyncIterator[list[tuple[int, str]]]:
        yield [(1, "a"), (2, "b")]
        yield [(3, "c")]

    async def pieces() -> list[bytes]:
        return [piece async for piece in csv_pieces(TEXT, batches())]

    assert asyncio.run(pieces()) == [b"id,text\r\n", b"1,a\r\n2,b\r\n", b"3,c\r\n"]
