"""A real server with the sample application, and a client for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import antiphon
from antiphon.demo import application
from antiphon.demo.application import answer, routes
from antiphon.demo.exchange import Exchange

from ..server.running import Running


@pytest.fixture(scope="module")
def session() -> Iterator[antiphon.Session]:
    """A client of the demo, which every module of tests has for itself."""
    with Running(application) as server, server.session() as client:
        yield client


def fresh_session() -> Iterator[antiphon.Session]:
    """Yield a client of the demo where nobody has changed anything yet."""
    find = routes()

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await answer(Exchange(scope, receive, send), find(scope["path"]))

    with Running(application) as server, server.session() as client:
        yield client
