"""Floor 5: a database becomes a REST API. `application` makes an ASGI application of it, `backend_of` a handler."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .asgi import Application, application
    from .opening import backend_of
    from .settings import Settings

__all__ = ["Application", "Settings", "application", "backend_of"]

_HOMES = {"Application": "asgi", "application": "asgi", "backend_of": "opening", "Settings": "settings"}


def __getattr__(name: str) -> Any:
    # Databases are heavy: they load when one is served, not when the package is imported.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
