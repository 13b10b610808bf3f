"""The sample shop: a database that is made when it is first asked for, and served as a REST API."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from .exchange import Receive, Send

if TYPE_CHECKING:
    from ..rest import Application

COLLECTIONS = ("products", "customers", "orders", "order_items", "reviews", "bestsellers")
# Besides its collections: the description of them all, and what its pages load.
_FIRST_SEGMENTS = frozenset({*COLLECTIONS, "openapi.json", ".antiphon"})


@dataclass(frozen=True, slots=True)
class _Open:
    """The shop's application, and the folder of its database, which goes with it."""

    application: Application
    folder: TemporaryDirectory[str]


class Shop:
    """An ASGI application with the shop, for one event loop. Its data are new each time, and end with `close`."""

    def __init__(self) -> None:
        self._opening: asyncio.Task[_Open] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request. Raises `UsageError` where the database cannot be made."""
        if self._opening is None or _has_failed(self._opening):
            # In a thread: the libraries take longer to load than a server may stand still.
            self._opening = asyncio.get_running_loop().create_task(asyncio.to_thread(_open))
        opened = await asyncio.shield(self._opening)
        await opened.application(scope, receive, send)

    async def close(self) -> None:
        """Let the database go, and remove it."""
        opening, self._opening = self._opening, None
        if opening is not None:
            opened = await opening
            await opened.application.backend.close()
            opened.folder.cleanup()


def _has_failed(opening: asyncio.Task[_Open]) -> bool:
    return opening.done() and (opening.cancelled() or opening.exception() is not None)


def _open() -> _Open:
    from ..rest import application
    from ..rest.database.sample import create_sample_shop

    folder = TemporaryDirectory(prefix="antiphon-demo-", ignore_cleanup_errors=True)
    path = Path(folder.name) / "shop.db"
    create_sample_shop(path)
    return _Open(application(str(path)), folder)


_shops: WeakKeyDictionary[asyncio.AbstractEventLoop, Shop] = WeakKeyDictionary()


def is_of_shop(path: str) -> bool:
    """Tell whether `path` leads into the shop."""
    return path.startswith("/") and path.split("/", 2)[1] in _FIRST_SEGMENTS


def shop_here() -> Shop:
    """Return the shop of the running event loop."""
    return _shops.setdefault(asyncio.get_running_loop(), Shop())
