"""What a collection can be asked by the query of a URL, on each engine."""

from __future__ import annotations

import pytest

from antiphon.faults import selection as faults
from antiphon.faults.fault import Fault

from .asking import asked, keys_of, refused, rows_of
from .databases import Tables


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("", [1, 2, 3, 4, 5, 6]),
        ("price=5", [1, 5]),
        ("price[eq]=5.00", [1, 5]),
        ("price:gt=9.99", [3, 6]),
        ("price[ge]=9.99&price[lt]=30", [2, 3]),
        ("price[le]=9.99", [1, 2, 5]),
        ("price[ne]=5", [2, 3, 4, 6]),
        ("price[null]=true", [4]),
        ("price:null=false", [1, 2, 3, 5, 6]),
        ("sort[eq]=x", [1, 4]),
        ("sort:nin=x,z", [2, 3, 5]),
        ("stock[in]=4,9", [3, 4, 5]),
        ("odd, name[in]=c,%22a,b%22", [2, 3]),
        ("odd%2C+name=%22q%22", [6]),
        ("title[like]=lamp%25", [2]),
        ("title[ilike]=lamp%25", [1, 2]),
        ("title[ilike]=A_B", [5, 6]),
        (r"title[like]=a\_b", [5]),
        (r"title[like]=100\%25%25", [3]),
        ("title[contains]=AMP", [1, 2]),
        ("title[contains]=%25", [3]),
        ("title[contains]=_", [5]),
        ("title[starts]=100", [3, 4]),
        ("title[ends]=B", [5, 6]),
        ("released[lt]=2021-01-01", [1, 5]),
        ("sort=price", [1, 5, 2, 3, 6, 4]),
        ("sort=-price", [4, 6, 3, 2, 5, 1]),
        ("sort=-stock,title&title[starts]=100", [4, 3]),
        ("sort=%22-odd, name%22&limit=3", [5, 4, 1]),
        ("limit=2&page=2", [3, 4]),
        ("limit=4&page=9", []),
        ('where={"or":[{"stock":0},{"not":{"price":{"gt":5}}}]}', [1, 2, 4, 5]),
        ('where={"not":{"price[ne]":5}}', [1, 5]),
        ('where={"price":null}', [4]),
        ('where={"sort":["x","z"],"stock:gt":1}', [1, 4]),
        ('where={"and":[{"price":{"ge":5,"lt":10}},{"sort":{"ne":null}}]}', [1]),
    ],
)
def test_it_gives_the_rows_that_were_asked_for(shop: Tables, query: str, keys: list[int]) -> None:
    assert keys_of(shop, "books", query) == keys


def test_it_shows_the_fields_in_the_order_asked_for(shop: Tables) -> None:
    rows = rows_of(shop, "books", "fields=title,%22odd, name%22&limit=2")
    assert [row[:2] for row in rows] == [("Lamp", None), ("lamp shade", "a,b")]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("q=lamp", [1, 2]),
        ("q=LAMP+-shade", [1]),
        ("q=%22lamp+shade%22+or+wool", [2, 3]),
        ("q=wool)+%26+*'%22", [3]),
    ],
)
def test_it_looks_for_words(shop: Tables, query: str, keys: list[int]) -> None:
    assert keys_of(shop, "books", query) == keys


def test_a_composite_key_ends_the_order(shop: Tables) -> None:
    assert rows_of(shop, "places", "sort=-row_number") == [(2, "a", "third"), (1, "b", None), (1, "a", "first")]


