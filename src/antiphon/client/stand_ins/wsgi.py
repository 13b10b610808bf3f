"""A WSGI application in the place of a server (PEP 3333)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import unquote_to_bytes

from ...net.guests import guest_thread
from ..plan import Plan
from ..request import Request
from ..response import Response
from ..sending import Send, Surroundings
from .streamed import Streamed

Environ: TypeAlias = dict[str, Any]
Application: TypeAlias = Callable[[Environ, Callable[..., Callable[[bytes], object]]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class WSGI:
    """Answers requests by calling `application` in this process.

    In a `Session` it runs in the caller's thread, as its content is read, so that limits of time do not hold for it;
    in an `AsyncSession` in a thread of its own for each request. What it raises reaches the caller, unless
    `raise_app_exceptions` is false: then it counts as 500, or as a broken response after the head. `root_path`,
    `client` and `http_version` are what the application is told.
    """

    application: Application
    root_path: str = ""
    client: tuple[str, int] = ("127.0.0.1", 50000)
    http_version: str = "1.1"
    raise_app_exceptions: bool = True

    def stand_in(self, network: Send, surroundings: Surroundings, *, blocking: bool) -> WSGIStanding:
        """Return what answers for one session. See `StandIn`."""
        return WSGIStanding(self, surroundings, blocking=blocking)

    def environ(self, request: Request, content: object) -> Environ:
        """Return the environ of `request`, whose content is the file `content`."""
        url = request.url
        path = unquote_to_bytes(url.path).decode("latin-1")
        root = self.root_path.rstrip("/")
        is_below = bool(root) and path.startswith(root) and path[len(root) :][:1] in ("", "/")
        environ: Environ = {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": root,
            "PATH_INFO": path[len(root) :] if is_below else path,
            "QUERY_STRING": url.query or "",
            "RAW_URI": request.url.request_target.decode("ascii"),
            "SERVER_NAME": url.host,
            "SERVER_PORT": str(url.port),
            "SERVER_PROTOCOL": f"HTTP/{self.http_version}",
            "REMOTE_ADDR": self.client[0],
            "REMOTE_PORT": str(self.client[1]),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": url.scheme,
            "wsgi.input": content,
            "wsgi.input_terminated": True,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in request.section().lowered:
            _add_field(environ, name.decode("latin-1"), value.decode("latin-1"))
        return environ


def _add_field(environ: Environ, name: str, value: str) -> None:
    """Add a field to `environ`; one with ``_`` in its name is left out, since it could pass for another one."""
    if "_" in name:
        return
    key = name.upper().replace("-", "_")
    key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
    if key in environ:
        value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ', '}{value}"
    environ[key] = value


class WSGIStanding:
    """A `WSGI` application at work for one session."""

    __slots__ = ("_blocking", "_settings", "_surroundings")

    def __init__(self, settings: WSGI, surroundings: Surroundings, *, blocking: bool) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._blocking = blocking

    async def __call__(self, request: Request, plan: Plan, deadline: float | None) -> Response:
        """Return the application's response to `request`, once its head has come."""
        from .wsgi_exchange import WSGIExchange

        network = self._surroundings.network
        started = network.now()
        thread = guest_thread(blocking=self._blocking)
        exchange = WSGIExchange(self._settings, request, plan, deadline, network, thread)
        try:
            head = await exchange.head()
        except BaseException:
            # Cancellation included: what the application returned is to be closed in any case.
            exchange.abandon()
            raise
        return self._surroundings.respond(request, Streamed(head, exchange, plan, network, started))

    async def close(self) -> None:
        """Do nothing: no application outlives its exchanges."""
