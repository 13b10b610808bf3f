"""The sample application is closed and opened again while it runs (RFC 9110 §15.6.4)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from antiphon.demo import application
from antiphon.demo.closing import closing_file, maintenance
from antiphon.rest.access.maintenance import Closed, close, reopen

from ..server.running import Running


@pytest.fixture(autouse=True)
def own_data(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data directory for this test, and no memory of another one."""
    monkeypatch.setenv("ANTIPHON_HOME", str(tmp_path))
    maintenance.cache_clear()
    yield
    maintenance.cache_clear()


@pytest.mark.parametrize("path", ["/", "/items", "/products", "/no/such"])
def test_while_it_is_closed_everything_is_503_and_says_when_to_come_again(path: str) -> None:
    close(closing_file(), Closed(60, "Tea break."))
    with Running(application) as server, server.session() as session:
        closed = session.get(path, headers={"Accept-Language": "es"})
        assert (closed.status_code, closed.headers["retry-after"]) == (503, "60")
        assert closed.json()["message"] == "Tea break." and closed.headers["content-language"] == "es"
        assert session.options("/items").status_code == 204


def test_it_opens_again() -> None:
    close(closing_file(), Closed())
    reopen(closing_file())
    with Running(application) as server, server.session() as session:
        assert session.get("/items").status_code == 200
