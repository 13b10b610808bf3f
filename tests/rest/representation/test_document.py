"""Rows are written faster than as documents, and exactly like them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.rest.representation.document import Shape, json_of
from antiphon.rest.schema.resource import Kind

from .shapes import column, shape

VALUES = st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.tuples(*[VALUES | st.binary()] * len(Kind)), max_size=3))
def test_any_row_of_sqlite_is_written_like_its_document(rows: list[tuple[object, ...]]) -> None:
    every = Shape([column(kind.value, kind) for kind in Kind])
    assert json_of(every.items(rows)) == json_of([every.document(row) for row in rows])


def test_the_values_of_other_drivers_are_written_like_documents() -> None:
    some = shape("postgresql", a=Kind.DECIMAL, b=Kind.UUID, c=Kind.DATE, d=Kind.DATETIME, e=Kind.BINARY, f=Kind.JSON)
    row = (Decimal("8.90"), UUID(int=1), date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5), b"\0\xff", {"a": [1.5]})
    assert json_of(some.item(row)) == json_of(some.document(row))


@pytest.mark.parametrize(
    "name", ["", "plain", "two words", "ä", "\u2028", 'a"b', "a\\b", "a\nb", "\x7f", "value_1", "id"]
)
def test_a_column_may_have_any_name(name: str) -> None:
    named = Shape([column(name, Kind.INTEGER), column("value_0", Kind.TEXT)])
    assert json_of(named.items([(1, "x")])) == json_of([named.document((1, "x"))]) != b"[]"
