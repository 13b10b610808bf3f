"""POST to a collection: a new item (RFC 9110 §9.3.3, §15.3.2)."""

from __future__ import annotations

from typing import Any

import pytest

from .wire import Answer, Wire

NAME = 'naïve "x"'


def assert_created(api: Wire, answer: Answer) -> Any:
    """Check the fields of 201 and that they lead to the item; return it."""
    assert answer.status == 201
    location = answer.fields["location"]
    assert answer.fields["content-location"] == location
    assert location.startswith(api.below + "/")
    found = api.get(location.removeprefix(api.below))
    assert (found.status, found.json, found.etag) == (200, answer.json, answer.etag)
    assert {"accept", "prefer"} <= answer.list_of("vary")
    return answer.json


def test_a_new_item_is_told_with_its_place_and_its_tag(api: Wire) -> None:
    answer = api.post("/order%20items", {NAME: "lamp", "price": 2.5, "quantity": 4})
    row = assert_created(api, answer)
    assert answer.fields["location"] == f"{api.below}/order%20items/{row['id']}"
    assert (row["price"], row["total"], row["shipped"], row["size"]) == (2.5, 10, False, None)


def test_all_kinds_come_back_as_they_were_sent(api: Wire) -> None:
    sent = {
        "id": 50,
        NAME: "ünï \" ' \\ \t\n emoji 🦜",
        "a/b": "x" * 12,
        "price": 1.25,
        "quantity": 1000,
        "size": "l",
        "due": "2024-02-29",
        "shipped": True,
        "details": {"deep": [{"a": [None, True, 1, "x"]}], "": "empty name"},
        "picture": "AAH/gA==",
        "sort": 2,
        "updated_at": "2026-12-31T23:59:59",
    }
    row = assert_created(api, api.post("/order%20items", sent))
    assert {name: row[name] for name in sent} == sent


@pytest.mark.parametrize("price", ["12345678.99", "0.10", "99999999.99", "0.01"])
def test_a_decimal_is_exact(api: Wire, price: str) -> None:
    answer = api.post(
        "/order%20items", f'{{"na\\u00efve \\"x\\"": "n", "price": {price}}}', content_type="application/json"
    )
    assert answer.status == 201
    number = answer.content.split(b'"price":')[1].split(b",")[0]
    assert number.decode().rstrip("0") == price.rstrip("0")


@pytest.mark.parametrize(
    ("collection", "row", "path"),
    [
        ("/labels", {"key": "a/b c?d#e%f,g", "text": None}, "/labels/a%2Fb%20c%3Fd%23e%25f%2Cg"),
        ("/labels", {"key": "日本語"}, "/labels/%E6%97%A5%E6%9C%AC%E8%AA%9E"),
        (
            "/prices%2Fday",
            {"shop": "x,y/z", "day": "2026-03-01", "price": 1},
            "/prices%2Fday/x%2Cy%2Fz,2026-03-01",
        ),
        (
            "/devices",
            {"id": "AAAAAAAA-d9cb-469f-a165-70867728950e", "name": "n"},
            "/devices/aaaaaaaa-d9cb-469f-a165-70867728950e",
        ),
    ],
)
def test_the_place_of_a_new_item_is_made_from_its_key(api: Wire, collection: str, row: object, path: str) -> None:
    answer = api.post(collection, row)
    assert_created(api, answer)
    assert answer.fields["location"] == api.below + path


def test_an_item_without_any_member_is_an_item(api: Wire) -> None:
    row = assert_created(api, api.post("/numbers", {}))
    assert set(row) == {"id"}


def test_nothing_comes_back_where_nothing_is_wanted(api: Wire) -> None:
    answer = api.post("/labels", {"key": "k"}, prefer="return=minimal")
    assert (answer.status, answer.content) == (201, b"")
    assert answer.fields["content-length"] == "0"
    assert answer.fields["location"] == f"{api.below}/labels/k"
    assert answer.fields["preference-applied"] == "return=minimal"
    assert answer.etag == api.get("/labels/k").etag
    assert "content-location" not in answer.fields and "content-type" not in answer.fields


def test_a_reference_to_itself_and_to_a_composite_key(api: Wire) -> None:
    row = assert_created(api, api.post("/sort", {"id": 7, "limit": "seven", "fields": 7}))
    assert row["fields"] == 7
    assert_created(api, api.post("/bookings", {"shop": "c/d?e#f%g", "day": "2026-02-01"}))
    assert_created(api, api.post("/bookings", {"shop": "half of a reference", "day": None}))


def test_a_key_of_the_smallest_and_the_greatest_number(api: Wire) -> None:
    for number in (0, 2**31 - 1):
        assert_created(api, api.post("/numbers", {"id": number}))
