"""The demo's shop: a database behind a REST API, made when it is first asked for."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import antiphon
from antiphon.demo import application
from antiphon.demo.shop import COLLECTIONS, is_of_shop

from ..server.running import Running


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go meanwhile."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def fresh(folder: Path) -> Iterator[antiphon.Session]:
    """A client of a demo whose shop is new."""
    with Running(application) as server, server.session() as client:
        yield client


def test_each_collection_is_there(session: antiphon.Session) -> None:
    for name in COLLECTIONS:
        listed = session.get(f"/{name}")
        assert listed.status_code == 200 and len(listed.json()) > 5, name


def test_the_shop_is_described_with_exactly_these_collections(session: antiphon.Session) -> None:
    paths = session.get("/openapi.json").json()["paths"]
    assert {path.split("/")[1] for path in paths} - {"", "openapi.json"} == set(COLLECTIONS)


def test_a_row_is_created_read_replaced_changed_and_removed(fresh: antiphon.Session) -> None:
    created = fresh.post("/customers", json={"name": "Ana", "email": "ana@example.com"})
    place = created.headers["location"]
    assert created.status_code == 201 and fresh.get(place).json() == created.json()
    assert fresh.put(place, json={"name": "Ana M.", "email": "ana@example.com"}).status_code == 200
    assert fresh.patch(place, json={"country": "PT"}).json()["country"] == "PT"
    assert fresh.delete(place).status_code == 204 and fresh.get(place).status_code == 404


def test_a_form_with_a_picture_makes_a_product(fresh: antiphon.Session) -> None:
    fields = {"sku": "NEW-1", "name": "Nana", "category": "tea", "price": "4.50"}
    created = fresh.post("/products", data=fields, files={"picture": ("nana.png", b"\x89PNG\r\n\x1a\n", "image/png")})
    assert created.status_code == 201 and created.json()["price"] == 4.5
    picture = fresh.get(created.headers["location"] + "/picture")
    assert (picture.content, picture.headers["content-type"]) == (b"\x89PNG\r\n\x1a\n", "image/png")


def test_a_browser_gets_pages_with_their_style(session: antiphon.Session) -> None:
    page = session.get("/products", headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    style = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert session.get(style).headers["content-type"].startswith("text/css")


def test_the_shop_is_made_when_it_is_asked_for_and_gone_at_the_end(folder: Path) -> None:
    for _ in range(2):
        with Running(application) as server, server.session() as client:
            client.get("/hello")
            assert list(folder.iterdir()) == []
            assert client.delete("/reviews/1").status_code == 204  # it is there each time
            assert len(list(folder.iterdir())) == 1
        assert list(folder.iterdir()) == []


def test_where_no_database_can_be_made_the_rest_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    missing = tmp_path / "missing"
    monkeypatch.setattr(tempfile, "tempdir", str(missing))
    with Running(application) as server, server.session() as client:
        assert client.get("/products").status_code == 500 and client.get("/hello").ok
        missing.mkdir()
        assert client.get("/products").ok


@pytest.mark.parametrize("path", ["/product", "/products2", "/", "", "//products", "/hello/products"])
def test_other_paths_do_not_lead_there(path: str) -> None:
    assert not is_of_shop(path)


def test_nothing_of_databases_is_loaded_before() -> None:
    script = "import sys, antiphon.demo; print([name for name in ('sqlalchemy', 'psycopg') if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"
