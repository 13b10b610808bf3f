"""Commits of others, which only the database knows of: whoever listens is told that there were some."""

from __future__ import annotations

import asyncio
import logging

from .database.database import Database
from .database.failures import DatabaseUnavailable
from .representation.changes import Changes

_SECONDS = 0.5
_log = logging.getLogger("antiphon.rest")


class Watch:
    """Looks at the database twice a second, for as long as anybody listens to changes.

    What this process writes itself is told at once, with what it is; of what others write, only that it happened.
    """

    def __init__(self, database: Database, changes: Changes, seconds: float = _SECONDS) -> None:
        self._database = database
        self._changes = changes
        self._seconds = seconds
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Make sure that what others commit from now on is noticed."""
        if self._task is None or self._task.done():
            seen = await self._version(None)
            if seen is not None:
                self._task = asyncio.get_running_loop().create_task(self._look(seen))

    def end(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()

    async def _look(self, seen: object) -> None:
        await asyncio.sleep(self._seconds)
        while self._changes.has_listeners:
            version = await self._version(seen)
            if version != seen:
                self._changes.publish_unknown()
            seen = version
            await asyncio.sleep(self._seconds)

    async def _version(self, seen: object | None) -> object | None:
        """Return the version; `seen` while the database cannot be asked, and None where it never can."""
        try:
            return await self._database.version_of_others()
        except DatabaseUnavailable as error:
            _log.warning("Changes of others cannot be noticed now: %s", error.sentence())
            return seen
