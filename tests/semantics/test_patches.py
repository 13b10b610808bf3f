"""Pointers, JSON Patch and merge patch (RFC 6901, RFC 6902, RFC 7396)."""

from __future__ import annotations

from typing import Any

import pytest

from antiphon.faults import Fault, UsageError
from antiphon.faults import document as faults
from antiphon.semantics.json_patch import equal, patched
from antiphon.semantics.json_pointer import Nothing, parse_pointer, pointer_to, value_at
from antiphon.semantics.merge_patch import merged
from antiphon.semantics.prefer import parse_prefer, preference_applied

POINTED = {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "m~n": 8, " ": 7, "k": {"1": "one"}}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [("", POINTED), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/ ", 7), ("/m~0n", 8), ("/k/1", "one")],
)
def test_a_pointer_leads_to_a_value(pointer: str, value: object) -> None:
    tokens = parse_pointer(pointer)
    assert tokens is not None
    assert value_at(POINTED, tokens) == value
    assert pointer_to(*tokens) == pointer


@pytest.mark.parametrize("pointer", ["foo", "/~", "/~2", "#/foo"])
def test_what_is_no_pointer_is_told(pointer: str) -> None:
    assert parse_pointer(pointer) is None


@pytest.mark.parametrize("pointer", ["/bar", "/foo/2", "/foo/-", "/foo/01", "/foo/-1", "/foo/0/0", "/foo/²"])
def test_a_pointer_may_lead_to_nothing(pointer: str) -> None:
    with pytest.raises(Nothing):
        value_at(POINTED, parse_pointer(pointer) or ())


@pytest.mark.parametrize(
    ("document", "patch", "result"),
    [
        ({"a": 1}, [], {"a": 1}),
        ({"a": 1}, [{"op": "add", "path": "/b", "value": [1]}], {"a": 1, "b": [1]}),
        ({"a": [1, 3]}, [{"op": "add", "path": "/a/1", "value": 2}], {"a": [1, 2, 3]}),
        ({"a": [1]}, [{"op": "add", "path": "/a/-", "value": 2}], {"a": [1, 2]}),
        ({"a": [1]}, [{"op": "add", "path": "/a/1", "value": 2}], {"a": [1, 2]}),
        ({"a": 1}, [{"op": "add", "path": "", "value": 5}], 5),
        ({"a": 1, "b": 2}, [{"op": "remove", "path": "/a"}], {"b": 2}),
        ({"a": [1, 2]}, [{"op": "remove", "path": "/a/0"}], {"a": [2]}),
        ({"a": 1}, [{"op": "replace", "path": "/a", "value": None}], {"a": None}),
        ({"a": {"b": 1}}, [{"op": "move", "from": "/a/b", "path": "/c"}], {"a": {}, "c": 1}),
        ({"a": [1, 2, 3]}, [{"op": "move", "from": "/a/0", "path": "/a/2"}], {"a": [2, 3, 1]}),
        ({"a": 1}, [{"op": "move", "from": "/a", "path": "/a"}], {"a": 1}),
        ({"a": [1]}, [{"op": "copy", "from": "/a", "path": "/b"}], {"a": [1], "b": [1]}),
        ({"a": 1.0}, [{"op": "test", "path": "/a", "value": 1}], {"a": 1.0}),
        ({"a": 1}, [{"op": "test", "path": "/a", "value": 1, "extra": 0}], {"a": 1}),
        (
            {"a": 1},
            [{"op": "add", "path": "/b", "value": {}}, {"op": "add", "path": "/b/c", "value": 1}],
            {"a": 1, "b": {"c": 1}},
        ),
    ],
)
def test_a_patch_is_applied_in_order(document: Any, patch: Any, result: Any) -> None:
    before = repr(document)
    assert patched(document, patch) == result
    assert repr(document) == before


def test_a_patch_may_be_applied_again() -> None:
    patch = [{"op": "add", "path": "/b", "value": {}}, {"op": "add", "path": "/b/c", "value": 1}]
    assert patched({}, patch) == patched({}, patch) == {"b": {"c": 1}}


@pytest.mark.parametrize(
    ("patch", "fault", "details"),
    [
        ({"op": "add"}, faults.PATCH_NOT_A_LIST, {}),
        ([1], faults.PATCH_OPERATION_NOT_AN_OBJECT, {"index": 0}),
        ([{"op": "swap", "path": "/a"}], faults.PATCH_OP_UNKNOWN, {"index": 0, "op": "swap"}),
        ([{"op": ["add"], "path": "/a"}], faults.PATCH_OP_UNKNOWN, {"index": 0, "op": ["add"]}),
        ([{"op": "add", "path": "/a"}], faults.PATCH_VALUE_ABSENT, {"index": 0, "op": "add"}),
        ([{"op": "remove", "path": "a"}], faults.PATCH_POINTER_INVALID, {"index": 0, "member": "path"}),
        ([{"op": "move", "path": "/a"}], faults.PATCH_POINTER_INVALID, {"index": 0, "member": "from"}),
        ([{"op": "move", "from": "/a", "path": "/a/b"}], faults.PATCH_MOVE_INTO_ITSELF, {"index": 0}),
        (
            [{"op": "test", "path": "/a", "value": 1}, {"op": "remove", "path": "/x"}],
            faults.PATCH_PATH_MISSING,
            {"index": 1, "path": "/x"},
        ),
        ([{"op": "replace", "path": "/x", "value": 1}], faults.PATCH_PATH_MISSING, {"index": 0, "path": "/x"}),
        ([{"op": "add", "path": "/x/y", "value": 1}], faults.PATCH_PATH_MISSING, {"index": 0, "path": "/x/y"}),
        ([{"op": "add", "path": "/l/2", "value": 1}], faults.PATCH_PATH_MISSING, {"index": 0, "path": "/l/2"}),
        ([{"op": "add", "path": "/a/b", "value": 1}], faults.PATCH_PATH_MISSING, {"index": 0, "path": "/a/b"}),
        ([{"op": "test", "path": "/a", "value": True}], faults.PATCH_TEST_FAILED, {"index": 0, "path": "/a"}),
    ],
)
def test_a_patch_that_cannot_be_applied_names_its_operation(patch: Any, fault: Fault, details: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        patched({"a": 1, "l": [1]}, patch)
    assert caught.value.fault is fault
    assert caught.value.details == details


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [(1, 1.0, True), (1, True, False), (None, False, False), ([1, [2]], [1, [2]], True), ({"a": 1}, {"a": 1.0}, True)],
)
def test_values_are_equal_as_json_says(one: object, other: object, same: bool) -> None:
    assert equal(one, other) is same


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": "foo"}, ["c"], ["c"]),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_merge_patch_looks_like_its_result(target: Any, patch: Any, result: Any) -> None:
    assert merged(target, patch) == result


@pytest.mark.parametrize(
    ("value", "preferences"),
    [
        ("return=minimal", {"return": "minimal"}),
        ('Return="minimal" ; foo="a, b", respond-async', {"return": "minimal", "respond-async": ""}),
        ("a=1, a=2", {"a": "1"}),
        ("x =  y", {"x": "y"}),
        ("?, count=exact,,", {"count": "exact"}),
        ("", {}),
    ],
)
def test_preferences_are_read(value: str, preferences: dict[str, str]) -> None:
    assert parse_prefer(value) == preferences


def test_preferences_that_were_followed_are_told() -> None:
    preferences = parse_prefer("return=minimal, respond-async, wait=5")
    assert preference_applied(preferences, ["return", "respond-async"]) == "return=minimal, respond-async"
