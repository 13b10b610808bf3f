"""A session that is dropped without `close` is freed at once, and its connections are closed."""

from __future__ import annotations

import asyncio
import gc
import warnings
from collections.abc import Iterator
from typing import Any
from weakref import ref

import pytest

import antiphon
from antiphon.client.dropping import without_owner

from .peers import OK, Peer, always

SETTINGS: dict[str, dict[str, Any]] = {
    "plain": {},
    "cache": {"cache": True},
    "retries": {"retries": 2},
    "rate": {"rate": antiphon.Rate(1000)},
    "hooks": {"hooks": {"request": lambda request: None}},
    "middleware": {"middleware": [lambda request, send: send(request)]},
    "basic": {"auth": ("user", "password")},
    "dns_cache": {"dns_cache": 60},
    "trace": {"trace": lambda event: None},
}


@pytest.fixture(autouse=True)
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def peer() -> Iterator[Peer]:
    with Peer(always(OK)) as peer:
        yield peer


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_counting_references_frees_a_session(peer: Peer, settings: dict[str, Any]) -> None:
    session = antiphon.Session(timeout=5, **settings)
    session.get(peer.url)
    (stream,) = [connection.stream for members in session._engine.pool._idle.values() for connection in members]
    itself, engine = ref(session), ref(session._engine)
    del session
    assert itself() is None and engine() is None
    assert stream.is_stale()


def test_an_asynchronous_one_is_freed_and_its_transport_closed(peer: Peer) -> None:
    async def use() -> None:
        session = antiphon.AsyncSession(timeout=5)
        await session.get(peer.url)
        (stream,) = [connection.stream for members in session._engine.pool._idle.values() for connection in members]
        engine = ref(session._engine)
        del session
        assert engine() is None
        assert stream._transport.is_closing()  # type: ignore[attr-defined]

    asyncio.run(use())


def test_nothing_warns_since_nothing_is_left_open(peer: Peer) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        session = antiphon.Session(timeout=5)
        session.get(peer.url)
        del session
    assert caught == []


def test_a_stream_goes_on_after_its_session_was_dropped(peer: Peer) -> None:
    session = antiphon.Session(timeout=5)
    response = session.get(peer.url, stream=True)
    engine = ref(session._engine)
    del session
    assert response.content == b"ok"
    del response
    assert engine() is None


def test_an_unread_response_goes_with_its_session(peer: Peer) -> None:
    session = antiphon.Session(timeout=5)
    response = session.get(peer.url, stream=True)
    stream = response.exchange.held.stream  # type: ignore[attr-defined]
    del session, response
    assert stream.is_stale()


def test_what_still_sends_in_the_background_is_told_that_the_session_is_gone() -> None:
    class Owner:
        async def exchange(self, *_: object) -> None:
            raise NotImplementedError

    owner = Owner()
    send = without_owner(owner.exchange)  # type: ignore[arg-type]
    del owner
    with pytest.raises(antiphon.UsageError, match="closed"):
        send(None, None, None)  # type: ignore[arg-type]
