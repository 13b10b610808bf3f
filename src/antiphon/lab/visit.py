"""One request on its way through a scenario: what was asked, and all that an answer may do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import time

from ..semantics.dates import format_date
from .line import Line
from .places import Places
from .request import Request


class Visit:
    """A request, and the connection to answer it on; `stays` is whether that is kept for further requests."""

    def __init__(self, line: Line, request: Request, places: Places, pace: float) -> None:
        self.request = request
        self.places = places
        self.stays = not request.is_last
        self._line = line
        self._pace = pace

    def filled(self, text: str) -> bytes:
        """Return `text` as bytes, with ``{date}`` and the names of places filled in."""
        for name, value in (
            ("{date}", format_date(int(time()))),
            ("{https}", self.places.https),
            ("{http}", self.places.http),
            ("{other}", self.places.other),
            ("{other_authority}", self.places.other.partition("://")[2]),
        ):
            text = text.replace(name, value)
        return text.encode("latin-1")

    async def send(self, data: bytes) -> None:
        """Send `data` as it is."""
        await self._line.send(data)

    async def pause(self, units: float = 1) -> None:
        """Wait for so many units of the lab's pace, by default seconds."""
        await asyncio.sleep(units * self._pace)

    async def wait(self) -> None:
        """Wait until the client goes."""
        self.stays = False
        while await self._line.receive():
            pass

    def leave(self) -> None:
        """Close the connection after this answer."""
        self.stays = False

    def reset(self) -> None:
        """Break the connection now."""
        self.stays = False
        self._line.reset()


Play = Callable[[Visit], Awaitable[None]]
"""What a scenario does with a request."""
