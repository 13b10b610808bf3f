"""Cancellation at every await of an exchange: nothing leaks, and the pool serves on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import pytest

import antiphon
from antiphon import PoolLimits

from ..net.worlds import open_sockets
from .clients import AsynchronousClient
from .conftest import Secure
from .peers import OK, Link, Peer, redirect, response

Exchange: TypeAlias = Callable[[antiphon.AsyncSession, str], Coroutine[Any, Any, object]]

LONG = response(bytes(300_000))
ANSWERS = {"/": OK, "/long": LONG, "/hop": redirect(302, "/"), "/hops": redirect(307, "/hop")}


class CancelledAt:
    """An awaitable that cancels its task where `coroutine` waits for the `step`-th time."""

    def __init__(self, coroutine: Coroutine[Any, Any, object], step: int) -> None:
        self._coroutine = coroutine
        self._step = step
        self.waits = 0

    def __await__(self) -> Generator[Any, None, object]:
        steps = self._coroutine.__await__()
        thrown: BaseException | None = None
        while True:
            try:
                waited_for = next(steps) if thrown is None else steps.throw(thrown)
            except StopIteration as end:
                return end.value
            self._count()
            thrown = None
            try:
                yield waited_for
            except BaseException as error:
                thrown = error

    def _count(self) -> None:
        self.waits += 1
        if self.waits == self._step:
            task = asyncio.current_task()
            assert task is not None
            task.cancel()


async def get(session: antiphon.AsyncSession, url: str) -> object:
    return (await session.get(url)).content


async def get_much(session: antiphon.AsyncSession, url: str) -> object:
    return (await session.get(f"{url}long")).content


async def get_by_name(session: antiphon.AsyncSession, url: str) -> object:
    return (await session.get(url.replace("127.0.0.1", "a.test"))).content


async def follow(session: antiphon.AsyncSession, url: str) -> object:
    return (await session.get(f"{url}hops")).content


async def stream(session: antiphon.AsyncSession, url: str) -> object:
    async with await session.get(f"{url}long", stream=True) as got:
        return [piece async for piece in got.iter_bytes()]


async def stream_lines(session: antiphon.AsyncSession, url: str) -> object:
    got = await session.get(f"{url}long", stream=True)
    return [line async for line in got.iter_lines()]


async def upload(session: antiphon.AsyncSession, url: str) -> object:
    async def source() -> AsyncIterator[bytes]:
        for _ in range(4):
            await asyncio.sleep(0)
            yield b"x" * 100_000

    return await session.put(url, data=source())


async def expect(session: antiphon.AsyncSession, url: str) -> object:
    return await session.put(url, data=b"x", headers={"Expect": "100-continue"}, timeout=5)


async def queue(session: antiphon.AsyncSession, url: str) -> object:
    """Wait for one of two places, which becomes free a little later."""
    held: list[antiphon.AsyncResponse] = []
    try:
        for _ in range(2):
            held.append(await session.get(f"{url}long", stream=True))  # noqa: PERF401  (each wait may be the last)
        asyncio.get_running_loop().call_later(0.005, held[0].exchange.abandon)
        return await session.get(url)
    finally:
        for response in held:
            response.exchange.abandon()


def serve(link: Link) -> None:
    """Answer by path; ask for content that waits to be asked for."""
    while True:
        seen = link.head()
        if "expect" in seen.fields:
            link.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        link.content(seen)
        link.send(ANSWERS[seen.target])


@contextmanager
def looped(loop: str, **settings: Any) -> Iterator[AsynchronousClient]:
    factory = None if loop == "asyncio" else pytest.importorskip("uvloop").new_event_loop
    with AsynchronousClient(loop_factory=factory, **settings) as client:
        yield client


EXCHANGES = [get, get_much, get_by_name, follow, stream, stream_lines, upload, expect, queue]


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
@pytest.mark.parametrize("exchange", EXCHANGES)
@pytest.mark.parametrize("kept", [False, True])
def test_cancelled_at_every_await(loop: str, exchange: Exchange, kept: bool) -> None:
    with Peer(serve) as peer, looped(loop, timeout=5, limits=PoolLimits(connections=2)) as client:
        every_step(client, exchange, peer.url, kept=kept)


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
@pytest.mark.parametrize("exchange", [get, upload, stream])
def test_cancelled_at_every_await_of_tls(loop: str, exchange: Exchange, secure: Secure) -> None:
    with Peer(serve, tls=secure.context) as peer, looped(loop, timeout=5, verify=secure.root) as client:
        every_step(client, exchange, peer.url, kept=False)


def every_step(client: AsynchronousClient, exchange: Exchange, url: str, *, kept: bool) -> None:
    """Run `exchange` again and again, cancelled one wait later each time, until it comes to its end."""
    before = open_sockets()
    for step in range(1, 200):
        if kept:
            assert client.get(url).content == b"ok"
        wrapped = CancelledAt(exchange(client.session, url), step)
        ended = client.run(outcome(wrapped))
        client.turn()
        assert client.in_use == 0, f"a connection is lost after the cancellation at wait {step}"
        assert not client.pool._queue
        if ended:
            assert step > 1
            break
    else:
        raise AssertionError("the exchange never came to its end")
    assert client.get(url).content == b"ok"
    client.session._engine.close()
    client.until(lambda: open_sockets() <= before)


async def outcome(wrapped: CancelledAt) -> bool:
    """Run in a task of its own; tell whether it came to its end."""

    async def run() -> object:
        return await wrapped

    task = asyncio.ensure_future(run())
    done, _ = await asyncio.wait({task}, timeout=5)
    assert done, "cancelled, but still running"
    if task.cancelled():
        return False
    task.result()
    return True


def test_others_go_on_when_one_is_cancelled() -> None:
    async def run(session: antiphon.AsyncSession, url: str) -> None:
        tasks = [asyncio.ensure_future(session.get(f"{url}long")) for _ in range(30)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(result, asyncio.CancelledError) for result in results[::2])
        assert all(len(result.content) == 300_000 for result in results[1::2])  # type: ignore[union-attr]

    with Peer(serve) as peer, AsynchronousClient(limits=PoolLimits(connections=3), timeout=5) as client:
        for _ in range(3):
            client.run(run(client.session, peer.url))
            assert client.in_use == 0


def test_a_limit_from_outside_is_a_cancellation_too() -> None:
    async def run(session: antiphon.AsyncSession, url: str) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await session.get(url)

    with Peer(lambda link: link.wait()) as peer, AsynchronousClient(timeout=5) as client:
        client.run(run(client.session, peer.url))
        assert client.pool.open_connections == 0
