"""Values between JSON, text and drivers: exact, and strict about what fits."""

from __future__ import annotations

import sqlite3
import uuid
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from antiphon.faults import Fault
from antiphon.faults.row import (
    ARRAY_RAGGED,
    BINARY_TOO_LONG,
    FRACTION_TOO_FINE,
    NOT_A_BOOLEAN,
    NOT_A_CHOICE,
    NOT_A_DATE,
    NOT_A_DATETIME,
    NOT_A_NUMBER,
    NOT_A_SCALAR,
    NOT_A_TIME,
    NOT_A_UUID,
    NOT_AN_ARRAY,
    NOT_AN_INTEGER,
    NOT_BASE64,
    NOT_JSON_TEXT,
    NOT_TEXT,
    NUMBER_OUT_OF_RANGE,
    TEXT_NOT_UNICODE,
    TEXT_TOO_LONG,
    TEXT_WITH_NUL,
    TOO_MANY_DECIMALS,
    TOO_MANY_DIGITS,
    TOO_PRECISE,
    ZONE_MISSING,
)
from antiphon.rest.refusal import Mismatch
from antiphon.rest.schema.codecs import codec_for
from antiphon.rest.schema.number_codecs import GREATEST_SINGLE
from antiphon.rest.schema.resource import Codec, Kind
from antiphon.rest.schema.value_type import ValueType

BOTH = ("sqlite", "postgresql")


def codec(kind: Kind, dialect: str = "sqlite", **limits: Any) -> Codec:
    return codec_for(ValueType(kind, **limits), dialect)


def refusal(made: Codec, value: Any) -> Fault:
    with pytest.raises(Mismatch) as caught:
        made.from_json(value)
    assert "{" not in str(caught.value)
    assert caught.value.sentence("es")
    return caught.value.fault


def text_refusal(made: Codec, text: str) -> Fault:
    with pytest.raises(Mismatch) as caught:
        made.from_text(text)
    return caught.value.fault


@pytest.mark.parametrize(
    ("value", "expected"),
    [(5, 5), (-(2**63), -(2**63)), (2**63 - 1, 2**63 - 1), (Decimal("1.0"), 1), (Decimal("1E+3"), 1000), (2.0, 2)],
)
def test_whole_numbers(value: Any, expected: int) -> None:
    read = codec(Kind.INTEGER).from_json(value)
    assert read == expected and type(read) is int


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("5", NOT_AN_INTEGER),
        (True, NOT_AN_INTEGER),
        (Decimal("1.5"), NOT_AN_INTEGER),
        (float("nan"), NOT_AN_INTEGER),
        (float("inf"), NOT_AN_INTEGER),
        ([5], NOT_AN_INTEGER),
        (2**63, NUMBER_OUT_OF_RANGE),
        (Decimal("1E+999999999"), NUMBER_OUT_OF_RANGE),
        (-(2**63) - 1, NUMBER_OUT_OF_RANGE),
    ],
)
def test_what_is_no_whole_number(value: Any, fault: Fault) -> None:
    assert refusal(codec(Kind.INTEGER), value) is fault


def test_a_whole_number_in_a_url() -> None:
    integers = codec(Kind.INTEGER)
    assert integers.from_text("5") == 5 and integers.from_text("-0") == 0
    for text in ("", " 5", "5.0", "05", "+5", "٥", "1e3", "5\n", "true"):
        assert text_refusal(integers, text) is NOT_AN_INTEGER
    assert text_refusal(integers, "9" * 5000) is NUMBER_OUT_OF_RANGE


def test_a_smaller_column_has_a_smaller_range() -> None:
    assert refusal(codec(Kind.INTEGER, "postgresql", least=-(2**15), greatest=2**15 - 1), 32768) is NUMBER_OUT_OF_RANGE


@given(number=st.floats(width=32, allow_nan=False, allow_infinity=False))
@example(number=GREATEST_SINGLE)
def test_a_float_of_mysql_is_shown_in_few_digits_that_stand_for_it(number: float) -> None:
    floats = codec(Kind.FLOAT, "mysql", single=True)
    shown = floats.to_json(number)
    assert floats.from_json(shown) == number
    # Fewer digits of the greatest one would be more than it.
    assert len(Decimal(repr(shown)).normalize().as_tuple().digits) <= 9 or abs(number) == GREATEST_SINGLE


