"""Where both ends meet: a handler of the server's, answering the client in the same process."""

from __future__ import annotations

from typing import Any

from .client.stand_ins.asgi import ASGI
from .server.handler import Handler
from .server.handler_application import HandlerApplication


def InProcess(handler: Handler, **settings: Any) -> ASGI:  # noqa: N802 (it makes what its neighbours ASGI and WSGI are)
    """Return what answers requests by calling `handler` in this process; `settings` are those of `antiphon.ASGI`."""
    return ASGI(HandlerApplication(handler), **settings)
