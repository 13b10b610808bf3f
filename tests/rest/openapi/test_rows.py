"""The schemas of items, compared with what the validation of requests says of the same documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from antiphon.rest.openapi.columns import shown
from antiphon.rest.openapi.rows import changes, item, new_item, replacement
from antiphon.rest.schema.codecs import codec_for
from antiphon.rest.schema.resource import Column, Kind, Schema
from antiphon.rest.schema.validation import validate_new
from antiphon.rest.schema.value_type import ValueType
from antiphon.semantics.json_text import read_json

from .described import schema_from

PRODUCT: dict[str, Any] = {"sku": "A", "name": "Assam", "category": "tea", "price": 8.9}


def _accepts(schema: dict[str, Any], document: Any) -> bool:
    return bool(OAS31Validator(schema).is_valid(document))


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"id": 5},
        {"id": "5"},
        {"id": 2**63},
        {"id": None},
        {"sku": "x" * 12},
        {"sku": "x" * 13},
        {"sku": None},
        {"category": "coffee"},
        {"category": "wine"},
        {"price": 999999.99},
        {"price": 1000000},
        {"price": "8.90"},
        {"price": "8.901"},
        {"price": "1000000"},
        {"price": "eight"},
        {"price": True},
        {"weight_kg": None},
        {"weight_kg": 2},
        {"weight_kg": "2"},
        {"organic": True},
        {"organic": 1},
        {"updated_at": "2026-02-28T12:30:00"},
        {"updated_at": "2026-02-28 12:30:00.123+02:00"},
        {"updated_at": "2026-13-28T12:30:00"},
        {"updated_at": "yesterday"},
        {"attributes": {"a": [1, None]}},
        {"attributes": None},
        {"picture": None},
        {"picture": 5},
        {"colour": "red"},
    ],
    ids=json.dumps,
)
def test_a_new_item_is_valid_where_it_is_accepted(shop: Schema, changed: dict[str, Any]) -> None:
    resource = shop.resources["products"]
    document = PRODUCT | changed
    _, violations = validate_new(resource, read_json(json.dumps(document).encode()))
    assert _accepts(new_item(resource), document) is not bool(violations)


@pytest.mark.parametrize("missing", list(PRODUCT))
def test_what_the_database_has_no_value_for_is_required(shop: Schema, missing: str) -> None:
    resource = shop.resources["products"]
    document = {name: value for name, value in PRODUCT.items() if name != missing}
    assert not _accepts(new_item(resource), document)
    assert not _accepts(replacement(resource), document)
    assert _accepts(changes(resource), document)


def test_a_key_may_be_left_to_the_path_of_a_replacement(shop: Schema) -> None:
    resource = shop.resources["order_items"]
    assert not _accepts(new_item(resource), {"unit_price": 1})
    assert _accepts(replacement(resource), {"unit_price": 1})
    assert _accepts(replacement(resource), {"order_id": 1, "product_id": 2, "unit_price": 1})


def test_changes_have_neither_the_key_nor_what_the_database_computes(shop: Schema) -> None:
    resource = shop.resources["order_items"]
    assert set(changes(resource)["properties"]) == {"quantity", "unit_price"}
    assert item(resource)["properties"]["total"]["readOnly"] is True


def test_every_kind_has_a_form(tmp_path: Path) -> None:
    schema = schema_from(
        tmp_path / "kinds.db",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, d DATE NOT NULL, at TIME NOT NULL, u UUID NOT NULL, b BLOB NOT NULL,"
        " j JSON NOT NULL, x, n DECIMAL)",
    )
    properties = item(schema.resources["t"])["properties"]
    forms = {
        name: (one.get("type"), one.get("format") or one.get("contentEncoding")) for name, one in properties.items()
    }
    assert forms["d"] == ("string", "date") and forms["at"] == ("string", "time-local")
    assert forms["u"] == ("string", "uuid") and forms["b"] == ("string", "base64")
    assert forms["n"] == (["number", "null"], "decimal") and forms["x"] == (None, None)
    assert forms["j"][0] == ["object", "array", "string", "number", "boolean"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (ValueType(Kind.INTEGER, least=-(2**15), greatest=2**15 - 1), ("int16", -(2**15), 2**15 - 1)),
        (ValueType(Kind.INTEGER, least=-(2**31), greatest=2**31 - 1), ("int32", -(2**31), 2**31 - 1)),
        (ValueType(Kind.INTEGER), ("int64", -(2**63), 2**63 - 1)),
    ],
)
def test_the_range_of_an_integer_is_that_of_its_codec(values: ValueType, expected: tuple[str, int, int]) -> None:
    schema = shown(Column("n", Kind.INTEGER, codec_for(values, "postgresql"), nullable=False))
    assert (schema["format"], schema["minimum"], schema["maximum"]) == expected


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (ValueType(Kind.DATETIME, zoned=True), "date-time"),
        (ValueType(Kind.DATETIME), "date-time-local"),
        (ValueType(Kind.TIME, zoned=True), "time"),
        (ValueType(Kind.TIME), "time-local"),
    ],
)
def test_the_zone_of_a_time_is_that_of_its_codec(values: ValueType, form: str) -> None:
    assert shown(Column("t", values.kind, codec_for(values, "postgresql")))["format"] == form


def test_an_array_of_postgresql_is_an_array() -> None:
    codec = codec_for(ValueType(Kind.JSON, item=ValueType(Kind.INTEGER)), "postgresql")
    assert shown(Column("a", Kind.JSON, codec))["type"] == ["array", "null"]


def test_choices_that_may_be_null_have_null_among_them() -> None:
    values = ValueType(Kind.TEXT, choices=("a", "b"))
    column = Column("c", Kind.TEXT, codec_for(values, "sqlite"), choices=("a", "b"), description="A choice.")
    assert shown(column) == {"type": ["string", "null"], "enum": ["a", "b", None], "description": "A choice."}
