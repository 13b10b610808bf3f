"""Pages that are open hear what happens; one that does not keep up is told so, and costs no more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from antiphon.inspect.console.listening import LISTENERS, Batch, Listener, Listeners

from .consoles import served


def heard(tell: Callable[[Listener], object], **settings: int) -> Batch:
    """Return the first batch after `tell`."""

    async def listen() -> Batch:
        listener = Listener(**settings)
        tell(listener)
        return await listener.next(keep_alive=10, pause=0)

    return asyncio.run(listen())


def test_an_exchange_that_begins_and_ends_at_once_is_told_once() -> None:
    exchange = served()

    def twice(listener: Listener) -> None:
        listener.tell(exchange)
        listener.tell(exchange)

    assert heard(twice) == Batch((exchange,), 0, False)


def test_more_than_can_wait_is_counted() -> None:
    exchanges = [served() for _ in range(5)]

    def all_at_once(listener: Listener) -> None:
        for each in exchanges:
            listener.tell(each)

    assert heard(all_at_once, waiting=3) == Batch(tuple(exchanges[:3]), 2, False)


def test_connections_are_told_without_what_they_are() -> None:
    assert heard(Listener.tell_of_connections) == Batch((), 0, True)


def test_without_news_an_empty_batch_keeps_the_connection_alive() -> None:
    async def listen() -> Batch:
        return await Listener().next(keep_alive=0, pause=0)

    assert asyncio.run(listen()) == Batch((), 0, False)


def in_a_loop(work: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        await work()

    asyncio.run(run())


def test_so_many_listen_and_no_more() -> None:
    async def fill() -> None:
        listeners = Listeners()
        first = listeners.add()
        assert first is not None and listeners.any
        for _ in range(LISTENERS - 1):
            assert listeners.add() is not None
        assert listeners.add() is None
        listeners.discard(first)
        assert listeners.add() is not None

    in_a_loop(fill)


def test_all_are_told() -> None:
    async def tell() -> None:
        listeners = Listeners()
        heard = [listeners.add(), listeners.add()]
        listeners.tell(exchange := served())
        for one in heard:
            assert one is not None and await one.next(pause=0) == Batch((exchange,), 0, False)

    in_a_loop(tell)
