"""``antiphon serve --console``: where the console is, who gets in, and what is refused before anything starts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import antiphon as package

from .conftest import Origin, Run, Serving

Start = Callable[..., Serving]


@pytest.fixture
def shop(tmp_path: Path, antiphon: Run) -> Path:
    source = tmp_path / "shop.json"
    source.write_text('{"teas": [{"id": 1, "name": "Assam"}]}')
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "teas").write_text("Assam")
    (tmp_path / "app.py").write_text(
        "def application(environ, start):\n    start('200 OK', [])\n    return [b'Assam']\n"
    )
    return tmp_path


@pytest.mark.parametrize(
    "target",
    [("shop.db", "--init", "shop.json"), ("./site",), ("app:application",)],
    ids=["database", "folder", "wsgi"],
)
def test_any_target_has_a_console_when_asked_for_one(start: Start, shop: Path, target: tuple[str, ...]) -> None:
    serving = start("serve", *target, "--console", "--http", "--port", "0", "--host", "127.0.0.1", cwd=shop)
    assert f"Console at {serving.url}/.antiphon/\n" in serving.said and "token" not in serving.said
    with package.Session(base_url=serving.url) as session:
        assert "Assam" in session.get("/teas").text
        (listed,) = session.get("/.antiphon/console/exchanges").json()["exchanges"]
    assert listed["target"] == "/teas" and listed["status"] == 200


def test_a_server_behind_is_seen_through_the_console(start: Start, origin: Origin) -> None:
    origin.content, origin.fields = b"from behind", {"Connection": "close"}
    serving = start("serve", origin.url, "--console", "--http", "--port", "0", "--host", "127.0.0.1")
    with package.Session(base_url=serving.url) as session:
        assert session.get("/x").content == b"from behind"
        (listed,) = session.get("/.antiphon/console/exchanges").json()["exchanges"]
    assert listed["target"] == "/x"


def test_without_the_option_there_is_none(start: Start, shop: Path) -> None:
    serving = start("serve", "./site", "--http", "--port", "0", "--host", "127.0.0.1", cwd=shop)
    with package.Session(base_url=serving.url) as session:
        assert session.get("/.antiphon/").status_code == 404
    assert "onsole" not in serving.said


def test_where_others_reach_the_server_the_token_is_told(start: Start, shop: Path) -> None:
    serving = start("serve", "./site", "--console", "--port", "0", "--host", "0.0.0.0", cwd=shop)
    found = re.search(r"Console at (\S+)/\.antiphon/\?token=(\S+)\n", serving.said)
    assert found is not None and len(found[2]) >= 32


def test_a_token_of_ones_own_comes_from_the_environment_too(start: Start, shop: Path) -> None:
    token = "one-that-nobody-guesses"
    serving = start(
        *("serve", "./site", "--console", "--http", "--port", "0", "--host", "127.0.0.1"),
        cwd=shop,
        ANTIPHON_CONSOLE_TOKEN=token,
    )
    through_a_proxy = {"X-Forwarded-For": "192.0.2.1"}
    with package.Session(base_url=serving.url, headers=through_a_proxy) as session:
        place = "/.antiphon/console/exchanges"
        assert session.get(place).status_code == 401
        assert session.get(place, headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_the_demo_has_it(start: Start) -> None:
    serving = start("demo", "--http", "--port", "0", "--host", "127.0.0.1", LANG="es")
    assert f"Consola en {serving.url}/.antiphon/\n" in serving.said
    with package.Session(base_url=serving.url) as session:
        assert session.get("/.antiphon/").text.startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--console-token", "x" * 20), "option-alone"),
        (("--console-limit", "5"), "option-alone"),
        (("--console", "--console-token", "short"), "console-token-short"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[-1],
)
def test_what_cannot_be_is_refused_at_once(antiphon: Run, shop: Path, arguments: tuple[str, ...], code: str) -> None:
    ended = antiphon("serve", str(shop / "site"), *arguments)
    assert ended.code == 2 and "Traceback" not in ended.err and ended.err.strip()
    assert ("--console" in ended.err) == (code == "option-alone") and "short" not in ended.err.replace("shorter", "")
