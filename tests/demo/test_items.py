"""The demo's collection: created, read, replaced, changed and removed as RFC 9110, 5789 and 7396 say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import antiphon

from .conftest import fresh_session

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def fresh() -> Iterator[antiphon.Session]:
    """A client of a collection that nobody has changed yet."""
    yield from fresh_session()


def test_the_collection_begins_with_two_items(fresh: antiphon.Session) -> None:
    assert fresh.get("/items").json() == [
        {"id": 1, "name": "tea", "price": 4.5},
        {"id": 2, "name": "cup", "price": 12.0},
    ]


def test_an_item_is_created_with_a_place_of_its_own(fresh: antiphon.Session) -> None:
    created = fresh.post("/items", json={"name": "pot"})
    assert (created.status_code, created.headers["location"]) == (201, "/items/3")
    assert created.json() == {"id": 3, "name": "pot"}
    read = fresh.get("/items/3")
    assert read.json() == created.json() and read.headers["etag"] == created.headers["etag"]


def test_an_item_may_come_with_a_key_that_is_free(fresh: antiphon.Session) -> None:
    assert fresh.post("/items", json={"id": 9, "name": "pot"}).headers["location"] == "/items/9"
    assert fresh.post("/items", json={"name": "jug"}).headers["location"] == "/items/10"
    taken = fresh.post("/items", json={"id": 1, "name": "pot"})
    assert taken.status_code == 409 and "/items/1" in taken.json()["fix"]
    for key in ("9", 1.5, 0, 10**12):
        refused = fresh.post("/items", json={"id": key})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/id"), key
    assert len(fresh.get("/items").json()) == 4


def test_an_item_keeps_its_key(fresh: antiphon.Session) -> None:
    """RFC 9110 §9.3.4: the URL says which item it is."""
    assert fresh.put("/items/1", json={"id": 2, "name": "mate"}).status_code == 409
    assert fresh.patch("/items/1", json={"id": 2}).status_code == 422
    assert fresh.put("/items/1", json={"id": 1, "name": "mate"}).json() == {"id": 1, "name": "mate"}
    assert fresh.patch("/items/1", json={"id": 1, "price": 2}).json() == {"id": 1, "name": "mate", "price": 2}


def test_members_of_a_wrong_type_are_told_all_at_once(fresh: antiphon.Session) -> None:
    """RFC 9110 §15.5.21, RFC 6901: what the first items have keeps its type."""
    for method, path in (("POST", "/items"), ("PUT", "/items/1"), ("PATCH", "/items/1")):
        refused = fresh.request(method, path, json={"name": 7, "price": "x", "key": "any"})
        assert refused.status_code == 422
        assert [each["pointer"] for each in refused.json()["errors"]] == ["/name", "/price"]
    spanish = fresh.post("/items", json={"price": "x"}, headers={"Accept-Language": "es"}).json()
    assert spanish["errors"][0]["detail"] == "Se espera un número, no string."
    assert fresh.post("/items", json={"price": True}).status_code == 422
    assert fresh.post("/items", json={"price": None, "key": [1]}).json() == {"id": 3, "price": None, "key": [1]}


def test_put_replaces_or_creates(fresh: antiphon.Session) -> None:
    assert fresh.put("/items/1", json={"name": "mate"}).status_code == 200
    assert fresh.get("/items/1").json() == {"id": 1, "name": "mate"}
    created = fresh.put("/items/7", json={"name": "spoon"})
    assert (created.status_code, created.headers["location"]) == (201, "/items/7")
    assert fresh.post("/items", json={}).headers["location"] == "/items/8"


def test_a_replaced_item_has_no_validator_in_the_answer(fresh: antiphon.Session) -> None:
    # What is stored is not byte for byte what was sent (RFC 9110 §9.3.4).
    assert "etag" not in fresh.put("/items/1", json={"name": "mate"}).headers


def test_a_merge_patch_changes_members(fresh: antiphon.Session) -> None:
    changes = b'{"price": null, "size": {"cm": 9}}'
    patched = fresh.patch("/items/2", data=changes, headers={"Content-Type": "application/merge-patch+json"})
    assert patched.json() == {"id": 2, "name": "cup", "size": {"cm": 9}}
    assert fresh.patch("/items/2", json={"size": {"in": 4}}).json()["size"] == {"cm": 9, "in": 4}


def test_an_item_is_removed(fresh: antiphon.Session) -> None:
    removed = fresh.delete("/items/1")
    assert (removed.status_code, removed.content) == (204, b"")
    assert fresh.get("/items/1").status_code == 404 and fresh.delete("/items/1").status_code == 404


@pytest.mark.parametrize("key", ["3", "0", "-1", "x", "²", "1" * 5000])
def test_an_item_that_is_not_there_is_told(fresh: antiphon.Session, key: str) -> None:
    missing = fresh.get(f"/items/{key}")
    assert missing.status_code == 404 and missing.json()["detail"] == "There is no such item."


# -- conditions (RFC 9110 §13) -----------------------------------------------------------------------------------------


def test_what_is_known_already_is_not_sent_again(fresh: antiphon.Session) -> None:
    etag = fresh.get("/items/1").headers["etag"]
    again = fresh.get("/items/1", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert again.headers["cache-control"] == "no-cache"
    fresh.patch("/items/1", json={"price": 5})
    assert fresh.get("/items/1", headers={"If-None-Match": etag}).status_code == 200


def test_a_list_that_is_known_already_is_not_sent_again(fresh: antiphon.Session) -> None:
    etag = fresh.get("/items").headers["etag"]
    assert fresh.get("/items", headers={"If-None-Match": etag}).status_code == 304
    fresh.delete("/items/1")
    assert fresh.get("/items", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_nobody_overwrites_a_change_that_they_have_not_seen(fresh: antiphon.Session, method: str) -> None:
    etag = fresh.get("/items/1").headers["etag"]
    fresh.patch("/items/1", json={"price": 5})
    refused = fresh.request(method, "/items/1", data=b"{}", headers={**JSON, "If-Match": etag})
    assert refused.status_code == 412 and refused.headers["etag"] == fresh.get("/items/1").headers["etag"]
    informed = {**JSON, "If-Match": refused.headers["etag"]}
    assert fresh.request(method, "/items/1", data=b"{}", headers=informed).ok


def test_an_item_is_created_only_where_there_is_none(fresh: antiphon.Session) -> None:
    only_new = {**JSON, "If-None-Match": "*"}
    assert fresh.put("/items/1", data=b"{}", headers=only_new).status_code == 412
    assert fresh.put("/items/5", data=b"{}", headers=only_new).status_code == 201


# -- content that cannot be used ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 400, "There is no content"),
        (b"{", 400, "Line 1, column 2: the content ends before"),
        (b"{]", 400, "Line 1, column 2: the content is not JSON"),
        (b'{"a": NaN}', 400, "NaN"),
        (b'{"a": -Infinity}', 400, "-Infinity"),
        (b'{"a": 1, "a": 2}', 400, "'a'"),
        (b'{"a": "\\ud800"}', 400, "half of a character"),
        (b'\xff{"a": 1}', 400, "Byte 0"),
        (b'{"a": ' + b"[" * 200 + b"]" * 200 + b"}", 400, "100"),
        (b"[" * 200_000, 400, "100"),
        (b'{"a": ' + b"1" * 5000 + b"}", 400, "4300"),
        (b"[1]", 422, "array"),
        (b"null", 422, "null"),
    ],
)
def test_content_that_is_no_object_is_refused(
    session: antiphon.Session, content: bytes, status: int, words: str
) -> None:
    refused = session.post("/items", data=content, headers=JSON)
    assert refused.status_code == status and words in refused.json()["detail"]
    spanish = session.post("/items", data=content, headers={**JSON, "Accept-Language": "es"})
    assert spanish.json()["detail"] != refused.json()["detail"]
    assert spanish.headers["content-language"] == "es" and spanish.json()["fix"] != refused.json()["fix"]


@pytest.mark.parametrize(
    ("method", "path", "media_type", "name", "wanted"),
    [
        ("POST", "/items", "text/plain", "accept", "application/json"),
        ("POST", "/items", None, "accept", "application/json"),
        ("PUT", "/items/1", "application/merge-patch+json", "accept", "application/json"),
        ("PATCH", "/items/1", "application/json-patch+json", "accept-patch", "application/merge-patch+json"),
    ],
)
def test_content_of_another_type_is_refused(
    session: antiphon.Session, method: str, path: str, media_type: str | None, name: str, wanted: str
) -> None:
    fields = {} if media_type is None else {"Content-Type": media_type}
    refused = session.request(method, path, data=b"{}", headers=fields)
    assert (refused.status_code, refused.headers[name]) == (415, wanted)
    said = "The content has no Content-Type." if media_type is None else f"{path} does not take {media_type}."
    assert refused.json()["detail"] == said and wanted in refused.json()["fix"]


@pytest.mark.parametrize("coding", ["gzip", "br, identity", "made-up"])
def test_content_with_a_coding_is_refused(session: antiphon.Session, coding: str) -> None:
    refused = session.post("/items", data=b"{}", headers={**JSON, "Content-Encoding": coding})
    assert (refused.status_code, refused.headers["accept-encoding"]) == (415, "identity")
    assert session.post("/data", data=b"{}", headers={**JSON, "Content-Encoding": "identity"}).status_code == 201


def test_a_media_type_is_read_without_case_and_parameters(session: antiphon.Session) -> None:
    fields = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert session.put("/items/1", data=b"{}", headers=fields).status_code == 200


def test_a_full_collection_takes_no_more(fresh: antiphon.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from antiphon.demo import items

    monkeypatch.setattr(items, "_MOST_ITEMS", 3)
    assert fresh.post("/items", json={}).status_code == 201
    for method, path in (("POST", "/items"), ("PUT", "/items/9")):
        assert fresh.request(method, path, json={}).status_code == 409
    fresh.delete("/items/1")
    assert fresh.post("/items", json={}).status_code == 201


# -- other collections -------------------------------------------------------------------------------------------------


def test_users_are_put_at_a_known_place(fresh: antiphon.Session) -> None:
    assert [fresh.put("/users/101", json={"name": "Eva"}).status_code for _ in range(2)] == [201, 200]
    assert fresh.get("/users").json() == [{"id": 1, "name": "Ana"}, {"id": 101, "name": "Eva"}]


def test_data_is_replaced_and_removed(fresh: antiphon.Session) -> None:
    assert fresh.put("/data/1", json={"key": "new_value"}).json() == {"id": 1, "key": "new_value"}
    assert fresh.delete("/data/1").status_code == 204
    assert fresh.post("/data", json={"key": "value"}).headers["location"] == "/data/2"


def test_a_number_comes_back_as_it_was_sent(fresh: antiphon.Session) -> None:
    fresh.put("/data/1", data=b'{"exact": 0.10000000000000000001, "great": 1e400}', headers=JSON)
    content = fresh.get("/data/1").content
    assert b"0.10000000000000000001" in content and b"Infinity" not in content
