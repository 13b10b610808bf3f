"""409: what is asked for is right in itself, but not beside what is there already (RFC 9110 §15.5.10)."""

from __future__ import annotations

from typing import Any

import pytest

from .wire import Answer, Wire

NAME = 'naïve "x"'


def assert_taken(api: Wire, answer: Answer, pointers: list[str], other: str) -> None:
    """Check that the members and the other item are named, and that it is there."""
    assert answer.status == 409, answer.json
    assert answer.pointers == sorted(pointers)
    assert answer.json["other"] == api.below + other
    assert api.get(other).status == 200


@pytest.mark.parametrize(
    ("collection", "row", "pointers", "other"),
    [
        ("/labels", {"key": "a/b"}, ["/key"], "/labels/a%2Fb"),
        ("/order%20items", {"id": 1, NAME: "n"}, ["/id"], "/order%20items/1"),
        ("/order%20items", {NAME: "n", "a/b": "A-2"}, ["/a~1b"], "/order%20items/2"),
        ("/order%20items", {NAME: "n", "due": "2026-01-31", "size": "m"}, ["/due", "/size"], "/order%20items/2"),
        ("/sort", {"limit": "one"}, ["/limit"], "/sort/1"),
        (
            "/prices%2Fday",
            {"shop": "a,b", "day": "2026-02-01", "price": 1},
            ["/day", "/shop"],
            "/prices%2Fday/a%2Cb,2026-02-01",
        ),
        (
            "/devices",
            {"id": "0F8FAD5B-d9cb-469f-a165-70867728950e", "name": "n"},
            ["/id"],
            "/devices/0f8fad5b-d9cb-469f-a165-70867728950e",
        ),
    ],
)
def test_a_new_item_with_values_of_another(
    api: Wire, collection: str, row: dict[str, Any], pointers: list[str], other: str
) -> None:
    before = api.get(collection).content
    assert_taken(api, api.post(collection, row), pointers, other)
    assert api.get(collection).content == before


def test_a_change_to_values_of_another(api: Wire) -> None:
    assert_taken(api, api.patch("/order%20items/1", {"a/b": "A-2"}), ["/a~1b"], "/order%20items/2")
    assert_taken(api, api.patch("/order%20items/1", {"size": "m"}), ["/due", "/size"], "/order%20items/2")
    assert_taken(api, api.put("/order%20items/1", {NAME: "n", "a/b": "A-2"}), ["/a~1b"], "/order%20items/2")
    assert_taken(api, api.put("/order%20items/9", {NAME: "n", "a/b": "A-2"}), ["/a~1b"], "/order%20items/2")


def test_its_own_values_are_not_those_of_another(api: Wire) -> None:
    assert api.patch("/order%20items/1", {"a/b": "A-1", "size": "s", "quantity": 3}).status == 200
    assert api.put("/sort/1", {"limit": "one"}).status == 200


def test_null_is_not_a_value_of_another(api: Wire) -> None:
    for _ in range(2):
        assert api.post("/order%20items", {NAME: "n", "a/b": None, "due": None, "size": "s"}).status == 201


def test_what_is_referred_to_by_its_value_stays(api: Wire) -> None:
    # Only the key is referred to here, and a patch does not change keys: nothing else can break a reference.
    assert api.patch("/sort/1", {"limit": "other"}).status == 200
    assert api.get("/order%20items/1").json["sort"] == 1


def test_broken_rules_come_before_conflicts(api: Wire) -> None:
    answer = api.post("/order%20items", {NAME: "n", "a/b": "A-1", "price": -1})
    assert (answer.status, answer.pointers) == (422, ["/price"])


def test_all_conflicts_of_one_kind_leave_the_rest_of_the_database_alone(api: Wire) -> None:
    before = [api.get(path).content for path in ("/order%20items", "/sort", "/labels", "/bookings")]
    for _ in range(3):
        assert api.post("/sort", {"limit": "one"}).status == 409
        assert api.delete("/sort/1").status == 409
        assert api.post("/bookings", {"shop": "nowhere", "day": "2026-01-01"}).status == 422
    assert [api.get(path).content for path in ("/order%20items", "/sort", "/labels", "/bookings")] == before
