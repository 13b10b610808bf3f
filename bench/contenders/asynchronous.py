"""One asynchronous client on uvloop, TASKS requests at once: ``asynchronous.py NAME URL SECONDS TASKS`` prints JSON."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

SMALL = b"Hello, world!"
Fetch = Callable[[], Awaitable[bytes]]


async def antiphon(url: str) -> tuple[Any, Fetch]:
    """Antiphon's asynchronous session."""
    session = import_module("antiphon").AsyncSession()

    async def fetch() -> bytes:
        return bytes((await session.get(url)).content)

    return session, fetch


async def aiohttp(url: str) -> tuple[Any, Fetch]:
    """aiohttp's session."""
    session = import_module("aiohttp").ClientSession()

    async def fetch() -> bytes:
        async with session.get(url) as response:
            return bytes(await response.read())

    return session, fetch


async def httpx(url: str) -> tuple[Any, Fetch]:
    """httpx' asynchronous client."""
    return _of_httpx("httpx", url)


async def httpx2(url: str) -> tuple[Any, Fetch]:
    """httpx2's asynchronous client."""
    return _of_httpx("httpx2", url)


def _of_httpx(name: str, url: str) -> tuple[Any, Fetch]:
    # With its default limits: told to keep all 64 connections, it is slower, since it looks through all of them.
    client = import_module(name).AsyncClient()

    async def fetch() -> bytes:
        return bytes((await client.get(url)).content)

    return client, fetch


CONTENDERS = {"antiphon": antiphon, "aiohttp": aiohttp, "httpx": httpx, "httpx2": httpx2}


async def run(name: str, url: str, seconds: float, tasks: int) -> dict[str, float]:
    """Run one contender for the given time."""
    session, fetch = await CONTENDERS[name](url)
    if set(await asyncio.gather(*[fetch() for _ in range(tasks)])) != {SMALL}:
        raise RuntimeError("that is not the server's answer")
    count = 0
    cpu, started = time.process_time(), time.perf_counter()
    until = started + seconds

    async def work() -> None:
        nonlocal count
        while time.perf_counter() < until:
            await fetch()
            count += 1

    await asyncio.gather(*[work() for _ in range(tasks)])
    elapsed = time.perf_counter() - started
    result = {"count": count, "seconds": elapsed, "cpu": time.process_time() - cpu}
    close = getattr(session, "aclose", None) or session.close
    await close()
    return result


if __name__ == "__main__":
    loop_factory = import_module("uvloop").new_event_loop
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        print(json.dumps(runner.run(run(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])))))
