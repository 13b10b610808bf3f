"""Who listens to a collection is told of its changes."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable

import pytest

from antiphon.rest.representation.changes import Change, ChangeKind, Changes, Overflow, Subscription

Step = Callable[[], Awaitable[None]]


def _publish(changes: Changes, *numbers: int, name: str = "products") -> None:
    for number in numbers:
        changes.publish(name, ChangeKind.CHANGED, f"/{name}/{number}", {"id": number}, f'"{number}"')


async def _next(subscription: Subscription) -> list[str]:
    """Return the paths of what has happened; ``overflow`` for what was lost."""
    return [each.path if isinstance(each, Change) else "overflow" for each in await anext(subscription)]


def test_all_that_has_happened_comes_in_order() -> None:
    async def scenario() -> None:
        changes = Changes()
        subscription = changes.subscribe("products")
        _publish(changes, 1, 2)
        assert await _next(subscription) == ["/products/1", "/products/2"]
        _publish(changes, 3)
        assert await _next(subscription) == ["/products/3"]

    asyncio.run(scenario())


def test_who_waits_is_woken_by_a_change() -> None:
    async def scenario() -> None:
        changes = Changes()
        waiting = asyncio.ensure_future(_next(changes.subscribe("products")))
        await asyncio.sleep(0)
        _publish(changes, 1)
        assert await waiting == ["/products/1"]

    asyncio.run(scenario())


def test_other_collections_are_not_heard() -> None:
    async def scenario() -> None:
        changes = Changes()
        subscription = changes.subscribe("products")
        _publish(changes, 1, name="orders")
        _publish(changes, 2)
        assert await _next(subscription) == ["/products/2"]
        assert changes.is_heard("products") and not changes.is_heard("orders")

    asyncio.run(scenario())


def test_only_what_is_wanted_is_told() -> None:
    async def scenario() -> None:
        changes = Changes()
        subscription = changes.subscribe("products", wanted=lambda change: change.document["id"] == 2)
        _publish(changes, 1, 2, 3)
        assert await _next(subscription) == ["/products/2"]

    asyncio.run(scenario())


def test_a_slow_listener_is_told_what_it_lost_and_others_lose_nothing() -> None:
    async def scenario() -> None:
        changes = Changes(queue_length=3)
        slow, quick = changes.subscribe("products"), changes.subscribe("products")
        _publish(changes, 1, 2, 3)
        assert await _next(quick) == ["/products/1", "/products/2", "/products/3"]
        _publish(changes, 4, 5)
        assert await _next(slow) == ["overflow", "/products/5"]
        assert await _next(quick) == ["/products/4", "/products/5"]

    asyncio.run(scenario())


def test_waiting_can_be_cancelled_without_loss() -> None:
    async def scenario() -> None:
        changes = Changes()
        subscription = changes.subscribe("products")
        waiting = asyncio.ensure_future(_next(subscription))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        _publish(changes, 1)
        assert await _next(subscription) == ["/products/1"]

    asyncio.run(scenario())


def test_who_comes_back_goes_on_after_the_last_id() -> None:
    async def scenario() -> None:
        changes = Changes()
        first = changes.subscribe("products")
        _publish(changes, 1, 2, 3)
        seen = (await anext(first))[0].id
        del first
        _publish(changes, 4)
        again = changes.subscribe("products", seen)
        assert await _next(again) == ["/products/2", "/products/3", "/products/4"]

    asyncio.run(scenario())


def test_who_has_seen_everything_waits_for_what_is_new() -> None:
    async def scenario() -> None:
        changes = Changes()
        first = changes.subscribe("products")
        _publish(changes, 1)
        again = changes.subscribe("products", (await anext(first))[0].id)
        _publish(changes, 2)
        assert await _next(again) == ["/products/2"]

    asyncio.run(scenario())


@pytest.mark.parametrize("seen", ["", "7", "00000000-1", "<script>", "ffffffff-999999999999999999999999", "\udcff"])
def test_an_unknown_id_means_that_something_may_be_lost(seen: str) -> None:
    async def scenario() -> None:
        subscription = Changes().subscribe("products", seen)
        assert isinstance((await anext(subscription))[0], Overflow)

    asyncio.run(scenario())


def test_what_is_too_long_ago_is_lost() -> None:
    async def scenario() -> None:
        changes = Changes(kept=2)
        first = changes.subscribe("products")
        _publish(changes, 1, 2, 3, 4)
        ids = [each.id for each in await anext(first)]
        assert await _next(changes.subscribe("products", ids[0])) == ["overflow"]
        assert await _next(changes.subscribe("products", ids[1])) == ["/products/3", "/products/4"]

    asyncio.run(scenario())


def test_the_id_of_an_overflow_leads_on_from_there() -> None:
    async def scenario() -> None:
        changes = Changes(queue_length=1)
        slow = changes.subscribe("products")
        _publish(changes, 1, 2)
        lost = (await anext(slow))[0]
        _publish(changes, 3)
        assert await _next(changes.subscribe("products", lost.id)) == ["/products/3"]

    asyncio.run(scenario())


def test_closing_ends_all_subscriptions_after_what_waits() -> None:
    async def scenario() -> None:
        changes = Changes()
        subscription = changes.subscribe("products")
        _publish(changes, 1)
        changes.close()
        assert [[each.id for each in occurrences] async for occurrences in subscription] != []
        assert [occurrences async for occurrences in changes.subscribe("products")] == []

    asyncio.run(scenario())


def test_who_lets_go_costs_nothing_more() -> None:
    async def scenario() -> None:
        changes = Changes()
        subscription = changes.subscribe("products")
        channel = changes._channels["products"]
        assert len(channel.subscriptions) == 1
        del subscription
        gc.collect()
        assert len(channel.subscriptions) == 0

    asyncio.run(scenario())