def test_floats() -> None:
    floats = codec(Kind.FLOAT)
    assert floats.from_json(Decimal("0.1")) == 0.1 and floats.from_json(3) == 3.0
    assert floats.from_text("-1.5e3") == -1500.0
    for large in (float("nan"), float("inf"), Decimal("1E+400"), 10**400):
        assert refusal(floats, large) is NUMBER_OUT_OF_RANGE
    for other in (True, "0.1", None, ["0.1"]):
        assert refusal(floats, other) is NOT_A_NUMBER
    for text in ("nan", "inf", "1_0", "0x1", ".5", "5.", ""):
        assert text_refusal(floats, text) is NOT_A_NUMBER
    assert refusal(codec(Kind.FLOAT, "postgresql", single=True), 1e39) is NUMBER_OUT_OF_RANGE


@pytest.mark.parametrize("dialect", BOTH)
def test_decimals_are_never_rounded(dialect: str) -> None:
    decimals = codec(Kind.DECIMAL, dialect, precision=8, scale=2)
    for value in (Decimal("12.50"), "12.50", Decimal("12.500000"), Decimal("1250E-2")):
        assert Decimal(str(decimals.from_json(value))) == Decimal("12.50")
    assert decimals.from_json(0) == 0 and decimals.from_json(Decimal("0E+99")) == 0
    assert refusal(decimals, Decimal("0.125")) is TOO_MANY_DECIMALS
    assert refusal(decimals, 1_000_000) is TOO_MANY_DIGITS
    assert refusal(decimals, Decimal("1E+999999999")) is TOO_MANY_DIGITS
    assert refusal(decimals, Decimal("1E-999999999")) is TOO_MANY_DECIMALS
    for other in (True, "", "1_0", "NaN", Decimal("NaN"), Decimal("Infinity"), float("nan"), "9" * 5000, [5]):
        assert refusal(decimals, other) is NOT_A_NUMBER


def test_a_decimal_with_more_digits_than_sqlite_keeps_is_refused() -> None:
    decimals = codec(Kind.DECIMAL)
    assert decimals.from_json(Decimal(9007199254740993)) == 9007199254740993
    assert refusal(decimals, Decimal("123456789012345.67")) is TOO_PRECISE
    assert refusal(decimals, Decimal("1E+309")) is TOO_MANY_DIGITS


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**10), max_value=10**10))
def test_a_decimal_survives_sqlite(number: Decimal) -> None:
    value = codec(Kind.DECIMAL).from_json(number)
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE t (n NUMERIC)")
        database.execute("INSERT INTO t VALUES (?)", (value,))
        (kept,) = database.execute("SELECT n FROM t").fetchone()
    database.close()
    assert Decimal(repr(kept)) == number


def test_decimals_of_postgresql_have_no_number_for_nan() -> None:
    decimals = codec(Kind.DECIMAL, "postgresql")
    assert decimals.to_json(Decimal("1.10")) == Decimal("1.10") and decimals.to_json(Decimal("NaN")) is None
    assert refusal(decimals, Decimal("1E+131072")) is TOO_MANY_DIGITS


def test_text() -> None:
    texts = codec(Kind.TEXT, max_length=3)
    assert texts.from_json("äöü") == "äöü" and texts.from_text("5") == "5"
    assert refusal(texts, "four") is TEXT_TOO_LONG
    assert refusal(texts, "a\0") is TEXT_WITH_NUL
    assert refusal(texts, "\ud800") is TEXT_NOT_UNICODE
    for value in (5, None, True, ["a"]):
        assert refusal(texts, value) is NOT_TEXT


def test_choices() -> None:
    choices = codec(Kind.TEXT, choices=("new", "paid"))
    assert choices.from_json("paid") == "paid"
    assert refusal(choices, "PAID") is NOT_A_CHOICE


def test_truth_values() -> None:
    for dialect, kept in (("sqlite", 1), ("postgresql", True)):
        truths = codec(Kind.BOOLEAN, dialect)
        read = truths.from_json(True)
        assert read is kept
        assert truths.from_text("true") is kept and truths.from_text("0") == 0
        assert truths.to_json(kept) is True
        for value in (1, "true", None, 0):
            assert refusal(truths, value) is NOT_A_BOOLEAN
        assert text_refusal(truths, "yes") is NOT_A_BOOLEAN
    assert codec(Kind.BOOLEAN).to_json(0) is False
    assert codec(Kind.BOOLEAN).to_json("maybe") == "maybe"


def test_days() -> None:
    assert codec(Kind.DATE).from_json("2024-02-29") == "2024-02-29"
    assert codec(Kind.DATE, "postgresql").from_json("2024-02-29") == date(2024, 2, 29)
    assert codec(Kind.DATE, "postgresql").to_json(date(2024, 2, 29)) == "2024-02-29"
    for value in ("2026-02-29", "2026-2-1", "20260201", "2026-W01-1", "0000-01-01", "٢٠٢٦-01-01", 20260201, ""):
        assert refusal(codec(Kind.DATE), value) is NOT_A_DATE


