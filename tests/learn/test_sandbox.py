"""Sandboxes: one for each visitor, found again, reset, dropped when nobody uses them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

import antiphon
from antiphon.lab.running import Lab
from antiphon.learn.sandbox import Sandboxes
from antiphon.server.config import ServerConfig
from antiphon.server.running import certificates_for

from .learning import CODE, OTHER_CODE, Learning

JSON = {"Accept": "application/json"}


def test_what_one_visitor_changes_no_other_sees(learning: Learning) -> None:
    learning.sandbox(reset=True)
    learning.sandbox(OTHER_CODE, reset=True)
    assert learning.send(CODE, method="DELETE", path="/reviews/1")["outcome"] == "204"
    assert learning.send(CODE, path="/reviews/1")["outcome"] == "404"
    assert learning.send(OTHER_CODE, path="/reviews/1")["outcome"] == "200"


def test_a_reset_brings_the_shop_back_at_the_same_place(learning: Learning) -> None:
    before = learning.sandbox()
    learning.send(method="DELETE", path="/reviews/2")
    assert learning.sandbox(reset=True) == before
    assert learning.send(path="/reviews/2")["outcome"] == "200"


def test_a_sandbox_is_reached_from_a_terminal_too(learning: Learning) -> None:
    places = learning.sandbox()
    with antiphon.Session(trust_env=False, hsts=False) as session:
        for origin in places.values():
            assert session.get(f"{origin}/products/1", headers=JSON).json()["id"] == 1
        led = session.get(f"{places['https']}/lab/status/418", allow_redirects=False)
        assert led.status_code == 307 and led.headers["Location"].endswith("/status/418")


# -- how long they last ------------------------------------------------------------------------------------------------

Steps = Callable[[Sandboxes, list[float]], Awaitable[None]]


async def _no_lab() -> Lab:
    raise AssertionError("nobody asked for the lab")


def run(steps: Steps, **settings: float) -> None:
    """Run `steps` with sandboxes and the time that they see, a list of one number."""

    async def whole() -> None:
        now = [0.0]
        certificates = certificates_for(ServerConfig())
        assert certificates is not None
        most, idle = int(settings.get("most", 4)), settings.get("idle", 60.0)
        sandboxes = Sandboxes(certificates, _no_lab, most=most, idle=idle, clock=lambda: now[0])
        try:
            await steps(sandboxes, now)
        finally:
            await sandboxes.close()

    asyncio.run(whole())


@pytest.mark.usefixtures("home")
def test_one_that_nobody_uses_goes() -> None:
    async def steps(sandboxes: Sandboxes, now: list[float]) -> None:
        first = await sandboxes.of(CODE)
        now[0] = 50.0
        assert await sandboxes.of(CODE) is first
        now[0] = 100.0
        await sandboxes.of(OTHER_CODE)
        assert len(sandboxes) == 2
        now[0] = 130.0
        await sandboxes.of(OTHER_CODE)
        assert len(sandboxes) == 1
        assert await sandboxes.of(CODE) is not first

    run(steps, idle=60.0)


@pytest.mark.usefixtures("home")
def test_beyond_the_limit_the_one_used_least_recently_goes() -> None:
    async def steps(sandboxes: Sandboxes, now: list[float]) -> None:
        codes = [letter * 20 for letter in "abc"]
        first, second = [await sandboxes.of(code) for code in codes[:2]]
        assert await sandboxes.of(codes[0]) is first
        await sandboxes.of(codes[2])
        assert len(sandboxes) == 2
        assert await sandboxes.of(codes[0]) is first
        assert await sandboxes.of(codes[1]) is not second

    run(steps, most=2)


@pytest.mark.usefixtures("home")
def test_what_they_kept_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    async def steps(sandboxes: Sandboxes, now: list[float]) -> None:
        await asyncio.gather(*(sandboxes.of(letter * 20) for letter in "ab"))
        await sandboxes.reset("a" * 20)
        files = {file.name for file in tmp_path.glob("antiphon-learn-*/*.db")}
        assert files == {"template.db", "2.db", "3.db"}

    run(steps)
    assert list(tmp_path.iterdir()) == []
