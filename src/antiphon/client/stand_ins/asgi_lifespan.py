"""The life of an ASGI application within one session (ASGI Lifespan 2.0). All of it passes in the guests' loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...faults import RequestError
from ...faults.service import LIFESPAN_FAILED

if TYPE_CHECKING:
    from .asgi import Application, Message
    from .asgi_exchange import ASGIExchange

_GRACE = 2.0
"""Seconds that exchanges have to end, once they know that nobody is left."""


class Lifespan:
    """Starts an application once, ends it once. `state` is what it put there, copied into every scope."""

    def __init__(self, application: Application, *, is_wanted: bool) -> None:
        self._application = application
        self._is_wanted = is_wanted
        self.state: dict[str, Any] = {}
        self.exchanges: dict[ASGIExchange, asyncio.Task[Any] | None] = {}
        self.failure: Exception | None = None
        self._starting: asyncio.Task[None] | None = None
        self._living: asyncio.Task[None] | None = None
        self._incoming: asyncio.Queue[Message] = asyncio.Queue()
        self._answers: asyncio.Queue[Message | None] = asyncio.Queue()

    async def begun(self) -> None:
        """Return once the application has started. Raises `RequestError` where it says that it failed to."""
        if not self._is_wanted:
            return
        if self._starting is None:
            self._starting = asyncio.create_task(self._start())
        await asyncio.shield(self._starting)

    async def _start(self) -> None:
        self._living = asyncio.create_task(self._live())
        answer = await self._ask("lifespan.startup")
        if answer is not None and answer["type"] == "lifespan.startup.failed":
            raise RequestError(LIFESPAN_FAILED, message=answer.get("message", ""))

    async def _live(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": self.state}
        try:
            await self._application(scope, self._incoming.get, self._answers.put)
        except Exception as error:  # before it has answered, this is its way to say that it does not support lifespan
            if self._starting is not None and self._starting.done():
                self.failure = error
        finally:
            self._answers.put_nowait(None)

    async def _ask(self, kind: str) -> Message | None:
        """Return the application's answer to `kind`, None where it has ended instead."""
        if self._living is None or self._living.done():
            return None
        self._incoming.put_nowait({"type": kind})
        return await self._answers.get()

    async def end(self, tell: Callable[[], object]) -> None:
        """End the exchanges, then the application, and `tell` it. What went wrong is in `failure`."""
        try:
            await self._end_exchanges()
            answer = await self._ask("lifespan.shutdown")
            if answer is not None and answer["type"] == "lifespan.shutdown.failed":
                self.failure = RequestError(LIFESPAN_FAILED, message=answer.get("message", ""))
            if self._living is not None:
                self._living.cancel()
                await asyncio.wait([self._living])
        finally:
            tell()

    async def _end_exchanges(self) -> None:
        for exchange in self.exchanges:
            exchange.disconnect()
        tasks = [task for task in self.exchanges.values() if task is not None]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_GRACE)
            for task in late:
                task.cancel()
            await asyncio.wait(tasks)