@pytest.mark.parametrize(
    ("query", "fault", "said"),
    [
        ("prize=5", faults.PARAMETER_UNKNOWN, {"parameter": "prize", "nearest": "price"}),
        ("prize[gt]=5", faults.PARAMETER_UNKNOWN, {"nearest": "price"}),
        ("_page=5", faults.PARAMETER_UNKNOWN, {"nearest": "page"}),
        ("price[above]=5", faults.OPERATOR_UNKNOWN, {"operator": "above"}),
        ("price[gt]=cheap", faults.FILTER_VALUE_UNFIT, {"value": "cheap", "kind": "decimal"}),
        ("stock[in]=1,two", faults.FILTER_VALUE_UNFIT, {"value": "two"}),
        ("stock=9223372036854775808", faults.FILTER_VALUE_UNFIT, {}),
        ("price[le]=9.991", faults.FILTER_VALUE_UNFIT, {}),
        ("released=2021-02-30", faults.FILTER_VALUE_UNFIT, {"kind": "date"}),
        ("price[like]=5%25", faults.OPERATOR_UNFIT, {"column": "price"}),
        ("price[null]=yes", faults.TRUTH_UNKNOWN, {"value": "yes"}),
        ("title[like]=a\\", faults.PATTERN_UNFINISHED, {}),
        ("title[contains]=a%00b", faults.TEXT_UNUSABLE, {}),
        ("title[contains]=" + "a" * 1001, faults.TEXT_UNUSABLE, {}),
        ("stock=1&stock=2", faults.PARAMETER_REPEATED, {"parameter": "stock"}),
        ("sort=price&sort=title", faults.PARAMETER_REPEATED, {"parameter": "sort"}),
        ("sort=price,-price", faults.NAME_REPEATED, {"name": "price"}),
        ("sort=prize", faults.COLUMN_UNKNOWN, {"nearest": "price"}),
        ("sort=", faults.LIST_EMPTY, {"parameter": "sort"}),
        ("sort=%22price", faults.LIST_UNFINISHED, {}),
        ("stock[in]=%221%22x", faults.LIST_UNFINISHED, {}),
        ("fields=id,id", faults.NAME_REPEATED, {}),
        ("fields=name", faults.COLUMN_UNKNOWN, {"parameter": "fields"}),
        ("embed=autor", faults.EMBED_UNKNOWN, {"nearest": "author"}),
        ("limit=0", faults.NUMBER_OUT_OF_RANGE, {"least": 1, "most": 1000}),
        ("limit=1001", faults.NUMBER_OUT_OF_RANGE, {}),
        ("limit=-1", faults.NUMBER_OUT_OF_RANGE, {}),
        ("limit=%D9%A3", faults.NUMBER_OUT_OF_RANGE, {}),
        ("page=99999999999999999999", faults.NUMBER_OUT_OF_RANGE, {}),
        ("page=1&after=x", faults.PARAMETERS_EXCLUDE_EACH_OTHER, {}),
        ("after=x", faults.CURSOR_BROKEN, {"parameter": "after"}),
        ("after=%C3%A9", faults.CURSOR_BROKEN, {}),
        ("where={", faults.WHERE_NOT_JSON, {}),
        ("where=[]", faults.MEMBER_UNFIT, {"parameter": "where"}),
        ("where={}", faults.LIST_EMPTY, {}),
        ('where={"or":[]}', faults.LIST_EMPTY, {"parameter": "where/or"}),
        ('where={"prize":1}', faults.PARAMETER_UNKNOWN, {"nearest": "price"}),
        ('where={"stock":{"gt":"1"}}', faults.FILTER_VALUE_UNFIT, {"parameter": "where/stock/gt"}),
        ('where={"stock":{"gt":null}}', faults.MEMBER_UNFIT, {}),
        ('where={"stock":[[1]]}', faults.FILTER_VALUE_UNFIT, {}),
        ("where=" + '{"not":' * 11 + '{"stock":1}' + "}" * 11, faults.EXPRESSION_TOO_DEEP, {"limit": 10}),
        ("&".join(f"stock[ne]={number}" for number in range(101)), faults.TOO_MANY_VALUES, {"limit": 100}),
        ("q=-lamp", faults.SEARCH_EMPTY, {}),
        ("q=%22+%22", faults.SEARCH_EMPTY, {}),
    ],
)
def test_what_is_not_understood_is_refused(shop: Tables, query: str, fault: Fault, said: dict[str, object]) -> None:
    refusal = refused(shop, "books", query)
    assert refusal.fault is fault
    assert {name: refusal.details[name] for name in said} == said


def test_a_search_without_an_index_is_refused(shop: Tables) -> None:
    assert refused(shop, "authors", "q=Ana").fault is faults.SEARCH_UNAVAILABLE


def test_a_view_has_no_cursors_but_pages(shop: Tables) -> None:
    assert [row[0] for row in rows_of(shop, "cheap", "sort=-title&limit=1&page=2")] == ["a_b"]
    assert refused(shop, "cheap", "after=x").fault is faults.CURSOR_WITHOUT_KEY


def test_the_key_follows_in_the_direction_of_the_last_column(shop: Tables) -> None:
    order = asked(shop, "books", "sort=title,-price").order
    assert [(each.column, each.descending) for each in order] == [("title", False), ("price", True), ("id", True)]
