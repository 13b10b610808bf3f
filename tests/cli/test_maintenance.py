"""``antiphon maintenance``: a database is closed to its clients, and opened again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from antiphon.demo.closing import closing_file
from antiphon.rest.access.maintenance import Closed, read_closed

from .conftest import Run

FILE = Path("shop.db.maintenance")


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database in the folder in which the commands run."""
    monkeypatch.chdir(tmp_path)
    with closing(sqlite3.connect("shop.db")) as database:
        database.execute("CREATE TABLE products (id INTEGER PRIMARY KEY)")


def test_a_database_is_closed_and_opened(antiphon: Run) -> None:
    assert antiphon("maintenance", "status", "shop.db").out == "shop.db is open.\n"
    ended = antiphon("maintenance", "on", "shop.db", "--retry-after", "600", "--message", "Back at noon.")
    assert (ended.code, ended.err) == (0, "") and read_closed(FILE) == Closed(600, "Back at noon.")
    told = "shop.db is closed: 503, Retry-After: 600. Back at noon.\n"
    assert ended.out == told == antiphon("maintenance", "status", "sqlite:///shop.db").out.replace("sqlite:///", "")
    assert antiphon("maintenance", "off", "shop.db").out == "shop.db is open.\n" and not FILE.exists()
    assert antiphon("maintenance", "off", "shop.db").code == 0


def test_clients_may_come_again_in_two_minutes_where_nothing_is_said(antiphon: Run) -> None:
    assert antiphon("maintenance", "on", "shop.db").out == "shop.db is closed: 503, Retry-After: 120.\n"


def test_it_speaks_spanish(antiphon: Run) -> None:
    assert antiphon("maintenance", "status", "shop.db", "--lang", "es").out == "shop.db está abierta.\n"


@pytest.mark.parametrize("arguments", [["on", "no-shop.db"], ["on"], ["pause", "shop.db"], ["on", "oracle://a/b"]])
def test_what_is_no_database_or_no_state_is_refused(antiphon: Run, arguments: list[str]) -> None:
    ended = antiphon("maintenance", *arguments)
    assert ended.code == 2 and ended.out == "" and ended.err
    assert list(Path().glob("*.maintenance")) == []


def test_a_database_that_is_broken_or_gone_is_closed_and_opened_all_the_same(antiphon: Run) -> None:
    Path("shop.db").write_bytes(b"broken")
    assert antiphon("maintenance", "on", "shop.db").code == 0 and FILE.exists()
    Path("shop.db").unlink()
    assert antiphon("maintenance", "off", "shop.db").code == 0 and not FILE.exists()


def test_the_sample_application_is_closed_by_its_name(antiphon: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTIPHON_HOME", str(Path.cwd() / "home"))
    assert antiphon("maintenance", "status", "demo").out == "demo is open.\n"
    assert antiphon("maintenance", "on", "demo").out == "demo is closed: 503, Retry-After: 120.\n"
    assert read_closed(closing_file()) == Closed()
    assert antiphon("maintenance", "off", "demo", "--lang", "es").out == "demo está abierta.\n"
    assert antiphon("maintenance", "on", "./demo").code == 2