def test_times() -> None:
    assert codec(Kind.TIME).from_json("12:30:00.5") == "12:30:00.500000"
    assert codec(Kind.TIME, "postgresql").from_json("23:59:59") == time(23, 59, 59)
    assert codec(Kind.TIME, "postgresql").to_json(time(1, 2, 3)) == "01:02:03"
    for value in ("24:00:00", "12:30", "12:30:60", "12:30:00Z", "1:00:00", 5):
        assert refusal(codec(Kind.TIME), value) is NOT_A_TIME
    zoned = codec(Kind.TIME, "postgresql", zoned=True)
    assert zoned.to_json(zoned.from_json("12:30:00Z")) == "12:30:00Z"
    assert refusal(zoned, "12:30:00") is ZONE_MISSING
    assert refusal(zoned, "12:30:00+24:00") is NOT_A_TIME


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2026-02-28T12:30:00", "2026-02-28 12:30:00"),
        ("2026-02-28 12:30:00Z", "2026-02-28 12:30:00"),
        ("2026-02-28t12:30:00.25+02:00", "2026-02-28 10:30:00.250000"),
        ("2026-02-28T12:30:00.1234560000z", "2026-02-28 12:30:00.123456"),
    ],
)
def test_a_moment_without_zone_is_utc(sent: str, kept: str) -> None:
    moments = codec(Kind.DATETIME)
    assert moments.from_json(sent) == kept
    assert moments.to_json(kept) == kept.replace(" ", "T")
    native = codec(Kind.DATETIME, "postgresql")
    assert native.from_json(sent) == datetime.fromisoformat(kept)


def test_a_moment_with_zone_shows_utc() -> None:
    moments = codec(Kind.DATETIME, "postgresql", zoned=True)
    assert moments.from_json("2026-02-28T12:30:00+02:00") == datetime(2026, 2, 28, 10, 30, tzinfo=UTC)
    assert moments.to_json(datetime(2026, 2, 28, 12, 30, tzinfo=timezone(timedelta(hours=2)))) == "2026-02-28T10:30:00Z"
    assert moments.to_json("infinity") == "infinity"
    assert refusal(moments, "2026-02-28T12:30:00") is ZONE_MISSING


@pytest.mark.parametrize(
    "value",
    [
        "",
        "2026-02-28",
        "2026-02-28T12:30",
        "2026-02-28T12:30:00+2",
        "2026-02-29T12:30:00Z",
        "now",
        5,
        "2026-02-28T25:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "2026-02-28_12:30:00",
        "2026-02-28T12:30:00+02:60",
        "2026-02-28T12:30:60Z",
    ],
)
def test_what_is_no_moment(value: Any) -> None:
    assert refusal(codec(Kind.DATETIME), value) is NOT_A_DATETIME


def test_no_fraction_is_cut() -> None:
    assert refusal(codec(Kind.DATETIME), "2026-02-28T12:30:00.1234567Z") is FRACTION_TOO_FINE


@pytest.mark.parametrize("value", ["2026-02-28", "last week", 1709123400, "2026-02-28T12:30:00Z"])
def test_what_others_wrote_into_sqlite_is_shown_as_it_is(value: Any) -> None:
    assert codec(Kind.DATETIME).to_json(value) == value


def test_uuids() -> None:
    text = "123e4567-e89b-12d3-a456-426614174000"
    assert codec(Kind.UUID).from_json(text.upper()) == text
    assert codec(Kind.UUID, "postgresql").from_json(text) == uuid.UUID(text)
    assert codec(Kind.UUID, "postgresql").to_json(uuid.UUID(text)) == text
    for value in (text.replace("-", ""), f"{{{text}}}", text + "0", "", 5):
        assert refusal(codec(Kind.UUID), value) is NOT_A_UUID


def test_bytes_are_strict_base64() -> None:
    binary = codec(Kind.BINARY, max_length=3)
    assert binary.from_json("AP8=") == b"\x00\xff" and binary.from_json("") == b""
    assert binary.to_json(b"\x00\xff") == "AP8="
    for value in ("AP8", "AP9=", "AP8=\n", "A P8=", "AP8==", "-_8=", "=", "é", 5, None):
        assert refusal(binary, value) is NOT_BASE64
    assert refusal(binary, "AAAAAA==") is BINARY_TOO_LONG


@given(st.binary())
def test_bytes_come_back(data: bytes) -> None:
    binary = codec(Kind.BINARY)
    assert binary.from_json(binary.to_json(data)) == data


