"""PUT of an item: exactly this content, whatever was there (RFC 9110 §9.3.4)."""

from __future__ import annotations

import pytest

from .wire import Wire

NAME = 'naïve "x"'
WHOLE = {
    "id": 1,
    NAME: "new",
    "a/b": None,
    "price": 3.5,
    "quantity": 2,
    "size": None,
    "due": None,
    "shipped": True,
    "details": None,
    "picture": None,
    "sort": None,
    "updated_at": None,
}


def test_what_is_left_out_goes_to_its_default_and_is_never_kept(api: Wire) -> None:
    answer = api.put("/order%20items/1", {NAME: "only"})
    assert answer.status == 200
    row = api.get("/order%20items/1").json
    assert row == answer.json
    assert row == {**WHOLE, NAME: "only", "price": 0, "quantity": 1, "total": 0, "shipped": False}


def test_an_answer_with_more_than_was_sent_has_no_validator(api: Wire) -> None:
    for path, content in (("/order%20items/1", {NAME: "only"}), ("/order%20items/77", {NAME: "only"})):
        answer = api.put(path, content)
        assert answer.status in (200, 201)
        assert "etag" not in answer.fields and "last-modified" not in answer.fields


def test_an_answer_with_what_was_sent_has_a_validator(api: Wire) -> None:
    answer = api.put("/labels/plain", {"key": "plain", "text": "new"})
    assert answer.status == 200
    assert answer.etag == api.get("/labels/plain").etag
    assert answer.fields["content-location"] == f"{api.below}/labels/plain"


def test_what_was_read_can_be_put_back_changed(api: Wire) -> None:
    row = api.get("/order%20items/1").json
    answer = api.put("/order%20items/1", {**row, "quantity": 7, "total": row["total"]})
    assert answer.status == 200, answer.json
    assert answer.json["quantity"] == 7


def test_the_same_put_twice_is_as_good_as_once(api: Wire) -> None:
    answers = [api.put("/labels/new", {"text": "x"}) for _ in range(3)]
    assert [answer.status for answer in answers] == [201, 200, 200]
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("/labels/new%2Fone", {"text": "x"}),
        ("/labels/new,one", {"text": "x", "key": "new,one"}),
        ("/prices%2Fday/n%2Cw,2026-05-01", {"price": 2}),
        ("/devices/11111111-d9cb-469f-a165-70867728950e", {"name": "n"}),
        ("/numbers/33", {}),
        ("/order%20items/33", {NAME: "n"}),
    ],
)
def test_put_where_nothing_is_creates_it_there(api: Wire, path: str, content: dict[str, object]) -> None:
    answer = api.put(path, content)
    assert answer.status == 201
    assert answer.fields["location"] == answer.fields["content-location"]
    found = api.get(answer.fields["location"].removeprefix(api.below))
    assert (found.status, found.json) == (200, answer.json)
    assert api.get(path).json == answer.json


def test_nothing_comes_back_where_nothing_is_wanted(api: Wire) -> None:
    created = api.put("/labels/new", {"text": "x"}, prefer="return=minimal")
    assert (created.status, created.content, created.fields["content-length"]) == (201, b"", "0")
    replaced = api.put("/labels/new", {"text": "y"}, prefer="return=minimal")
    assert (replaced.status, replaced.fields["preference-applied"]) == (204, "return=minimal")
    assert api.get("/labels/new").etag == replaced.etag


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("/labels/plain", {"key": "other", "text": "x"}),
        ("/labels/plain", {"key": None, "text": "x"}),
        ("/labels/plain", {"key": 5, "text": "x"}),
        ("/labels/absent", {"key": "other"}),
        ("/prices%2Fday/plain,2026-02-01", {"shop": "plain", "day": "2026-02-02", "price": 1}),
        ("/order%20items/1", {**WHOLE, "id": 2}),
    ],
)
def test_a_key_that_differs_from_the_url_is_409(api: Wire, path: str, content: dict[str, object]) -> None:
    before = api.get(path).content if api.get(path).status == 200 else b""
    assert api.put(path, content).status == 409
    assert not before or api.get(path).content == before


def test_a_key_written_otherwise_is_the_same_key(api: Wire) -> None:
    path = "/devices/0F8FAD5B-d9cb-469f-a165-70867728950e"
    answer = api.put(path, {"id": "0f8fad5b-D9CB-469f-a165-70867728950e", "name": "n"})
    assert answer.status == 200
    assert answer.json["id"] == "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize("path", ["/order%20items/one", "/devices/lamp", "/prices%2Fday/plain", "/labels/%00"])
def test_put_where_no_item_can_be_is_404(api: Wire, path: str) -> None:
    assert api.put(path, {"name": "x"}).status == 404


def test_put_of_what_others_refer_to_keeps_their_references(api: Wire) -> None:
    answer = api.put("/devices/7c9e6679-7425-40de-944b-e07fc1f90ae7", {"name": "other"})
    assert answer.status == 200
    assert api.get("/parts/1").json["device"] == "7c9e6679-7425-40de-944b-e07fc1f90ae7"
