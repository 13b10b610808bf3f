"""The console in a server: it observes, and stands before the application for the places that are its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...server.connection import Application, Connection, Exchange
from ...server.handler import HandlerHost
from ...wire import h1
from .access import Access
from .behind import OriginWitness
from .recording import EXCHANGES, FOLDER, Recording, is_own

if TYPE_CHECKING:
    from ...server.server import Server

_START = FOLDER.rstrip(b"/")


class Console:
    """The console of one server; as ``Target(application, kind, around=Console())`` it is there once that starts.

    It keeps `limit` exchanges. `token` lets in who is not on this machine, by default one that is made; `names` are
    those of the server besides localhost and addresses. Raises `UsageError` for a token that could be guessed.
    """

    def __init__(self, *, token: str | None = None, names: Iterable[str] = (), limit: int = EXCHANGES) -> None:
        self.access = Access(token, names)
        self.recording = Recording(limit)
        self.witness = OriginWitness()
        """What a `Gateway` tells of its side, for both to be shown."""

    def __call__(self, server: Server, application: Application) -> Application:
        """Observe `server` from now on, and return what answers in place of its `application`."""
        from .application import ConsoleApplication

        server.observe(self.recording)
        console = HandlerHost(ConsoleApplication(server, self.recording, self.access))
        return _InFront(console, application)


class _InFront:
    """Opens exchanges: its own by the console, all others by the application."""

    __slots__ = ("_console", "_open")

    def __init__(self, console: Application, application: Application) -> None:
        self._console = console
        self._open = application.open

    def open(self, connection: Connection, request: h1.Request) -> Exchange:
        """Return the exchange that answers `request`."""
        if request.target.startswith(_START) and is_own(request.target):
            return self._console.open(connection, request)
        return self._open(connection, request)
