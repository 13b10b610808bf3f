"""Cursors: exact, and refused where they are not of this order."""

from __future__ import annotations

import json
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import ip_address
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antiphon.faults.selection import CURSOR_BROKEN, CURSOR_OF_ANOTHER_ORDER
from antiphon.rest.query.cursor import cursor_of, values_in
from antiphon.rest.query.selection import Order
from antiphon.rest.refusal import Refusal

from .databases import Tables

ORDER = (Order("price", True), Order("id"))
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.decimals(allow_nan=False),
    st.text(),
    st.binary(),
    st.dates(),
    st.times().map(lambda value: value.replace(fold=0)),
    st.datetimes().map(lambda value: value.replace(fold=0)),
    st.datetimes(timezones=st.just(UTC)).map(lambda value: value.replace(fold=0)),
    st.uuids(),
    st.timedeltas(),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.tuples(VALUES, VALUES))
def test_every_value_comes_back_exactly(sqlite_shop: Tables, values: tuple[object, ...]) -> None:
    cursor = cursor_of(sqlite_shop["books"], ORDER, values)
    read = values_in(cursor, sqlite_shop["books"], ORDER, "after")
    assert [(type(value), repr(value)) for value in read] == [(type(value), repr(value)) for value in values]


@pytest.mark.parametrize(
    "value",
    [
        Decimal("1E-50"),
        Decimal("-0.00"),
        -0.0,
        math.inf,
        2**63 - 1,
        b"\0\xff",
        date.min,
        time.max,
        datetime.max,
        timedelta.min,
        UUID(int=0),
    ],
)
def test_extremes_come_back_exactly(sqlite_shop: Tables, value: object) -> None:
    cursor = cursor_of(sqlite_shop["books"], ORDER, (value, 1))
    assert repr(values_in(cursor, sqlite_shop["books"], ORDER, "after")[0]) == repr(value)


def test_a_value_of_the_databases_own_type_is_its_text(sqlite_shop: Tables) -> None:
    cursor = cursor_of(sqlite_shop["books"], ORDER, (ip_address("::1"), 1))
    assert values_in(cursor, sqlite_shop["books"], ORDER, "after") == ("::1", 1)


def test_a_cursor_of_another_order_or_collection_is_refused(sqlite_shop: Tables) -> None:
    cursor = cursor_of(sqlite_shop["books"], ORDER, (5, 1))
    for resource, order in [("books", ORDER[1:]), ("books", (Order("price"), Order("id"))), ("authors", ORDER)]:
        with pytest.raises(Refusal) as caught:
            values_in(cursor, sqlite_shop[resource], order, "after")
        assert caught.value.fault is CURSOR_OF_ANOTHER_ORDER


def test_the_end_is_a_place_only_before_which_a_page_can_be(sqlite_shop: Tables) -> None:
    end = cursor_of(sqlite_shop["books"], ORDER, ())
    assert values_in(end, sqlite_shop["books"], ORDER, "before", may_be_end=True) == ()
    with pytest.raises(Refusal) as caught:
        values_in(end, sqlite_shop["books"], ORDER, "after")
    assert caught.value.fault is CURSOR_BROKEN


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_cursor_with_one_wrong_character_is_refused(sqlite_shop: Tables, data: st.DataObject) -> None:
    cursor = cursor_of(sqlite_shop["books"], ORDER, (5, 1))
    place = data.draw(st.integers(0, len(cursor) - 1))
    broken = cursor[:place] + data.draw(st.characters(exclude_characters=cursor[place])) + cursor[place + 1 :]
    padding = "=" * (-len(cursor) % 4)
    if _decoded(broken + padding) != _decoded(cursor + padding):
        with pytest.raises(Refusal):
            values_in(broken, sqlite_shop["books"], ORDER, "after")


def _decoded(text: str) -> bytes | None:
    try:
        return urlsafe_b64decode(text)
    except ValueError:
        return None


@pytest.mark.parametrize(
    "content",
    [
        b"[",
        b"5",
        b"{}",
        b"[1, 2]",
        b'["x1", "i1"]',
        b'["", ""]',
        b'["i9223372036854775808", "i1"]',
        b'["i1e5", "i1"]',
        b'["dabc", "i1"]',
        b'["b*", "i1"]',
        b'["y2021-13-01", "i1"]',
        b'["p1,2", "i1"]',
        b'["i1"]',
        b'["i1", "i1", "i1"]',
        b"[" * 100_000,
        b'["i' + b"1" * 5000 + b'", "i1"]',
        b'["f' + b"0x1p99999999" + b'", "i1"]',
        b"\xff",
    ],
)
def test_a_forged_cursor_is_refused(sqlite_shop: Tables, content: bytes) -> None:
    from antiphon.rest.query.cursor import _checksum, _fingerprint

    resource = sqlite_shop["books"]
    forged = urlsafe_b64encode(_fingerprint(resource.name, tuple(ORDER)) + _checksum(content) + content).decode()
    with pytest.raises(Refusal) as caught:
        values_in(forged, resource, ORDER, "after")
    assert caught.value.fault is CURSOR_BROKEN


def test_a_cursor_can_stand_in_a_url(sqlite_shop: Tables) -> None:
    cursor = cursor_of(sqlite_shop["books"], ORDER, ("ü?&=" * 9, json.dumps({})))
    assert cursor.replace("-", "").replace("_", "").isalnum() and cursor.isascii()
