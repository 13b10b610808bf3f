"""PATCH of an item: a merge patch (RFC 7396) or a JSON Patch (RFC 6902), all or nothing (RFC 5789)."""

from __future__ import annotations

from typing import Any

import pytest

from .wire import JSON, JSON_PATCH, Wire

ITEM = "/order%20items/1"
NAME = 'naïve "x"'


@pytest.mark.parametrize(
    "media_type", ["application/merge-patch+json", JSON, "Application/Merge-Patch+JSON; charset=utf-8"]
)
def test_a_merge_patch_changes_what_it_names(api: Wire, media_type: str) -> None:
    before = api.get(ITEM).json
    answer = api.patch(ITEM, {"quantity": 5, "size": None}, content_type=media_type)
    assert answer.status == 200
    assert answer.json == {**before, "quantity": 5, "size": None, "total": 47.5}
    assert answer.etag == api.get(ITEM).etag
    assert answer.fields["content-location"] == api.below + ITEM


def test_a_merge_patch_goes_into_objects_and_replaces_arrays(api: Wire) -> None:
    answer = api.patch(ITEM, {"details": {"colour": {"name": None, "new": 1}, "tags": ["c"], "more": {"x": None}}})
    assert answer.json["details"] == {"colour": {"code": 1, "new": 1}, "tags": ["c"], "more": {}}


def test_an_empty_patch_changes_nothing(api: Wire) -> None:
    before = api.get(ITEM)
    for content, media_type in (({}, "application/merge-patch+json"), ([], JSON_PATCH)):
        answer = api.patch(ITEM, content, content_type=media_type)
        assert (answer.status, answer.json, answer.etag) == (200, before.json, before.etag)


def test_nothing_comes_back_where_nothing_is_wanted(api: Wire) -> None:
    answer = api.patch(ITEM, {"quantity": 5}, prefer="return=minimal")
    assert (answer.status, answer.fields["preference-applied"]) == (204, "return=minimal")
    assert answer.etag == api.get(ITEM).etag


def test_json_patch_runs_its_operations_in_order(api: Wire) -> None:
    operations = [
        {"op": "test", "path": '/na\u00efve "x"', "value": "first"},
        {"op": "replace", "path": "/a~1b", "value": "B-1"},
        {"op": "add", "path": "/details/tags/-", "value": "c"},
        {"op": "move", "from": "/details/colour/name", "path": "/details/name"},
        {"op": "copy", "from": "/details/tags/0", "path": "/size"},
        {"op": "replace", "path": "/size", "value": "l"},
        {"op": "remove", "path": "/due"},
    ]
    answer = api.patch(ITEM, operations, content_type=JSON_PATCH)
    assert answer.status == 200, answer.json
    row = answer.json
    assert row["details"] == {"colour": {"code": 1}, "tags": ["a", "b", "c"], "name": "red"}
    assert (row["a/b"], row["size"], row["due"]) == ("B-1", "l", None)


@pytest.mark.parametrize(
    ("operations", "status"),
    [
        ([{"op": "test", "path": "/quantity", "value": 3}], 409),
        ([{"op": "remove", "path": "/colour"}], 409),
        ([{"op": "replace", "path": "/details/absent", "value": 1}], 409),
        ([{"op": "add", "path": "/details/tags/9", "value": 1}], 409),
        ([{"op": "replace", "path": "/colour", "value": 1}], 409),
        ([{"op": "copy", "from": "/colour", "path": "/size"}], 409),
        ([{"op": "add", "path": "/colour", "value": "red"}], 422),
        ([{"op": "replace", "path": "/quantity", "value": "many"}], 422),
        ([{"op": "replace", "path": "/quantity", "value": 5000}], 422),
        ([{"op": "remove", "path": "/quantity"}], 422),
        ([{"op": "replace", "path": "/id", "value": 2}], 422),
        ([{"op": "remove", "path": "/id"}], 422),
        ([{"op": "replace", "path": "", "value": []}], 422),
        ([{"op": "replace", "path": "", "value": None}], 422),
        ([{"op": "frobnicate", "path": "/size"}], 400),
        ([{"op": "replace", "path": "/size"}], 400),
        ([{"op": "replace", "value": "s"}], 400),
        ([{"op": "replace", "path": "size", "value": "s"}], 400),
        ([{"op": "move", "path": "/size"}], 400),
        ([{"op": "move", "from": "/details", "path": "/details/inner"}], 400),
        ([5], 400),
        ({"op": "remove", "path": "/size"}, 400),
        ("text", 400),
        (None, 400),
    ],
)
def test_a_json_patch_that_cannot_be_is_refused_as_a_whole(api: Wire, operations: Any, status: int) -> None:
    before = api.get(ITEM).content
    valid = {"op": "replace", "path": "/shipped", "value": True}
    if isinstance(operations, list):
        operations = [valid, *operations]
    import json

    answer = api.patch(ITEM, json.dumps(operations), content_type=JSON_PATCH)
    assert answer.status == status
    assert api.get(ITEM).content == before


@pytest.mark.parametrize(
    "operation",
    [{"op": "test", "path": "/quantity", "value": 3}, {"op": "remove", "path": "/colour"}, {"op": "what", "path": ""}],
)
def test_a_refusal_names_the_operation(api: Wire, operation: dict[str, Any]) -> None:
    answer = api.patch(ITEM, [{"op": "test", "path": "/quantity", "value": 2}, operation], content_type=JSON_PATCH)
    assert "1" in answer.json["detail"] or any(
        error["pointer"].startswith("/1") for error in answer.json.get("errors", ())
    )


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"id": 2}, None),
        ({"id": None}, None),
        ({"total": 5}, ["/total"]),
        ({"colour": "red"}, ["/colour"]),
        ({"price": -1}, ["/price"]),
        ({"price": 1.234}, ["/price"]),
        ({"quantity": "5", "shipped": 1, "due": "soon"}, ["/due", "/quantity", "/shipped"]),
        ({NAME: None, "quantity": None}, [f"/{NAME}", "/quantity"]),
        ({"size": "xl"}, ["/size"]),
        ({"a/b": "more than twelve"}, ["/a~1b"]),
        ({"sort": 99}, ["/sort"]),
    ],
)
def test_a_patch_with_a_result_against_the_rules_is_422(api: Wire, changes: object, pointers: list[str] | None) -> None:
    before = api.get(ITEM).content
    answer = api.patch(ITEM, changes)
    assert answer.status == 422
    assert pointers is None or answer.pointers == sorted(pointers)
    assert api.get(ITEM).content == before


@pytest.mark.parametrize("content", ["[]", "5", '"text"', "null", "true"])
def test_a_merge_patch_that_is_no_object_is_422(api: Wire, content: str) -> None:
    assert api.patch(ITEM, content).status == 422


def test_a_patch_of_what_is_not_there_is_404_and_creates_nothing(api: Wire) -> None:
    assert api.patch("/labels/absent", {"text": "x"}).status == 404
    assert api.get("/labels/absent").status == 404


def test_a_key_that_stays_may_be_in_the_patch(api: Wire) -> None:
    assert api.patch(ITEM, {"id": 1, "total": 19, "quantity": 2}).status == 200
