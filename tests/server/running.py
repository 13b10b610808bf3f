"""A real server in a thread of its own, on a port that the system picks."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import antiphon
from antiphon.server.config import ServerConfig
from antiphon.server.log import AccessLog, ErrorLog
from antiphon.server.running import certificates_for, loop_factory
from antiphon.server.server import Server
from antiphon.server.target import Around, Kind, Target

START_SECONDS = 10


class Running:
    """A server that answers while the block runs; `url` leads to it, the logs are texts."""

    def __init__(
        self,
        application: Any,
        kind: Kind = Kind.ASGI,
        *,
        uvloop: bool = True,
        around: Around | None = None,
        **settings: Any,
    ) -> None:
        defaults = {"host": "127.0.0.1", "port": 0, "tls": False, "log_format": "json"}
        self.config = ServerConfig(**{**defaults, **settings})
        self.errors = io.StringIO()
        self.accesses = io.StringIO()
        self.url = ""
        self.port = 0
        self._target = Target(application, kind, around)
        self._factory: Callable[[], asyncio.AbstractEventLoop] | None = loop_factory() if uvloop else None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._main)
        self._failure: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self.server: Server

    def _main(self) -> None:
        try:
            with asyncio.Runner(loop_factory=self._factory) as runner:
                runner.run(self._serve())
        except BaseException as error:
            self._failure = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self.server = Server(self.config, self._loop, certificates_for(self.config))
        self.server.errors = ErrorLog(self.errors, self.config.log_format)
        if self.config.access_log:
            self.server.log = AccessLog(self._loop, self.accesses, self.config.log_format)
        try:
            self.url = (await self.server.start(self._target))[0]
            if self.config.uds is None:
                self.port = int(self.url.rstrip("/").rpartition(":")[2])
            self._ready.set()
            await self._stop.wait()
            await self.server.drain()
        finally:
            await self.server.close()

    def __enter__(self) -> Running:
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            raise TimeoutError("the server did not start")
        if self._failure is not None:
            self._thread.join()
            raise self._failure
        return self

    def stop(self) -> None:
        """Begin to drain."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stop.set)

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._thread.join()

    @property
    def refused(self) -> list[dict[str, Any]]:
        """What the log has said so far of refused requests; each has its `code`."""
        return [entry for entry in _entries(self.errors) if entry["event"] == "refused"]

    @property
    def failed(self) -> list[dict[str, Any]]:
        """What the log has said so far of failed applications; each has its `traceback`."""
        return [entry for entry in _entries(self.errors) if entry["event"] == "failed"]

    @property
    def exchanges(self) -> list[dict[str, Any]]:
        """What the access log has said; it is complete once the server has ended."""
        return _entries(self.accesses)

    def session(self, **settings: Any) -> antiphon.Session:
        """Return a client for this server."""
        return antiphon.Session(base_url=self.url, **settings)


def _entries(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]
