"""What the content of a QUERY asks (RFC 10008), and the URL by which GET asks the same."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from antiphon.faults import JSONDecodeError
from antiphon.faults import selection as faults
from antiphon.faults.fault import Fault
from antiphon.rest.query.body import selection_in
from antiphon.rest.query.canonical import canonical
from antiphon.rest.query.cursor import cursor_of
from antiphon.rest.query.selection import Selection
from antiphon.rest.query.window import window
from antiphon.rest.refusal import Refusal

from .asking import LIMITS, asked
from .databases import Tables

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def queried(tables: Tables, content: Any, media_type: str = JSON) -> Selection:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return selection_in(data, media_type, tables["books"], tables.schema, LIMITS)


def keys(tables: Tables, selection: Selection) -> list[Any]:
    rows = tables.run(tables.statements("books").page(selection))
    return [row[0] for row in window(selection, rows).rows]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"where": {"price": {"gt": 5, "lt": 20}}}, [2]),
        ({"where": {"or": [{"title": "Lamp"}, {"stock": {"in": [0, 9]}}]}, "sort": ["-stock"]}, [5, 1, 2]),
        ({"where": {"not": {"price": None}}, "limit": 2, "page": 2}, [3, 5]),
        ({"where": {"price": 9.99}}, [2]),
        ({"where": {"released": {"ge": "2021-01-01"}}}, [2, 6]),
        ({"where": {"title[contains]": "_"}, "fields": ["id", "title"]}, [5]),
        ({"where": {"sort": "x"}, "q": "lamp", "embed": ["author"]}, [1]),
        ({"where": {"and": [{"not": {"or": [{"price": 5}, {"stock": 4}]}}, {"sort": {"null": False}}]}}, [6]),
        ({"where": {"odd, name": ["a,b", '"q"', "it's"]}}, [2, 6]),
    ],
)
def test_json_asks_and_a_url_repeats_it(shop: Tables, document: dict[str, Any], expected: list[int]) -> None:
    selection = queried(shop, document)
    assert keys(shop, selection) == expected
    again = asked(shop, "books", canonical(shop["books"], selection))
    assert keys(shop, again) == expected
    assert (again.order, again.fields, again.embed) == (selection.order, selection.fields, selection.embed)
    assert canonical(shop["books"], again) == canonical(shop["books"], selection)


@pytest.mark.parametrize(
    "query",
    [
        "price[gt]=5&stock[in]=0,4&sort=-price,title&limit=7",
        "odd, name[in]=%22a,b%22,c&sort[eq]=x",
        "title[like]=100%25\\%25&title[ne]=&fields=%22odd, name%22,id",
        "where={%22or%22:[{%22price%22:9.99},{%22price%22:null}]}&where2=",
        "released[null]=true&page=3",
        "sort=%22-odd, name%22&q=lamp+-shade",
    ],
)
def test_a_form_asks_what_a_url_asks(shop: Tables, query: str) -> None:
    query = query.removesuffix("&where2=")
    selection = queried(shop, query.encode(), FORM)
    assert selection == asked(shop, "books", query)
    assert asked(shop, "books", canonical(shop["books"], selection)) == selection


def test_cursors_are_repeated_too(shop: Tables) -> None:
    books = shop["books"]
    selection = queried(shop, {"sort": ["price"]})
    cursor = cursor_of(books, selection.order, (None, 3))
    for document in ({"sort": ["price"], "after": cursor}, {"sort": ["price"], "before": cursor}):
        again = asked(shop, "books", canonical(books, queried(shop, document)))
        assert again == queried(shop, document)


def test_an_offset_has_no_form(shop: Tables) -> None:
    with pytest.raises(ValueError, match="offset"):
        canonical(shop["books"], replace(queried(shop, {}), offset=3))


@pytest.mark.parametrize(
    ("content", "media_type", "fault", "pointer"),
    [
        ([], JSON, faults.MEMBER_UNFIT, "/"),
        ({"were": {}}, JSON, faults.PARAMETER_UNKNOWN, "/were"),
        ({"price": 5}, JSON, faults.PARAMETER_UNKNOWN, "/price"),
        ({"where": {}}, JSON, faults.LIST_EMPTY, "/where"),
        ({"where": {"or": [{"prize": 5}]}}, JSON, faults.PARAMETER_UNKNOWN, "/prize"),
        ({"where": {"price": {"gt": "much"}}}, JSON, faults.FILTER_VALUE_UNFIT, "/where/price/gt"),
        ({"where": {"price": {"more": 1}}}, JSON, faults.OPERATOR_UNKNOWN, "/where/price"),
        ({"where": {"price": {"in": 1}}}, JSON, faults.MEMBER_UNFIT, "/where/price/in"),
        ({"where": {"title": {"like": 1}}}, JSON, faults.MEMBER_UNFIT, "/where/title/like"),
        ({"where": {"stock": True}}, JSON, faults.FILTER_VALUE_UNFIT, "/where/stock"),
        ({"sort": "price"}, JSON, faults.MEMBER_UNFIT, "/sort"),
        ({"sort": ["title", "prize"]}, JSON, faults.COLUMN_UNKNOWN, "/sort/1"),
        ({"limit": "5"}, JSON, faults.NUMBER_OUT_OF_RANGE, "/limit"),
        ({"limit": True}, JSON, faults.NUMBER_OUT_OF_RANGE, "/limit"),
        ({"limit": 10**400}, JSON, faults.NUMBER_OUT_OF_RANGE, "/limit"),
        ({"page": 0}, JSON, faults.NUMBER_OUT_OF_RANGE, "/page"),
        ({"q": 1}, JSON, faults.MEMBER_UNFIT, "/q"),
        ({"after": "x"}, JSON, faults.CURSOR_BROKEN, "/after"),
        (b"prize=5", FORM, faults.PARAMETER_UNKNOWN, "/prize"),
        (b"&".join([b"stock[ne]=1"] * 200), FORM, faults.TOO_MANY_VALUES, "/" + FORM),
    ],
)
def test_nonsense_is_unprocessable(shop: Tables, content: Any, media_type: str, fault: Fault, pointer: str) -> None:
    with pytest.raises(Refusal) as caught:
        queried(shop, content, media_type)
    refusal = caught.value
    assert (refusal.fault.status, refusal.violations[0].fault) == (422, fault)
    assert refusal.violations[0].pointer == pointer
    assert refusal.violations[0].fault.sentence.fill(refusal.violations[0].details, "es")


def test_what_is_not_json_is_a_bad_request(shop: Tables) -> None:
    with pytest.raises(JSONDecodeError) as caught:
        queried(shop, b'{"where": ')
    assert caught.value.fault.status == 400
