"""A backend that keeps the rules passes: Antiphon's own does, and nothing is left of the check."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

import antiphon
from antiphon.inspect.check import check
from antiphon.inspect.check.probes.table import PROBES
from antiphon.rest.asgi import application
from antiphon.rest.database.sample import create_sample_shop

from .shelf import checked, notes_in

WITHOUT_NETWORK = {"date", "head-without-content", "hostile-expect-continue", "hostile-expect-unknown"}
NOT_OFFERED = {"range", "range-beyond", "if-range", "preflight", "cors-on-errors", "challenge", "put-tag"}


def test_the_backend_passes_all_that_applies_and_nothing_is_left(shelf: Path) -> None:
    before = notes_in(shelf)
    report = checked(shelf)
    assert notes_in(shelf) == before
    assert [(result.name, result.outcome.why()) for result in report.failed] == []
    assert {result.name for result in report.skipped} == WITHOUT_NETWORK | NOT_OFFERED
    assert report.ok and report.trouble is None and report.left == ()
    assert len(report.results) == len(PROBES)


@pytest.mark.parametrize("name", ["customers", "products", "orders", "order_items", "reviews"])
def test_every_collection_of_the_sample_shop_passes(tmp_path: Path, name: str) -> None:
    """Unique texts, checks, decimals, references, composite keys and triggers: no schema is needed."""
    path = tmp_path / "shop.db"
    create_sample_shop(path)
    before = count_of(path, name)
    with antiphon.Session(transport=antiphon.ASGI(application(f"sqlite:///{path}"))) as session:
        report = check(f"https://shop.example/{name}", session=session)
    assert [(result.name, result.outcome.why()) for result in report.failed] == []
    assert report.ok
    assert count_of(path, name) == before


def count_of(path: Path, name: str) -> int:
    connection = sqlite3.connect(path)
    count: int = connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
    connection.close()
    return count


def test_what_a_view_does_not_offer_does_not_apply(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    create_sample_shop(path)
    with antiphon.Session(transport=antiphon.ASGI(application(f"sqlite:///{path}"))) as session:
        report = check("https://shop.example/bestsellers", session=session)
    assert report.ok
    assert {result.outcome.why() for result in report.skipped if result.name.startswith("post")} == {
        "the collection takes no new items (405)."
    }


def test_reading_alone_sends_nothing_that_changes(shelf: Path) -> None:
    report = checked(shelf, read_only=True)
    methods = {response.request.method for result in report.results for response in result.responses}
    assert methods <= {"GET", "HEAD", "OPTIONS", "QUERY", "TRACE", "ANTIPHON-CHECK"}
    assert report.ok and len(report.passed) > 40
    assert all(not PROBES[result.name].writes or result.skipped for result in report.results)


def test_results_keep_the_responses_that_they_were_judged_on(shelf: Path) -> None:
    report = checked(shelf, only=["if-match-stale-put"])
    result = report.results[-1]
    assert [response.status_code for response in result.responses][-2:] == [412, 200]
    assert [each.name for each in report.results] == ["item-tag", "put-replaces", "if-match-stale-put"]