def test_json_keeps_every_digit() -> None:
    documents = codec(Kind.JSON)
    value = {"price": Decimal("1.10"), "big": 2**70, "list": [None, True, "ü"]}
    text = documents.from_json(value)
    assert isinstance(text, str) and documents.to_json(text) == value
    assert str(documents.to_json(text)["price"]) == "1.10"
    assert documents.from_text('{"a": 1.10}') == '{"a":1.10}'
    assert text_refusal(documents, "{") is NOT_JSON_TEXT
    assert text_refusal(documents, "NaN") is NOT_JSON_TEXT


@pytest.mark.parametrize("kept", ["no json", "", "[" * 5000, 5, 1.5])
def test_what_is_no_json_in_sqlite_is_shown_as_it_is(kept: Any) -> None:
    assert codec(Kind.JSON).to_json(kept) == kept


def test_what_jsonb_cannot_keep() -> None:
    documents = codec(Kind.JSON, "postgresql")
    assert refusal(documents, {"a": ["\0"]}) is TEXT_WITH_NUL
    assert refusal(documents, {"\0": 1}) is TEXT_WITH_NUL
    assert refusal(documents, [Decimal("1E+200000")]) is NUMBER_OUT_OF_RANGE
    assert documents.from_json({"a": Decimal("1.10")}) == '{"a":1.10}'


def test_arrays() -> None:
    numbers = codec_for(ValueType(Kind.JSON, item=ValueType(Kind.INTEGER)), "postgresql")
    assert numbers.from_json([1, None, 3]) == [1, None, 3]
    assert numbers.from_json([[1], [2]]) == [[1], [2]]
    assert numbers.from_text("[1]") == [1]
    assert refusal(numbers, ["1"]) is NOT_AN_INTEGER
    assert refusal(numbers, 1) is NOT_AN_ARRAY
    for ragged in ([[1], 2], [[1], [2, 3]], [[1], None]):
        assert refusal(numbers, ragged) is ARRAY_RAGGED
    days = codec_for(ValueType(Kind.JSON, item=ValueType(Kind.DATE)), "postgresql")
    assert not days.shows_as_is
    assert days.to_json([[date(2026, 1, 2), None]]) == [["2026-01-02", None]]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("{}", []),
        ('{a,"b c",NULL,"NULL","","q\\"\\\\"}', ["a", "b c", None, "NULL", "", 'q"\\']),
        ("{{a,b},{c,NULL}}", [["a", "b"], ["c", None]]),
        ("no array", "no array"),
        ("}{", "}{"),
        ("{a", "{a"),
        ("", ""),
    ],
)
def test_an_array_that_the_driver_does_not_know(text: str, values: Any) -> None:
    texts = codec_for(ValueType(Kind.JSON, item=ValueType(Kind.TEXT)), "postgresql")
    assert texts.to_json(text) == values


def test_anything_in_sqlite() -> None:
    anything = codec(Kind.ANY)
    assert anything.from_json("a") == "a" and anything.from_json(5) == 5 and anything.from_json(Decimal("0.5")) == 0.5
    assert anything.from_json(True) == 1
    assert anything.from_text("5") == 5 and anything.from_text("05") == "05" and anything.from_text("true") == "true"
    assert anything.to_json(b"\xff") == "/w=="
    assert refusal(anything, {}) is NOT_A_SCALAR
    assert refusal(anything, 2**64 + 1) is TOO_PRECISE


def test_anything_in_postgresql_is_text() -> None:
    anything = codec(Kind.ANY, "postgresql")
    assert (
        anything.from_json("1 day") == "1 day" and anything.from_json(5) == "5" and anything.from_json(True) == "true"
    )
    assert anything.to_json(timedelta(days=1, hours=2)) == "P1DT7200S"
    assert anything.to_json([timedelta(seconds=1), None]) == ["PT1S", None]
    assert refusal(anything, []) is NOT_A_SCALAR


@pytest.mark.parametrize("dialect", BOTH)
@pytest.mark.parametrize("kind", list(Kind))
def test_a_codec_that_shows_as_is_does_nothing(kind: Kind, dialect: str) -> None:
    made = codec(kind, dialect)
    marker = object()
    if made.shows_as_is:
        assert made.to_json(marker) is marker


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("dialect", BOTH)
@pytest.mark.parametrize("kind", list(Kind))
@given(value=JSON.filter(lambda value: value is not None), text=st.text())
def test_nothing_but_a_mismatch_is_raised(kind: Kind, dialect: str, value: Any, text: str) -> None:
    made = codec(kind, dialect)
    for read, given_value in ((made.from_json, value), (made.from_text, text)):
        try:
            read(given_value)
        except Mismatch as mismatch:
            assert mismatch.sentence("es") and mismatch.fix("en")
