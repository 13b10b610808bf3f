"""Fixtures for tests that run in several worlds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from .worlds import AsyncioWorld, BlackHole, BlockingWorld, RealWorld, ScriptedWorld, World


def _uvloop() -> asyncio.AbstractEventLoop:
    uvloop = pytest.importorskip("uvloop")
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


MAKERS: dict[str, Callable[[], World]] = {
    "blocking": BlockingWorld,
    "asyncio": lambda: AsyncioWorld(asyncio.new_event_loop),
    "uvloop": lambda: AsyncioWorld(_uvloop),
    "scripted": ScriptedWorld,
}


@pytest.fixture(params=list(MAKERS))
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Every world in turn."""
    made = MAKERS[request.param]()
    yield made
    made.close()


@pytest.fixture(params=["blocking", "asyncio", "uvloop"])
def real_world(request: pytest.FixtureRequest) -> Iterator[RealWorld]:
    """Every world of real sockets in turn."""
    made = MAKERS[request.param]()
    assert isinstance(made, RealWorld)
    yield made
    made.close()


@pytest.fixture(params=["asyncio", "uvloop"])
def loop_world(request: pytest.FixtureRequest) -> Iterator[AsyncioWorld]:
    """Every world of an event loop in turn."""
    made = MAKERS[request.param]()
    assert isinstance(made, AsyncioWorld)
    yield made
    made.close()


@pytest.fixture
def black_hole() -> Iterator[BlackHole]:
    """An address that never answers."""
    hole = BlackHole()
    yield hole
    hole.close()
