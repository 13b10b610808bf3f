"""The lifespan of an ASGI application: before the first request and after the last (ASGI Lifespan 2.0)."""

from __future__ import annotations

import asyncio
from typing import Any

from ..faults import AntiphonError
from ..faults.service import LIFESPAN_FAILED
from .asgi import ASGIApplication, Message


class Lifespan:
    """Runs the application's lifespan task. `state` is what the application put there, copied into every scope."""

    def __init__(self, application: ASGIApplication) -> None:
        self._application = application
        self.state: dict[str, Any] = {}
        self._incoming: asyncio.Queue[Message] = asyncio.Queue()
        self._answers: asyncio.Queue[Message | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._supported = True
        self.objection = ""

    async def startup(self) -> None:
        """Start the application. Raises `AntiphonError` where it says that it failed.

        An application that raises instead of answering does not support lifespan, which is allowed; `objection` then
        has what it raised, for the log.
        """
        self._task = asyncio.get_running_loop().create_task(self._run())
        answer = await self._ask("lifespan.startup")
        if answer is None:
            self._supported = False
        elif answer["type"] == "lifespan.startup.failed":
            await self._end()
            raise AntiphonError(LIFESPAN_FAILED, message=answer.get("message", ""))

    async def shutdown(self) -> str:
        """Let the application end what it began; returns what it says of a failure, else the empty string."""
        answer = await self._ask("lifespan.shutdown") if self._supported else None
        await self._end()
        if answer is not None and answer["type"] == "lifespan.shutdown.failed":
            return str(answer.get("message", ""))
        return ""

    async def _end(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _ask(self, kind: str) -> Message | None:
        self._incoming.put_nowait({"type": kind})
        return await self._answers.get()

    async def _run(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": self.state}
        try:
            await self._application(scope, self._incoming.get, self._send)
        except Exception as error:  # the specification's way to say that lifespan is not supported
            self.objection = f"{type(error).__name__}: {error}"
        finally:
            self._answers.put_nowait(None)

    async def _send(self, message: Message) -> None:
        self._answers.put_nowait(message)
