"""Clients of every world behind one face, so that one test runs in all of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from functools import partial
from typing import Any, Self

from antiphon.client.response import AsyncResponse, BlockingResponse, Response
from antiphon.client.session import AsyncSession, Session, _Shell
from antiphon.net import Address
from antiphon.net.asynchronous import AsyncioNetwork
from antiphon.net.blocking import BlockingNetwork
from antiphon.net.resolver import system_addresses
from antiphon.net.scripted import ScriptedNetwork

LOOPBACK = "127.0.0.1"


def look_up(host: str, port: int) -> Sequence[Address]:
    """Let every name that ends with ``.test`` be this machine."""
    return system_addresses(LOOPBACK if host.endswith(".test") else host, port)


class Client:
    """A session whose calls return when they are done, whatever its world."""

    session: Any

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.session, name)
        if asyncio.iscoroutinefunction(value):
            return lambda *arguments, **options: self.run(value(*arguments, **options))
        return value

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run a coroutine of the client's world."""
        raise NotImplementedError

    def read(self, response: Response) -> bytes:
        """Return the content of a streamed response."""
        raise NotImplementedError

    def each(self, response: Response, method: str, *arguments: Any, **options: Any) -> Iterator[Any]:
        """Return an iterator over what an ``iter_`` method of `response` yields."""
        raise NotImplementedError

    def drop(self, response: Response) -> None:
        """Close a streamed response."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the session."""
        raise NotImplementedError

    @property
    def pool(self) -> Any:
        """Return the session's pool."""
        return self.session._engine.pool

    def idle(self) -> Any:
        """Return the one connection that rests in the pool."""
        ((connection,),) = self.pool._idle.values()
        return connection

    def until(self, condition: Callable[[], bool]) -> None:
        """Return once `condition`, about what a server does, holds; AssertionError where it does not within seconds."""
        for _ in range(5000):
            if condition():
                return
            self.turn()
        raise AssertionError("the condition never came true")

    def turn(self) -> None:
        """Let a moment pass, in which the client's world takes note of what has arrived."""
        time.sleep(0.001)

    @property
    def in_use(self) -> int:
        """Return how many connections are taken: none, once every response has been read or dropped."""
        return int(self.pool.open_connections - self.pool.idle_connections)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class BlockingClient(Client):
    """A `Session`, over sockets or over `network`."""

    def __init__(self, *, network: Any = None, **settings: Any) -> None:
        self.session = Session.__new__(Session)
        _Shell.__init__(self.session, network or BlockingNetwork(look_up), BlockingResponse, **settings)

    def read(self, response: Response) -> bytes:
        assert isinstance(response, BlockingResponse)
        return response.read()

    def each(self, response: Response, method: str, *arguments: Any, **options: Any) -> Iterator[Any]:
        yield from getattr(response, method)(*arguments, **options)

    def drop(self, response: Response) -> None:
        assert isinstance(response, BlockingResponse)
        response.close()

    def close(self) -> None:
        self.session.close()


class AsynchronousClient(Client):
    """An `AsyncSession` with a loop of its own."""

    def __init__(self, *, loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None, **settings: Any) -> None:
        self._is_closed = False
        self._runner = asyncio.Runner(loop_factory=loop_factory)
        self.session = AsyncSession.__new__(AsyncSession)
        try:
            self.run(self._open(settings))
        except BaseException:
            self._runner.close()
            raise

    async def _open(self, settings: dict[str, Any]) -> None:
        _Shell.__init__(self.session, AsyncioNetwork(look_up), AsyncResponse, **settings)

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return self._runner.run(coroutine)

    def read(self, response: Response) -> bytes:
        assert isinstance(response, AsyncResponse)
        content: bytes = self.run(response.read())
        return content

    def each(self, response: Response, method: str, *arguments: Any, **options: Any) -> Iterator[Any]:
        made = getattr(response, method)(*arguments, **options)
        end = object()
        following = partial(_next, made, end)
        try:
            while (item := self.run(following())) is not end:
                yield item
        finally:
            self.run(_close(made))

    def drop(self, response: Response) -> None:
        assert isinstance(response, AsyncResponse)
        self.run(response.close())

    def turn(self) -> None:
        self.run(asyncio.sleep(0.001))

    def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self.run(self._close())
            self._runner.close()

    async def _close(self) -> None:
        await self.session.close()
        # Closing a transport takes the loop some turns.
        for _ in range(5):
            await asyncio.sleep(0)


async def _next(iterator: Any, end: object) -> object:
    return await anext(iterator, end)


async def _close(iterator: Any) -> None:
    await iterator.aclose()


class ScriptedClient(BlockingClient):
    """A `Session` in the scripted world: no sockets, and no time but that which somebody waits for."""

    def __init__(self, **settings: Any) -> None:
        self.network = ScriptedNetwork()
        super().__init__(network=self.network, **settings)


MAKERS: dict[str, type[BlockingClient | AsynchronousClient]] = {
    "blocking": BlockingClient,
    "asyncio": AsynchronousClient,
}
