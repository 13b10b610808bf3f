"""Documents and tables: all violations at once, each with its pointer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from antiphon.faults.row import (
    MEMBER_MISSING,
    MEMBER_MISSPELT,
    MEMBER_READ_ONLY,
    MEMBER_UNKNOWN,
    NOT_AN_INTEGER,
    NULL_NOT_ALLOWED,
    TEXT_TOO_LONG,
)
from antiphon.rest.refusal import Violation
from antiphon.rest.schema.resource import Resource
from antiphon.rest.schema.validation import validate_changes, validate_new, validate_replacement

from .sqlite import schema_of


@pytest.fixture(scope="module")
def product() -> Resource:
    return schema_of(
        "CREATE TABLE product (id INTEGER PRIMARY KEY, name VARCHAR(5) NOT NULL, unit_price DECIMAL(8, 2),"
        ' stock INT NOT NULL DEFAULT 0, tax REAL GENERATED ALWAYS AS (unit_price / 5), "a/b~c" INT)'
    ).resources["product"]


def found(violations: tuple[Violation, ...]) -> dict[str, object]:
    for violation in violations:
        for language in ("en", "es"):
            assert violation.fault.sentence.fill(violation.details, language)
            assert violation.fault.fix.fill(violation.details, language)
    return {violation.pointer: violation.fault for violation in violations}


def test_a_new_row(product: Resource) -> None:
    values, violations = validate_new(product, {"name": "Tea", "unit_price": Decimal("2.50"), "a/b~c": None})
    assert violations == ()
    assert values == {"name": "Tea", "unit_price": 2.5, "a/b~c": None}


def test_all_violations_at_once(product: Resource) -> None:
    document = {
        "id": "5",
        "unit_prize": 1,
        "stock": None,
        "tax": 1,
        "a/b~c": "x",
        "zzz": 1,
    }
    _, violations = validate_new(product, document)
    assert found(violations) == {
        "/id": NOT_AN_INTEGER,
        "/unit_prize": MEMBER_MISSPELT,
        "/stock": NULL_NOT_ALLOWED,
        "/tax": MEMBER_READ_ONLY,
        "/a~1b~0c": NOT_AN_INTEGER,
        "/zzz": MEMBER_UNKNOWN,
        "/name": MEMBER_MISSING,
    }
    misspelt = next(each for each in violations if each.fault is MEMBER_MISSPELT)
    assert misspelt.details["nearest"] == "unit_price"


@pytest.mark.parametrize("name", ["unitPrice", "Name", "unit-price", "nmae"])
def test_a_name_close_to_a_column_is_recognized(product: Resource, name: str) -> None:
    assert found(validate_new(product, {"name": "Tea", name: 1})[1]) == {f"/{name}": MEMBER_MISSPELT}


def test_pointers_into_an_array(product: Resource) -> None:
    _, violations = validate_new(product, {}, at=(3,))
    assert found(violations) == {"/3/name": MEMBER_MISSING}


def test_a_replacement(product: Resource) -> None:
    current = {"id": 1, "name": "Tea", "unit_price": 0.5, "stock": 2, "tax": 0.1, "a/b~c": None}
    values, violations = validate_replacement(product, {"id": 1, "name": "Mate", "tax": Decimal("0.1")}, current)
    assert violations == () and values == {"id": 1, "name": "Mate"}
    assert found(validate_replacement(product, {"id": 1, "tax": 0.2}, current)[1]) == {
        "/tax": MEMBER_READ_ONLY,
        "/name": MEMBER_MISSING,
    }
    assert found(validate_replacement(product, {"id": 1, "name": "Mate", "tax": 0.1})[1]) == {"/tax": MEMBER_READ_ONLY}


BEFORE: dict[str, Any] = {"id": 1, "name": "Tea, green", "unit_price": 2.5, "stock": 2, "tax": 0.5, "a/b~c": 7}


def test_changes(product: Resource) -> None:
    after = {**BEFORE, "stock": 3, "a/b~c": None}
    assert validate_changes(product, BEFORE, after) == ({"stock": 3, "a/b~c": None}, ())


def test_what_does_not_change_is_not_looked_at(product: Resource) -> None:
    assert validate_changes(product, BEFORE, dict(BEFORE)) == ({}, ())
    assert found(validate_changes(product, BEFORE, {**BEFORE, "name": "Tea, black"})[1]) == {"/name": TEXT_TOO_LONG}


def test_a_member_that_is_gone_becomes_null(product: Resource) -> None:
    after = {name: value for name, value in BEFORE.items() if name not in ("unit_price", "name")}
    values, violations = validate_changes(product, BEFORE, after)
    assert values == {"unit_price": None}
    assert found(violations) == {"/name": NULL_NOT_ALLOWED}


def test_true_is_not_one(product: Resource) -> None:
    assert found(validate_changes(product, {**BEFORE, "stock": 1}, {**BEFORE, "stock": True})[1]) == {
        "/stock": NOT_AN_INTEGER
    }


def test_a_read_only_member_cannot_change_nor_go(product: Resource) -> None:
    assert found(validate_changes(product, BEFORE, {**BEFORE, "tax": 1})[1]) == {"/tax": MEMBER_READ_ONLY}
    without = {name: value for name, value in BEFORE.items() if name != "tax"}
    assert found(validate_changes(product, BEFORE, without)[1]) == {"/tax": MEMBER_READ_ONLY}


def test_a_flood_of_members_is_answered_in_reason(product: Resource) -> None:
    document = {f"name{'x' * 40}{number}": 1 for number in range(20_000)} | {"y" * 1_000_000: 1}
    _, violations = validate_new(product, document)
    assert len(violations) == 100
    assert all(len(str(violation.details["member"])) <= 60 for violation in violations)
