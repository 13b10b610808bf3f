"""What a collection is asked: in the query of a URL, and by QUERY (RFC 10008)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from .places import Place
from .wire import FORM, JSON, Answer, Wire

ITEMS = "/order%20items"
NAME, THIRD = quote('naïve "x"'), quote('third, "quoted" & ünï')


def ids(answer: Answer) -> list[int]:
    """Return the keys of the rows, in order."""
    assert answer.status == 200, answer.json
    return [row["id"] for row in answer.json]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [1, 2, 3]),
        (f"{NAME}=second", [2]),
        (f"{NAME}={THIRD}", [3]),
        ("a/b=A-1", [1]),
        ("a%2Fb[in]=A-1,A-2", [1, 2]),
        ("a/b[null]=true", [3]),
        ("price[ge]=0.1&price[lt]=100", [1, 2]),
        ("price:gt=9.49", [1, 3]),
        ("price=0.10", [2]),
        ("shipped=true", [2]),
        ("due=2026-01-31&size=s", [1]),
        ("due[gt]=2026-02-01", []),
        ("sort=-price", [3, 1, 2]),
        ("sort=size,-id", [2, 1, 3]),
        ("sort[eq]=2", [3]),
        ("sort[null]=true", [2]),
        ("total[gt]=1&sort=total", [1, 3]),
        ("updated_at[lt]=2026-06-01T00:00:00", [1]),
        ("limit=1&page=2", [2]),
        ("limit=2&page=9", []),
        (f"{NAME}[contains]=I", [1, 3]),
        (f"{NAME}[starts]=%25", []),
        (f"{NAME}[like]=%25ir%25", [1, 3]),
        ('where={"or":[{"id":1},{"price":{"gt":50}}]}'.replace('"', "%22"), [1, 3]),
    ],
)
def test_a_url_asks_for_rows(api: Wire, query: str, expected: list[int]) -> None:
    assert ids(api.get(f"{ITEMS}?{query}")) == expected


def test_columns_with_the_names_of_parameters_are_reached_by_an_operator(api: Wire) -> None:
    assert ids(api.get("/sort?limit[eq]=one")) == [1]
    assert ids(api.get("/sort?where:eq=there")) == [2]
    assert ids(api.get("/sort?fields[null]=true&sort=-limit")) == [1]
    assert api.get("/sort?fields=limit,where&limit=1").json == [{"limit": "one", "where": None}]


@pytest.mark.parametrize(
    "query",
    [
        "colour=red",
        "price=cheap",
        "price[gt]=",
        "price[about]=5",
        "price[gt=5",
        "sort=colour",
        "sort=",
        "sort=price,price",
        "sort=details",
        "details=5",
        "fields=colour",
        "embed=colour",
        "limit=0",
        "limit=-1",
        "limit=many",
        "limit=1.5",
        "limit=99999999999999999999",
        "limit=1&limit=2",
        "page=0",
        "page=two",
        "page=99999999999999999999999",
        "after=nonsense",
        "after=",
        "before=%00",
        "after=x&page=2",
        "where=nonsense",
        "where={}&where={}",
        'where={"colour":"red"}',
        "where=[]",
        "id=1&id=2",
        "id=one",
        "id=99999999999999999999999999999",
        "due=2026-02-30",
        "shipped=yes",
        "=5",
        "%00=5",
        "%FF=1",
        f"{NAME}=%00",
        "select=*",
        "offset=1",
        "_page=2",
    ],
)
def test_nonsense_in_a_url_is_400_and_names_the_parameter(api: Wire, query: str) -> None:
    answer = api.get(f"{ITEMS}?{query}")
    assert answer.status == 400
    assert answer.json["detail"]


def test_the_links_lead_through_all_rows_in_both_directions(api: Wire, place: Place) -> None:
    for number in range(3, 30):
        place.execute(f'INSERT INTO "numbers" ("id") VALUES ({number * 7})')
    path, seen = "/numbers?limit=4&sort=-id", list[int]()
    links = {"next": path}
    while "next" in links:
        answer = api.get(links["next"])
        seen += ids(answer)
        links = links_of(answer, "/numbers")
    assert seen == sorted([1, 2, *(number * 7 for number in range(3, 30))], reverse=True)
    back = list[int]()
    while "prev" in links:
        answer = api.get(links["prev"])
        back = ids(answer) + back
        links = links_of(answer, "/numbers")
    assert back == seen[: len(back)] and len(back) == len(seen) - 1
    assert ids(api.get(links["first"])) == seen[:4]
    assert ids(api.get(links["last"]))[-1] == seen[-1]


def links_of(answer: Answer, path: str) -> dict[str, str]:
    """Return the links by their relation, as paths."""
    found = {}
    for link in filter(None, answer.fields.get("link", "").split(", ")):
        target, _, relation = link.partition("; ")
        found[relation.removeprefix('rel="').removesuffix('"')] = path + target.strip("<>")
    return found


def test_a_page_beyond_the_end_is_empty_and_leads_back(api: Wire) -> None:
    answer = api.get("/numbers?limit=2&page=7")
    assert (answer.status, answer.json) == (200, [])
    assert {"first", "prev"} <= links_of(answer, "/numbers").keys()


def test_all_rows_are_counted_only_where_that_is_wanted(api: Wire) -> None:
    assert "x-total-count" not in api.get(f"{ITEMS}?limit=1").fields
    answer = api.get(f"{ITEMS}?limit=1&price[gt]=5", prefer="count=exact")
    assert (answer.fields["x-total-count"], answer.fields["preference-applied"]) == ("2", "count=exact")


def test_what_is_referred_to_is_shown_inside(api: Wire) -> None:
    offered = api.get(f"{ITEMS}?embed=nothing").json["fix"]
    assert "sort" in offered
    answer = api.get(f"{ITEMS}/1?fields=id")
    assert answer.status in (200, 400)  # an item has no query of its own, and either way nothing is guessed


# -- QUERY -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, [1, 2, 3]),
        ({"where": {"price": {"gt": 5}}, "sort": ["-price"]}, [3, 1]),
        ({"where": {'naïve "x"': 'third, "quoted" & ünï'}}, [3]),
        ({"where": {"a/b": None}}, [3]),
        ({"where": {"id": {"in": [1, 3]}}, "limit": 1, "page": 2}, [3]),
        ({"sort": ["size", "-id"], "fields": ["id"]}, [2, 1, 3]),
    ],
)
def test_a_query_asks_for_rows_and_can_be_repeated_by_get(
    api: Wire, document: dict[str, Any], expected: list[int]
) -> None:
    answer = api.query(ITEMS, document)
    assert ids(answer) == expected
    assert {"accept", "accept-encoding", "prefer"} <= answer.list_of("vary") and answer.fields["cache-control"]
    location = answer.fields["location"]
    assert location.startswith(f"{api.below}{ITEMS}?")
    repeated = api.get(location.removeprefix(api.below))
    assert (repeated.content, repeated.etag) == (answer.content, answer.etag)


def test_the_result_of_a_query_has_a_place_of_its_own(api: Wire) -> None:
    answer = api.query(ITEMS, {"limit": 1})
    assert api.get(answer.fields["content-location"].removeprefix(api.below)).content == answer.content


def test_a_form_asks_what_the_query_of_a_url_asks(api: Wire) -> None:
    query = "price[ge]=1&sort=-price&limit=1"
    assert api.query(ITEMS, query, content_type=FORM).content == api.get(f"{ITEMS}?{query}").content


def test_a_query_is_conditional_as_a_get_is(api: Wire) -> None:
    tag = api.query(ITEMS, {"limit": 1}).etag
    assert api.query(ITEMS, {"limit": 1}, if_none_match=tag).status == 304
    assert api.query(ITEMS, {"limit": 1}, if_match='"other"').status == 412


def test_a_query_without_a_type_is_400_and_of_another_type_415(api: Wire) -> None:
    absent = api.query(ITEMS, {}, content_type="")
    assert absent.status == 400
    other = api.query(ITEMS, "SELECT 1", content_type="application/sql")
    assert other.status == 415
    for answer in (absent, other):
        assert JSON in answer.list_of("accept-query") and FORM in answer.list_of("accept-query")


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        ("{", JSON, 400),
        ("", JSON, 400),
        ('{"limit": 1, "limit": 2}', JSON, 400),
        (b'{"where": {"a/b": "\xff"}}', JSON, 400),
        ("[]", JSON, 422),
        ("null", JSON, 422),
        ('{"colour": 1}', JSON, 422),
        ('{"where": 5}', JSON, 422),
        ('{"where": {"colour": 1}}', JSON, 422),
        ('{"where": {"price": "cheap"}}', JSON, 422),
        ('{"where": {"price": {"about": 5}}}', JSON, 422),
        ('{"limit": 0}', JSON, 422),
        ('{"limit": "5"}', JSON, 422),
        ('{"limit": 1e99}', JSON, 422),
        ('{"after": "nonsense"}', JSON, 422),
        ('{"sort": "price"}', JSON, 422),
        ('{"fields": [1]}', JSON, 422),
        ("colour=red", FORM, 422),
        ("limit=0", FORM, 422),
        ("price=cheap", FORM, 422),
    ],
)
def test_nonsense_in_a_query_is_refused(api: Wire, content: bytes | str, media_type: str, status: int) -> None:
    assert api.query(ITEMS, content, content_type=media_type).status == status


def test_a_query_that_cannot_be_answered_as_wanted_is_406(api: Wire) -> None:
    assert api.query(ITEMS, {}, accept="image/png").status == 406


@pytest.mark.parametrize("path", ["/readings", "/dear%20items"])
def test_what_can_only_be_read_can_be_queried(api: Wire, path: str) -> None:
    answer = api.query(path, {"limit": 1})
    assert answer.status == 200 and len(answer.json) == 1
