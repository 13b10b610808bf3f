"""What a server serves: a loaded application with its kind, and what has to run for it to answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from .asgi import ASGIApplicationHost
from .connection import Application
from .handler import HandlerHost
from .lifespan import Lifespan
from .wsgi import WSGIHost

if TYPE_CHECKING:
    from .server import Server


class Kind(Enum):
    """Which contract an application keeps."""

    ASGI = "asgi"
    WSGI = "wsgi"
    HANDLER = "handler"


Around = Callable[["Server", Application], Application]
"""Returns what opens exchanges in place of the application of a server, which it may pass requests on to."""


@dataclass(frozen=True, slots=True)
class Target:
    """An application and the contract it keeps; `around` is what stands before it, None for nothing."""

    application: Any
    kind: Kind
    around: Around | None = None


class Host(Protocol):
    """A running application."""

    @property
    def application(self) -> Application:
        """Return what opens exchanges."""

    async def shutdown(self) -> str:
        """End the application; returns what it says of a failure."""


@dataclass(frozen=True, slots=True)
class _ASGIHost:
    application: ASGIApplicationHost
    lifespan: Lifespan

    async def shutdown(self) -> str:
        await _cancel(self.application.tasks)
        return await self.lifespan.shutdown()


@dataclass(frozen=True, slots=True)
class _WSGIHost:
    application: WSGIHost

    async def shutdown(self) -> str:
        self.application.stop()
        return ""


@dataclass(frozen=True, slots=True)
class _HandlerHost:
    application: HandlerHost

    async def shutdown(self) -> str:
        await _cancel(self.application.tasks)
        close = getattr(self.application.answer, "close", None)
        if close is not None:
            await close()
        return ""


async def host_for(target: Target, server: Server) -> Host:
    """Start `target` and return its host. Raises `AntiphonError` where the application does not start."""
    config = server.config
    if target.kind is Kind.HANDLER:
        return _HandlerHost(HandlerHost(target.application))
    if target.kind is Kind.WSGI:
        return _WSGIHost(WSGIHost(target.application, config.root_path, config.threads, server.loop))
    lifespan = Lifespan(target.application)
    await lifespan.startup()
    if lifespan.objection:
        server.errors.note(f"the application does not take part in lifespan ({lifespan.objection})")
    return _ASGIHost(ASGIApplicationHost(target.application, config.root_path, lifespan.state), lifespan)


async def _cancel(tasks: set[asyncio.Task[Any]]) -> None:
    running = list(tasks)
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running)
