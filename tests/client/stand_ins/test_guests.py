"""Where the code of others runs: what it may do there, and that nothing of it is left behind."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import antiphon

from ..conftest import NewClient
from .applications import Receive, Send, content_of, respond

URL = "http://app.test/"


async def app(scope: Any, receive: Receive, send: Send) -> None:
    """Answer with the content of the request."""
    if scope["type"] == "http":
        await respond(send, b"".join(await content_of(receive)))


def guests() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("antiphon-guest")]


def test_threads_may_share_a_session_and_its_application() -> None:
    with antiphon.Session(transport=antiphon.ASGI(app)) as session, ThreadPoolExecutor(8) as pool:
        contents = [b"%d" % number * 1000 for number in range(50)]
        assert list(pool.map(lambda content: session.post(URL, data=iter([content])).content, contents)) == contents
        assert len(guests()) == 1
    assert guests() == []


def test_the_loop_of_a_session_that_nobody_closed_ends_with_it() -> None:
    session = antiphon.Session(transport=antiphon.ASGI(app))
    assert session.post(URL, data=b"x").content == b"x"
    (thread,) = guests()
    del session
    gc.collect()
    thread.join(5)
    assert not thread.is_alive()


def test_an_application_may_use_a_session_itself() -> None:
    inner = antiphon.Session(transport=antiphon.ASGI(app))

    def outer(environ: Any, start: Any) -> list[bytes]:
        start("200 OK", [])
        return [inner.post(URL, data=b"inner").content]

    with inner, antiphon.Session(transport=antiphon.WSGI(outer)) as session:
        assert session.get(URL).content == b"inner"


@pytest.mark.parametrize("kind", ["asgi", "wsgi"])
def test_content_that_fails_is_its_callers_error(new_client: NewClient, kind: str) -> None:
    class Mishap(Exception):
        pass

    def pieces() -> Iterator[bytes]:
        yield b"some"
        raise Mishap

    def wsgi(environ: Any, start: Any) -> list[bytes]:
        content = environ["wsgi.input"].read()
        start("200 OK", [])
        return [content]

    client = new_client(transport=antiphon.ASGI(app) if kind == "asgi" else antiphon.WSGI(wsgi))
    with pytest.raises(Mishap):
        client.post(URL, data=pieces())
    assert client.post(URL, data=b"next").content == b"next"


def test_wsgi_threads_end_with_their_requests(new_client: NewClient) -> None:
    def endless(environ: Any, start: Any) -> Iterator[bytes]:
        start("200 OK", [])
        while True:
            yield bytes(1000)

    client = new_client(transport=antiphon.WSGI(endless))
    for _ in range(5):
        client.drop(client.get(URL, stream=True))
    client.until(lambda: guests() == [])


def test_an_abandoned_upload_sets_a_waiting_wsgi_application_free() -> None:
    import asyncio

    seen: list[str] = []

    def app(environ: Any, start: Any) -> list[bytes]:
        try:
            environ["wsgi.input"].read()
        except OSError as error:
            seen.append(str(error))
        start("200 OK", [])
        return []

    async def never() -> Any:
        await asyncio.Event().wait()
        yield b""

    async def ask() -> None:
        async with antiphon.AsyncSession(transport=antiphon.WSGI(app)) as session:
            with pytest.raises(antiphon.ReadTimeout):
                await session.post(URL, data=never(), timeout=0.05)
            while not seen:
                await asyncio.sleep(0.001)

    asyncio.run(ask())
    assert seen == ["nobody is left to wait for"]
