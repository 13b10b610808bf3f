"""Cancelled at every await of a way through proxies: nothing leaks, and the pool serves on."""

from __future__ import annotations

import asyncio
import random

import pytest

import antiphon
from antiphon import PoolLimits

from ...net.worlds import open_sockets
from ..clients import AsynchronousClient
from ..conftest import Secure
from ..test_cancellation import CancelledAt, outcome
from .ways import PROXIED, WAYS, echo, way_to


async def get(session: antiphon.AsyncSession, url: str) -> object:
    return (await session.get(f"{url}0")).content


async def put(session: antiphon.AsyncSession, url: str) -> object:
    async with await session.put(f"{url}0", data=bytes(100_000), stream=True) as got:
        return [piece async for piece in got.iter_bytes()]


@pytest.mark.parametrize("exchange", [get, put])
@pytest.mark.parametrize("kept", [False, True], ids=["new", "kept"])
@pytest.mark.parametrize("way", PROXIED)
def test_cancelled_at_every_await(secure: Secure, way: str, kept: bool, exchange: object) -> None:
    with (
        way_to(way, secure, echo) as there,
        AsynchronousClient(timeout=5, limits=PoolLimits(connections=2), **there.settings) as client,
    ):
        before = open_sockets()
        for step in range(1, 200):
            if kept:
                assert client.get(f"{there.url}kept").text == "/kept"
            wrapped = CancelledAt(exchange(client.session, there.url), step)  # type: ignore[operator]
            is_over = client.run(outcome(wrapped))
            client.turn()
            assert client.in_use == 0 and not client.pool._queue, f"lost after the cancellation at wait {step}"
            assert client.get(f"{there.url}good").text == "/good"
            if is_over:
                break
            if not kept:
                client.session._engine.pool.discard(client.pool.take_idle(client.idle().key, client.idle().idle_since))
        else:
            raise AssertionError("the exchange never came to its end")
        assert step > 1
        client.session._engine.close()
        client.until(lambda: open_sockets() <= before)


@pytest.mark.parametrize("way", WAYS)
def test_cancelled_at_any_moment_of_many(secure: Secure, way: str) -> None:
    """Of forty tasks on three connections each is cancelled at a turn of its own, or never."""
    moments = random.Random(way)

    async def run(session: antiphon.AsyncSession, url: str) -> None:
        tasks = {number: asyncio.ensure_future(session.get(f"{url}{number}")) for number in range(40)}
        turns = {number: moments.randrange(60) for number in tasks if number % 3}
        for turn in range(60):
            await asyncio.sleep(0)
            for number, task in tasks.items():
                if turns.get(number) == turn:
                    task.cancel()
        results = await asyncio.gather(*tasks.values(), return_exceptions=True)
        for number, result in zip(tasks, results, strict=True):
            if isinstance(result, asyncio.CancelledError):
                assert number in turns
            else:
                assert not isinstance(result, BaseException), result
                assert result.text == f"/{number}"

    with (
        way_to(way, secure, echo) as there,
        AsynchronousClient(timeout=10, limits=PoolLimits(connections=3), **there.settings) as client,
    ):
        for _ in range(4):
            client.run(run(client.session, there.url))
            assert client.in_use == 0 and not client.pool._queue
        assert client.get(f"{there.url}good").text == "/good"
