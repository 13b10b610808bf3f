"""GET and HEAD of collections and items (RFC 9110 §9.3.1, §9.3.2)."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from urllib.parse import quote

import pytest

from .places import Place
from .wire import Answer, Wire


def test_a_collection_is_an_array_with_all_that_caches_and_pages_need(api: Wire) -> None:
    answer = api.get("/order%20items?limit=2")
    assert answer.status == 200
    assert [row["id"] for row in answer.json] == [1, 2]
    assert {"accept", "accept-encoding", "prefer"} <= answer.list_of("vary")
    assert answer.fields["cache-control"] == "no-cache"
    assert 'rel="next"' in answer.fields["link"] and 'rel="first"' in answer.fields["link"]
    assert '"application/json"' in answer.fields["accept-query"]
    assert "content-range" not in answer.fields and answer.etag
    assert int(answer.fields["content-length"]) == len(answer.content)


def test_an_empty_collection_is_an_empty_array(api: Wire, place: Place) -> None:
    place.execute('DELETE FROM "bookings"')
    answer = api.get("/bookings")
    assert (answer.status, answer.json) == (200, [])


def test_a_row_is_an_object_with_the_exact_forms_of_its_values(api: Wire) -> None:
    answer = api.get("/order%20items/1")
    assert answer.status == 200
    assert answer.json == {
        "id": 1,
        'naïve "x"': "first",
        "a/b": "A-1",
        "price": 9.5,
        "quantity": 2,
        "total": 19,
        "size": "s",
        "due": "2026-01-31",
        "shipped": False,
        "details": {"colour": {"name": "red", "code": 1}, "tags": ["a", "b"]},
        "picture": None,
        "sort": 1,
        "updated_at": "2026-01-02T03:04:05",
    }


def test_an_item_has_a_strong_tag_and_the_time_of_its_last_change(api: Wire) -> None:
    answer = api.get("/order%20items/1")
    assert answer.etag.startswith('"')
    assert answer.fields["last-modified"] == "Fri, 02 Jan 2026 03:04:05 GMT"
    assert answer.fields["cache-control"] == "no-cache"
    assert {"accept", "accept-encoding"} <= answer.list_of("vary")


def test_an_item_that_nobody_changed_has_no_time_of_change(api: Wire) -> None:
    assert "last-modified" not in api.get("/order%20items/2").fields


def test_nothing_was_last_changed_in_the_future(api: Wire, place: Place) -> None:
    place.execute("""UPDATE "order items" SET "updated_at" = '2999-01-01 00:00:00' WHERE "id" = 1""")
    answer = api.get("/order%20items/1")
    assert parsedate_to_datetime(answer.fields["last-modified"]) <= parsedate_to_datetime(answer.fields["date"])


def test_a_tag_names_one_state(api: Wire, place: Place) -> None:
    before = api.get("/labels/plain").etag
    assert api.get("/labels/plain").etag == before
    place.execute("""UPDATE "labels" SET "text" = 'changed' WHERE "key" = 'plain'""")
    assert api.get("/labels/plain").etag != before


@pytest.mark.parametrize("path", ["/order%20items", "/order%20items/1", "/sort?sort=-limit", "/", "/dear%20items"])
def test_head_has_the_fields_of_get_and_no_content(api: Wire, path: str) -> None:
    got, headed = api.get(path), api.ask("HEAD", path)
    assert headed.status == got.status == 200
    assert_same_fields(headed, got)


@pytest.mark.parametrize("path", ["/nothing", "/order%20items/9", "/order%20items?colour=red"])
def test_head_of_what_is_refused_has_the_fields_of_get(api: Wire, path: str) -> None:
    got, headed = api.get(path), api.ask("HEAD", path)
    assert headed.status == got.status >= 400
    assert_same_fields(headed, got)


def assert_same_fields(headed: Answer, got: Answer) -> None:
    """Check the fields of the answer to HEAD; Content-Length may be left out (RFC 9110 §9.3.2)."""
    changing = {"date", "content-length"}
    assert {pair for pair in headed.fields.items() if pair[0] not in changing} == {
        pair for pair in got.fields.items() if pair[0] not in changing
    }
    assert headed.fields.get("content-length", got.fields["content-length"]) == got.fields["content-length"]


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("/labels/with%20space", {"key": "with space", "text": "two"}),
        ("/labels/a%2Fb", {"key": "a/b", "text": "three"}),
        ("/labels/%C3%B1%252F+%26%3D", {"key": "ñ%2F+&=", "text": "four"}),
        ("/labels/a,b", {"key": "a,b", "text": "five"}),
        ("/labels/a%2Cb", {"key": "a,b", "text": "five"}),
        ("/prices%2Fday/a%2Cb,2026-02-01", {"shop": "a,b", "day": "2026-02-01", "price": 1.125}),
        ("/prices%2Fday/c%2Fd%3Fe%23f%25g,2026-02-01", {"shop": "c/d?e#f%g", "day": "2026-02-01", "price": 2}),
        (
            "/devices/0f8fad5b-d9cb-469f-a165-70867728950e",
            {"id": "0f8fad5b-d9cb-469f-a165-70867728950e", "name": "lamp"},
        ),
        (
            "/devices/0F8FAD5B-D9CB-469F-A165-70867728950E",
            {"id": "0f8fad5b-d9cb-469f-a165-70867728950e", "name": "lamp"},
        ),
    ],
)
def test_a_key_may_hold_anything_percent_encoded(api: Wire, path: str, row: object) -> None:
    answer = api.get(path)
    assert (answer.status, answer.json) == (200, row)


@pytest.mark.parametrize(
    "path",
    [
        "/order%20items/99",
        "/order%20items/one",
        "/order%20items/1.0",
        "/order%20items/01x",
        "/order%20items/99999999999999999999999999",
        "/order%20items/-1",
        "/order%20items/%00",
        "/labels/%00",
        "/labels/%FF",
        "/labels/absent",
        "/devices/lamp",
        "/devices/0f8fad5b-d9cb-469f-a165-708677289500",
        "/prices%2Fday/plain",
        "/prices%2Fday/plain,2026-02-31",
        "/prices%2Fday/plain,2026-02-01,x",
        "/prices%2Fday/,",
        "/nothing",
        "/nothing/1",
        "/%00",
        "/%FF",
        "/order%20items/1/nothing",
        "/order%20items/1/picture/more",
        "/order+items",
        "/sqlite_master",
        "/pg_class",
    ],
)
def test_what_is_not_there_is_404_whatever_the_reason(api: Wire, path: str) -> None:
    answer = api.get(path)
    assert answer.status == 404
    assert answer.fields["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/readings", "/dear%20items"])
def test_what_has_no_key_is_read_only(api: Wire, path: str) -> None:
    assert api.get(path).status == 200
    assert api.get(path + "/1").status == 404
    answer = api.post(path, {})
    assert answer.status == 405
    assert answer.fields["allow"] == "GET, HEAD, QUERY, OPTIONS"


def test_the_root_lists_every_collection_with_a_path_that_leads_there(api: Wire) -> None:
    collections = {each["name"]: each for each in api.get("/").json["collections"]}
    assert {"order items", "sort", "prices/day", "readings", "dear items"} <= collections.keys()
    for each in collections.values():
        assert each["path"] == f"{api.below}/{quote(each['name'], safe='')}"
        assert api.get(each["path"].removeprefix(api.below)).status == 200
    assert not collections["readings"]["writable"] and not collections["dear items"]["writable"]


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/order%20items/", "/order%20items"),
        ("/order%20items/1/", "/order%20items/1"),
        ("//order%20items//", "/order%20items"),
        ("/sort/?limit=1", "/sort?limit=1"),
        ("//example.com/", "/example.com"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_slash_too_many_leads_on_with_the_same_method(api: Wire, path: str, location: str, method: str) -> None:
    answer = api.ask(method, path, {} if method == "POST" else None)
    assert answer.status == 308
    assert answer.fields["location"] == api.below + location


@pytest.mark.parametrize("value", ["bytes=0-1", "bytes=9999999-", "rows=0-1", "nonsense"])
@pytest.mark.parametrize("path", ["/sort", "/sort/1"])
def test_a_range_is_ignored_or_kept_to_the_letter(api: Wire, path: str, value: str) -> None:
    answer = api.get(path, range=value)
    if answer.status == 206:
        assert answer.fields["content-range"].startswith("bytes 0-1/")
    elif answer.status == 416:
        assert answer.fields["content-range"].startswith("bytes */")
    else:
        assert answer.status == 200 and answer.json
        assert answer.fields.get("accept-ranges", "none") == "none"


@pytest.mark.parametrize("path", ["/sort", "/sort/1"])
def test_content_of_a_get_is_passed_over_or_refused(api: Wire, path: str) -> None:
    answer = api.ask("GET", path, b"{nonsense")
    assert answer.status in (200, 400)
    assert api.get(path).status == 200
