"""Each visitor's own copy of the sample shop, behind servers of its own on loopback ports.

A port for each visitor keeps the paths as the lessons have them, and the same requests can be sent from a terminal.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ..faults import AntiphonError
from ..rest.backend import Backend
from ..semantics.fields import Fields
from ..server.config import ServerConfig, Timeouts
from ..server.handler import Request, Response
from ..server.observed import Accepted, Served
from ..server.server import Certificates, Server
from ..server.target import Kind, Target
from ..wire import h1

if TYPE_CHECKING:
    from ..lab.running import Lab

LAB = "/lab/"
"""Below this path, a sandbox leads to the lab."""

_MOST_CONTENT = 1024 * 1024
_MOST_CONNECTIONS = 64
_OBSERVED = 20
_MOST_SANDBOXES = 32
_MOST_OF_A_GUEST = 4
_IDLE_SECONDS = 3600.0
_FILES = ("", "-wal", "-shm")
_CLOSING = Timeouts(drain=0.5)


class Watcher:
    """An `Observer` that keeps the last exchanges of a sandbox."""

    doubtful = b"/"
    """What `wants` is asked about."""

    def __init__(self) -> None:
        self.served: deque[Served] = deque(maxlen=_OBSERVED)

    def wants(self, request: h1.Request) -> bool:
        """Want every exchange."""
        return True

    def began(self, served: Served) -> None:
        """Keep an exchange."""
        self.served.append(served)

    def ended(self, served: Served) -> None:
        """Nothing changes: what is kept knows of its end."""

    def accepted(self, connection: Accepted) -> None:
        """Nothing is kept of connections."""

    def closed(self, connection: Accepted) -> None:
        """Nothing is kept of connections."""

    def handshake_failed(self, client: str, error: AntiphonError) -> None:
        """Nothing is kept of what was no exchange."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the sample shop: its database at `path`, and the backend of that."""

    backend: Backend
    path: Path

    async def close(self) -> None:
        """Let the database go, and remove it."""
        await self.backend.close()
        for suffix in _FILES:
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)


class Shop:
    """A `Handler`: the shop as it is now, and the way to the lab."""

    def __init__(self, copy: Copy, lab: Callable[[], Awaitable[Lab]]) -> None:
        self.copy = copy
        self._lab = lab

    def __call__(self, request: Request) -> Response | Awaitable[Response]:
        """Return the response to `request`."""
        return self._lead(request) if request.path.startswith(LAB) else self.copy.backend(request)

    async def _lead(self, request: Request) -> Response:
        """Answer 307: the lab misbehaves on ports of its own."""
        lab = await self._lab()
        origin = lab.http if request.scheme == "http" else lab.https
        return Response(307, Fields([("Location", origin + request.target[len(LAB) - 1 :])]))


@dataclass(slots=True, eq=False)
class Sandbox:
    """A visitor's servers: `https` and `http` are their origins. `lock` is held by who sends or resets.

    `guest` is the address of the other device that asked for it, empty where this machine did.
    """

    https: str
    http: str
    shop: Shop
    watcher: Watcher
    servers: tuple[Server, ...]
    used: float
    guest: str
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def close(self) -> None:
        """End the servers, and let the database go."""
        for server in self.servers:
            await server.drain()
            await server.close()
        await self.shop.copy.close()


class Sandboxes:
    """All sandboxes, in a temporary folder. `certificates` are those of their https servers.

    One that nobody used for `idle` seconds goes, and the one that was used least recently where there would be more
    than `most`; a guest, which is another device, takes room from others for a few only. `clock` gives seconds.
    """

    def __init__(
        self,
        certificates: Certificates,
        lab: Callable[[], Awaitable[Lab]],
        *,
        most: int = _MOST_SANDBOXES,
        idle: float = _IDLE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._certificates = certificates
        self._lab = lab
        self._most = most
        self._idle = idle
        self._clock = clock
        self._folder: TemporaryDirectory[str] | None = None
        self._numbers = count(1)
        self._opened: dict[str, Sandbox] = {}
        self._opening = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._opened)

    async def of(self, code: str, guest: str = "") -> Sandbox:
        """Return the sandbox of the visitor with `code`, made now where there is none; `guest` is another device."""
        async with self._opening:
            await self._drop_idle()
            found = self._opened.pop(code, None)
            if found is None:
                await self._make_room(guest)
                found = await self._open(guest)
            found.used = self._clock()
            # The last one is the one that was used last.
            self._opened[code] = found
            return found

    async def reset(self, code: str, guest: str = "") -> None:
        """Give the visitor with `code` the shop as it was at first; where it is stays the same."""
        sandbox = await self.of(code, guest)
        async with sandbox.lock:
            before, sandbox.shop.copy = sandbox.shop.copy, await asyncio.to_thread(self._copy)
            await before.close()

    async def close(self) -> None:
        """End all of them, and remove what they kept."""
        for sandbox in self._opened.values():
            await sandbox.close()
        self._opened.clear()
        if self._folder is not None:
            self._folder.cleanup()

    async def _drop_idle(self) -> None:
        now = self._clock()
        for code in [code for code, each in self._opened.items() if now - each.used > self._idle]:
            await self._opened.pop(code).close()

    async def _make_room(self, guest: str) -> None:
        own = [code for code, each in self._opened.items() if guest and each.guest == guest]
        if len(own) >= _MOST_OF_A_GUEST:
            await self._opened.pop(own[0]).close()
        while len(self._opened) >= self._most:
            await self._opened.pop(next(iter(self._opened))).close()

    async def _open(self, guest: str) -> Sandbox:
        shop, watcher = Shop(await asyncio.to_thread(self._copy), self._lab), Watcher()
        loop = asyncio.get_running_loop()
        servers, origins = [], []
        for certificates in (self._certificates, None):
            config = ServerConfig(
                port=0,
                tls=certificates is not None,
                access_log=False,
                content_limit=_MOST_CONTENT,
                connection_limit=_MOST_CONNECTIONS,
                timeouts=_CLOSING,
            )
            server = Server(config, loop, certificates)
            server.observe(watcher)
            servers.append(server)
            # A function, so that the end of one server does not end the backend of both.
            urls = await server.start(Target(shop.__call__, Kind.HANDLER))
            origins.append(next(url for url in urls if "localhost" in url).rstrip("/"))
        return Sandbox(origins[0], origins[1], shop, watcher, tuple(servers), self._clock(), guest)

    def _copy(self) -> Copy:
        """Return a new copy of the sample shop."""
        from ..rest.database.sample import create_sample_shop
        from ..rest.opening import backend_of
        from ..rest.settings import Settings

        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="antiphon-learn-", ignore_cleanup_errors=True)
        template = Path(self._folder.name) / "template.db"
        if not template.exists():
            create_sample_shop(template)
        path = template.with_name(f"{next(self._numbers)}.db")
        shutil.copyfile(template, path)
        return Copy(backend_of(str(path), Settings(content_limit=_MOST_CONTENT, value_limit=_MOST_CONTENT)), path)
