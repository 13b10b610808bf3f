"""The links of a page (RFC 8288): following them goes through the collection, whatever else was asked."""

from __future__ import annotations

from typing import Any

import pytest

from antiphon.rest.query.links import link_value, page_links
from antiphon.rest.query.window import window
from antiphon.semantics.forms import decode_form
from antiphon.semantics.links import parse_links

from .asking import asked
from .databases import Tables


def answer(
    tables: Tables, name: str, query: str, dialect: str = "antiphon", total: int | None = None
) -> tuple[list[Any], dict[str, str]]:
    """Return the first column of a page, and the queries that its links lead to."""
    selection = asked(tables, name, query, dialect)
    shown = window(selection, tables.run(tables.statements(name).page(selection)))
    links = page_links(tables[name], selection, decode_form(query), shown, total, dialect)
    parsed = parse_links(link_value(links))
    assert [link.target for link in parsed] == [link.target for link in links]
    assert all(link.target.startswith("?") and link.target.isascii() for link in links)
    return [row[0] for row in shown.rows], {link.rel: link.target[1:] for link in parsed}


@pytest.mark.parametrize(
    ("name", "query", "dialect"),
    [
        ("books", "limit=2", "antiphon"),
        ("books", "sort=-price&limit=1&fields=title", "antiphon"),
        ("books", "price[null]=false&sort=%22odd, name%22,stock&limit=2", "antiphon"),
        ("books", "limit=4&page=1", "antiphon"),
        ("cheap", "limit=1", "antiphon"),
        ("places", "limit=2&sort=note", "antiphon"),
        ("books", "_page=1&_per_page=4", "json-server"),
        ("books", "_start=0&_end=4", "json-server"),
        ("books", "_limit=5", "json-server"),
        ("books", "limit=4&order=price.desc", "postgrest"),
    ],
)
def test_links_lead_through_all_pages_and_back(shop: Tables, name: str, query: str, dialect: str) -> None:
    forth, pages, links = [], 1, {"next": query}
    while "next" in links:
        rows, links = answer(shop, name, links["next"], dialect)
        forth += rows
        pages += 1
    back = rows
    while "prev" in links:
        rows, links = answer(shop, name, links["prev"], dialect)
        back = rows + back
    assert forth == back
    assert len(forth) == len(shop.run(shop.statements(name).every(asked(shop, name, query, dialect))))
    assert answer(shop, name, links["first"], dialect)[0] == rows


def test_other_parameters_stay(shop: Tables) -> None:
    _, links = answer(shop, "books", "sort=-price&price[gt]=1&limit=2&fields=%22odd, name%22")
    for query in links.values():
        pairs = dict(decode_form(query))
        assert pairs.items() >= {"sort": "-price", "price[gt]": "1", "limit": "2", "fields": '"odd, name"'}.items()


def test_the_last_page_by_cursor_needs_no_count(shop: Tables) -> None:
    _, links = answer(shop, "books", "limit=4")
    rows, at_end = answer(shop, "books", links["last"])
    assert (rows, set(at_end)) == ([3, 4, 5, 6], {"first", "prev", "last"})


def test_the_last_page_by_number_needs_one(shop: Tables) -> None:
    assert "last" not in answer(shop, "books", "limit=4&page=1")[1]
    links = answer(shop, "books", "limit=4&page=1", total=6)[1]
    assert answer(shop, "books", links["last"])[0] == [5, 6]
    links = answer(shop, "books", "limit=4", "postgrest", total=8)[1]
    assert links["last"] == "limit=4&offset=4"


def test_beyond_the_end_first_and_previous_remain(shop: Tables) -> None:
    rows, links = answer(shop, "books", "limit=4&page=9")
    assert (rows, set(links)) == ([], {"first", "prev"})
    _, links = answer(shop, "books", "limit=6")
    shop.run(shop.statements("reviews").delete((4,)))
    after = answer(shop, "books", "limit=5")[1]["next"]
    shop.run(shop.statements("books").delete((6,)))
    rows, links = answer(shop, "books", after)
    assert (rows, set(links)) == ([], {"first", "prev", "last"})
    assert answer(shop, "books", links["prev"])[0] == [1, 2, 3, 4, 5]
