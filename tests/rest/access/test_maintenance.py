"""503 while a file lies beside the database (RFC 9110 §15.6.4)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from antiphon.rest.access.maintenance import Closed, Maintenance, close, file_for, read_closed, reopen
from antiphon.rest.database.location import location_of
from antiphon.rest.refusal import Refusal

from .conftest import Clock


def refused(maintenance: Maintenance, method: str = "GET") -> Refusal:
    with pytest.raises(Refusal) as found:
        maintenance.check(method)
    return found.value


def test_the_file_is_beside_the_database_wherever_the_server_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    expected = Path(os.path.realpath(tmp_path)) / "shop.db.maintenance"
    (tmp_path / "link.db").symlink_to("shop.db")
    for target in ("shop.db", "sqlite:///shop.db", f"{tmp_path}/shop.db", "./shop.db", "link.db"):
        assert file_for(location_of(target)) == expected


def test_a_servers_database_has_its_file_in_the_users_data_whatever_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTIPHON_HOME", str(tmp_path))
    urls = ("postgresql://a:b@db.example:5432/shop", "postgres://c:d@db.example:5432/shop", "postgresql://db.example/x")
    first, second, other = (file_for(location_of(url)) for url in urls)
    assert first == second != other and first.parent == tmp_path / "maintenance"


def test_a_service_is_closed_and_opened(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "shop.db.maintenance"
    assert read_closed(path) is None
    close(path, Closed(600, "Volvemos mañana."))
    assert read_closed(path) == Closed(600, "Volvemos mañana.")
    assert os.listdir(path.parent) == ["shop.db.maintenance"]
    reopen(path)
    assert read_closed(path) is None
    reopen(path)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"retry_after": "soon", "message": 1}', '{"retry_after": -1}', "x"]
)
def test_that_the_file_is_there_is_enough(tmp_path: Path, content: str) -> None:
    path = tmp_path / "shop.db.maintenance"
    path.write_text(content)
    assert read_closed(path) == Closed()


def test_while_closed_everything_but_options_is_503_rfc9110_15_6_4(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "shop.db.maintenance"
    close(path, Closed(600, "Back at noon."))
    maintenance = Maintenance(path, clock)
    for method in ("GET", "HEAD", "POST", "QUERY"):
        refusal = refused(maintenance, method)
        assert refusal.fault.status == 503 and refusal.fields == (("Retry-After", "600"),)
        assert refusal.extra == {"message": "Back at noon."}
    maintenance.check("OPTIONS")


def test_a_change_is_seen_within_a_second(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "shop.db.maintenance"
    maintenance = Maintenance(path, clock)
    maintenance.check("GET")
    close(path, Closed())
    clock.pass_seconds(0.9)
    maintenance.check("GET")
    clock.pass_seconds(0.1)
    assert refused(maintenance).fields == (("Retry-After", "120"),)
    close(path, Closed(60))
    clock.pass_seconds(1)
    assert refused(maintenance).fields == (("Retry-After", "60"),)
    reopen(path)
    clock.pass_seconds(1)
    maintenance.check("GET")
