"""Drive a coroutine that never waits: the way in which blocking code runs the engine."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterator
from typing import TypeVar

Result = TypeVar("Result")


def run(coroutine: Coroutine[object, None, Result]) -> Result:
    """Run `coroutine` to its end in this thread and return its result.

    Raises what it raises, and RuntimeError when it awaits something that really suspends, such as an asyncio
    future: there is no event loop here to wake it again.
    """
    try:
        awaited = coroutine.send(None)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    coroutine.close()
    raise RuntimeError(
        f"A coroutine waited for {awaited!r} in the blocking world, where nothing would ever wake it. "
        "Await only what its own network offers, or use the asynchronous session."
    )


def driven(results: AsyncGenerator[Result, None]) -> Iterator[Result]:
    """Yield what `results`, which never waits either, yields; leaving early closes it."""
    try:
        while True:
            try:
                yield run(_next(results))
            except StopAsyncIteration:
                return
    finally:
        run(_close(results))


async def _next(results: AsyncIterator[Result]) -> Result:
    return await anext(results)


async def _close(results: AsyncGenerator[Result, None]) -> None:
    await results.aclose()
