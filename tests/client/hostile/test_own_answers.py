"""Many at once on one session, with a server that delays, resets and closes: nobody gets another's answer."""

from __future__ import annotations

import asyncio
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import antiphon
from antiphon import PoolLimits

from ..clients import AsynchronousClient, BlockingClient
from ..conftest import Secure
from ..peers import Link, Script
from .ways import WAYS, way_to

THREADS = 8
REQUESTS = 240


def moody(seed: str) -> Script:
    """Return a script that answers each request with its target, sometimes late, cut, with rubbish behind, or not."""
    lock = threading.Lock()
    moods = random.Random(seed)

    def script(link: Link) -> None:
        while True:
            name = link.request().target.rpartition("/")[2].encode()
            with lock:
                mood = moods.choices(
                    ["well", "late", "chunked", "close", "hang-up", "reset", "cut", "more", "early"],
                    [12, 4, 4, 2, 2, 2, 1, 1, 1],
                )[0]
            answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(name), name)
            match mood:
                case "late":
                    link.pause(0.002)
                case "chunked":
                    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (
                        len(name),
                        name,
                    )
                case "close":
                    answer = answer.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
                case "reset":
                    link.reset()
                    return
                case "cut":
                    answer = answer[: len(answer) // 2]
                case "more":
                    answer += b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong"
                case "early":
                    answer = b"HTTP/1.1 103 Early Hints\r\n\r\n" + answer
            link.send(answer)
            if mood in ("close", "hang-up", "cut"):
                return

    return script


@pytest.mark.parametrize("way", WAYS)
def test_threads(secure: Secure, way: str) -> None:
    with (
        way_to(way, secure, moody(way)) as there,
        BlockingClient(timeout=10, limits=PoolLimits(connections=3), **there.settings) as client,
        ThreadPoolExecutor(THREADS) as threads,
    ):

        def ask(number: int) -> bool:
            try:
                got = client.request(("GET", "PUT", "POST")[number % 3], f"{there.url}n{number}")
            except antiphon.RequestError as error:
                assert not isinstance(error, antiphon.Timeout), error
                return False
            assert got.text == f"n{number}"
            return True

        right = list(threads.map(ask, range(REQUESTS)))
        assert client.in_use == 0 and sum(right) > REQUESTS / 2


@pytest.mark.parametrize("way", WAYS)
def test_tasks(secure: Secure, way: str) -> None:
    async def ask(session: antiphon.AsyncSession, url: str, number: int) -> bool:
        try:
            async with await session.request(
                ("GET", "PUT", "POST")[number % 3], f"{url}n{number}", stream=bool(number % 2)
            ) as got:
                content = await got.read()
        except antiphon.RequestError as error:
            assert not isinstance(error, antiphon.Timeout), error
            return False
        assert content == b"n%d" % number
        return True

    async def run(session: antiphon.AsyncSession, url: str) -> list[bool]:
        return await asyncio.gather(*(ask(session, url, number) for number in range(REQUESTS)))

    with (
        way_to(way, secure, moody(way)) as there,
        AsynchronousClient(timeout=10, limits=PoolLimits(connections=3), **there.settings) as client,
    ):
        right = client.run(run(client.session, there.url))
        assert client.in_use == 0 and sum(right) > REQUESTS / 2
