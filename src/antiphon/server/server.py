"""A server: listens, keeps its connections, and stops without losing an exchange."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import ssl
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

from ..faults import AntiphonError
from ..wire import h1
from .clock import Clock, Timed
from .config import ServerConfig
from .connection import Application, Connection
from .listening import Listener, listen, raise_descriptor_limit
from .log import AccessLog, ErrorLog
from .sections import SectionCache
from .secure import SecureConnection
from .target import Host, Target, host_for

if TYPE_CHECKING:
    from .observed import Observer


class Stoppable(Timed, Protocol):
    """A connection as the server sees it."""

    def stop(self) -> None:
        """Close if nothing is under way; otherwise after the response under way."""

    def turn_away(self, limit: int) -> None:
        """Close because `limit` connections are open already."""

    def cut(self) -> None:
        """Close at once."""


class Certificates(Protocol):
    """Where the TLS context for new connections comes from; it may renew its certificate as time goes by."""

    @property
    def context(self) -> ssl.SSLContext:
        """Return the context with the certificate of the moment."""

    def renew_if_due(self, now: float) -> bool:
        """Renew where it is time to; returns whether anything changed."""


class Server:
    """One process's server. `application` answers; `draining` says that no further request is taken."""

    def __init__(
        self, config: ServerConfig, loop: asyncio.AbstractEventLoop, certificates: Certificates | None
    ) -> None:
        self.config = config
        self.loop = loop
        self.clock = Clock(loop)
        self.errors = ErrorLog.on_standard_error(config.log_format)
        self.log = AccessLog(loop, sys.stdout, config.log_format) if config.access_log else None
        self.sections = SectionCache()
        self.known_sections = h1.KnownSections()
        self.draining = False
        self.idle_seconds = config.timeouts.idle
        self.application: Application
        self.connection_limit = config.connection_limit or raise_descriptor_limit()
        self._certificates = certificates
        self._connections: set[Stoppable] = set()
        self._empty = asyncio.Event()
        self._listeners: list[Listener] = []
        self._host: Host | None = None
        self._observer: Observer | None = None

    # -- connections ---------------------------------------------------------------------------------------------------

    def add(self, connection: Stoppable) -> None:
        """Keep `connection`, and look at its deadline from now on; one too many is turned away."""
        self._connections.add(connection)
        self.clock.timed.add(connection)
        if len(self._connections) > self.connection_limit:
            connection.turn_away(self.connection_limit)

    def discard(self, connection: Stoppable) -> None:
        """Let go of `connection`."""
        self._connections.discard(connection)
        self.clock.timed.discard(connection)
        if not self._connections:
            self._empty.set()

    def tls_context(self) -> ssl.SSLContext:
        """Return the TLS context for a new connection."""
        if self._certificates is None:
            raise RuntimeError("a server without TLS was asked for a TLS context")
        return self._certificates.context

    @property
    def certificates(self) -> Certificates | None:
        """Return where the TLS contexts come from; None without TLS."""
        return self._certificates

    def observe(self, observer: Observer) -> None:
        """Have every exchange of connections from now on told to `observer`."""
        self._observer = observer

    def connection(self, scheme: str = "http") -> Connection:
        """Return what serves a new connection."""
        if self._observer is None:
            return Connection(self, scheme)
        from .observed import ObservedConnection

        return ObservedConnection(self, self._observer, scheme)

    def _protocol(self) -> asyncio.Protocol:
        return self.connection() if self._certificates is None else SecureConnection(self)

    def refused(self, client: tuple[str, int] | None, error: AntiphonError) -> None:
        """Note that there was no exchange: TLS failed, or plain HTTP was spoken where TLS is."""
        self.errors.refused(client, error)
        if self._observer is not None:
            from .observed import address_text

            self._observer.handshake_failed(address_text(client), error)

    # -- life ------------------------------------------------------------------------------------------------------

    async def start(self, target: Target) -> list[str]:
        """Start the application, listen, and return the URLs. Raises `AntiphonError` where either fails."""
        self.clock.start()
        self._host = await host_for(target, self)
        application = self._host.application
        self.application = application if target.around is None else target.around(self, application)
        self._listeners = await listen(self.config, self.loop, self._protocol)
        if self._certificates is not None:
            self.loop.call_later(60, self._renew)
        return [listener.url for listener in self._listeners]

    def _renew(self) -> None:
        if self._certificates is None or self.draining:
            return
        try:
            if self._certificates.renew_if_due(self.clock.wall()):
                self.errors.note("the certificate was renewed")
        except AntiphonError as error:
            self.errors.note(error.explanation())
        self.loop.call_later(60, self._renew)

    async def drain(self) -> None:
        """Take no more requests, and wait until those under way are answered, up to the limit of the drain."""
        self.draining = True
        self._stop_listening()
        for connection in list(self._connections):
            connection.stop()
        self._empty.clear()
        if self._connections:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), self.config.timeouts.drain)

    def _stop_listening(self) -> None:
        listeners, self._listeners = self._listeners, []
        for listener in listeners:
            listener.close()

    def cut(self) -> None:
        """End everything at once."""
        for connection in list(self._connections):
            connection.cut()
        self._empty.set()

    async def close(self) -> None:
        """End what is left, listen no more, and let the application shut down."""
        self._stop_listening()
        self.cut()
        message = await self._host.shutdown() if self._host is not None else ""
        if message:
            self.errors.note(f"the application's shutdown failed: {message}")
        self.clock.stop()
        if self.log is not None:
            self.log.flush()


async def serve(
    target: Target,
    config: ServerConfig,
    certificates: Certificates | None,
    ready: Callable[[list[str]], None],
) -> None:
    """Serve `target` until SIGINT or SIGTERM; the first drains, the second cuts.

    `ready` is called with the URLs once requests are answered. Raises `AntiphonError` where the server cannot start.
    """
    loop = asyncio.get_running_loop()
    server = Server(config, loop, certificates)
    stopping = asyncio.Event()

    def stop() -> None:
        if stopping.is_set():
            server.cut()
        stopping.set()

    with _signals(loop, stop):
        try:
            ready(await server.start(target))
            await stopping.wait()
            await server.drain()
        finally:
            await server.close()


@contextlib.contextmanager
def _signals(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> Iterator[None]:
    """Have SIGINT and SIGTERM call `stop`; where the loop cannot (Windows), through Python's own handlers."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    try:
        for number in numbers:
            loop.add_signal_handler(number, stop)
    except (NotImplementedError, RuntimeError):
        for number in numbers:
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
        yield
        return
    yield
    for number in numbers:
        loop.remove_signal_handler(number)
