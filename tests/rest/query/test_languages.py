"""The languages that other products speak: the same things asked, on each engine."""

from __future__ import annotations

import pytest

from antiphon.faults import selection as faults
from antiphon.faults.fault import Fault

from .asking import asked, keys_of, refused, rows_of
from .databases import Tables


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("price=5", [1, 5]),
        ("id=1&id=3", [1, 3]),
        ("price_gte=9.99&price_lte=20", [2, 3]),
        ("price:gt=20", [6]),
        ("price_ne=5", [2, 3, 4, 6]),
        ("title_like=LAMP", [1, 2]),
        ("title:startsWith=100", [3, 4]),
        ("_sort=price&_order=desc&_limit=2", [4, 6]),
        ("_sort=stock,title&_order=desc,asc&_limit=3", [5, 4, 3]),
        ("_sort=-price,title&_page=2&_per_page=2", [3, 2]),
        ("_start=2&_end=4", [3, 4]),
        ("_start=4&_limit=9", [5, 6]),
        ("_end=2", [1, 2]),
        ('_where={"or":[{"stock":0},{"title":{"eq":"Lamp"}}]}', [1, 2]),
        ("q=wool", [3]),
    ],
)
def test_json_server_asks(shop: Tables, query: str, keys: list[int]) -> None:
    assert keys_of(shop, "books", query, "json-server") == keys


def test_json_server_embeds_both_ways(shop: Tables) -> None:
    assert asked(shop, "books", "_embed=reviews&_expand=author", "json-server").embed == ("reviews", "author")
    assert asked(shop, "books", "_page=1", "json-server").limit == 10


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("prize=1", faults.PARAMETER_UNKNOWN),
        ("price_above=1", faults.PARAMETER_UNKNOWN),
        ("_pge=1", faults.PARAMETER_UNKNOWN),
        ("title_like=^a", faults.REGULAR_EXPRESSION_UNSUPPORTED),
        ("_page=0", faults.NUMBER_OUT_OF_RANGE),
        ("_page=1&_start=1", faults.PARAMETERS_EXCLUDE_EACH_OTHER),
        ("_limit=1&_per_page=1", faults.PARAMETERS_EXCLUDE_EACH_OTHER),
        ("_start=5&_end=5", faults.NUMBER_OUT_OF_RANGE),
        ("_sort=price&_order=up", faults.DIRECTION_UNKNOWN),
        ("_sort=-price&_order=desc", faults.PARAMETERS_EXCLUDE_EACH_OTHER),
        ("_order=desc", faults.DIRECTION_UNKNOWN),
        ("_page=1&_page=2", faults.PARAMETER_REPEATED),
        ("_embed=autor", faults.EMBED_UNKNOWN),
    ],
)
def test_json_server_is_refused(shop: Tables, query: str, fault: Fault) -> None:
    assert refused(shop, "books", query, "json-server").fault is fault


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("price=eq.5", [1, 5]),
        ("price=gte.9.99&price=lte.20", [2, 3]),
        ("price=neq.5", [2, 3, 6]),
        ("price=not.eq.5", [2, 3, 6]),
        ("price=is.null", [4]),
        ("price=not.is.null", [1, 2, 3, 5, 6]),
        ("title=like.lamp*", [2]),
        ("title=ilike.lamp*", [1, 2]),
        ("title=not.ilike.*a*", [3, 4]),
        ("sort=in.(x,z)", [1, 4, 6]),
        ("sort=not.in.(x,z)", [3]),
        ('odd, name=in.("a,b",c)', [2, 3]),
        ('odd, name=in.("\\"q\\"")', [6]),
        ("or=(stock.eq.0,price.gt.20)", [2, 6]),
        ("or=(stock.eq.0,and(price.eq.5,stock.lt.5))", [1, 2]),
        ("not.or=(price.eq.5,stock.eq.0)", [3, 6]),
        ("not.and=(price.gt.6,stock.gt.0)", [1, 2, 5]),
        ("or=(not.and(price.gt.6,stock.gt.0),title.eq.aXb)", [1, 2, 5, 6]),
        ('or=("odd, name".eq."a,b",title.eq.Lamp)', [1, 2]),
        ("or=(title.in.(Lamp,a_b),stock.eq.0)", [1, 2, 5]),
        ("order=price.desc&limit=2", [4, 6]),
        ("order=price.asc.nullslast,title.desc&limit=3&offset=1", [1, 2, 3]),
        ("offset=5", [6]),
        ("offset=50", []),
    ],
)
def test_postgrest_asks(shop: Tables, query: str, keys: list[int]) -> None:
    assert keys_of(shop, "books", query, "postgrest") == keys


def test_postgrest_selects_and_embeds(shop: Tables) -> None:
    assert [row[:2] for row in rows_of(shop, "books", "select=title,id&limit=1", "postgrest")] == [("Lamp", 1)]
    selection = asked(shop, "books", "select=*,author(*),reviews()", "postgrest")
    assert (selection.fields, selection.embed) == (None, ("author", "reviews"))


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("prize=eq.1", faults.PARAMETER_UNKNOWN),
        ("price=5", faults.OPERATOR_UNKNOWN),
        ("price=fts.5", faults.OPERATOR_UNKNOWN),
        ("price=eq.five", faults.FILTER_VALUE_UNFIT),
        ("price=is.5", faults.TRUTH_UNKNOWN),
        ("sort=in.x", faults.EXPRESSION_BROKEN),
        ("or=stock.eq.0", faults.EXPRESSION_BROKEN),
        ("or=(stock.eq.0", faults.EXPRESSION_BROKEN),
        ("or=(stock)", faults.EXPRESSION_BROKEN),
        ("or=()", faults.EXPRESSION_BROKEN),
        ('or=(title.eq."x)', faults.EXPRESSION_BROKEN),
        ("or=(prize.eq.0)", faults.COLUMN_UNKNOWN),
        ("and=" + "(and" * 12 + "(stock.eq.0" + ")" * 13, faults.EXPRESSION_TOO_DEEP),
        ("or=(" + ",".join(["stock.eq.0"] * 101) + ")", faults.TOO_MANY_VALUES),
        ("order=price.up", faults.DIRECTION_UNKNOWN),
        ("order=price.desc.nullslast", faults.DIRECTION_UNKNOWN),
        ("order=prize", faults.COLUMN_UNKNOWN),
        ("select=prize", faults.COLUMN_UNKNOWN),
        ("select=autor(*)", faults.EMBED_UNKNOWN),
        ("limit=-1", faults.NUMBER_OUT_OF_RANGE),
        ("limit=1&limit=2", faults.PARAMETER_REPEATED),
    ],
)
def test_postgrest_is_refused(shop: Tables, query: str, fault: Fault) -> None:
    assert refused(shop, "books", query, "postgrest").fault is fault
