"""What was read lately, kept for as long as nothing in the database changes."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar

from .database.database import Database

_MOST_BYTES = 32 * 1024 * 1024
_LARGEST = 256 * 1024


class Sized(Protocol):
    """Something that can be kept."""

    @property
    def size(self) -> int:
        """Return its size in bytes, more or less."""


T = TypeVar("T", bound=Sized)


class Kept(Generic[T]):
    """Representations by what they are of. One commit by anybody, in any process, and all are forgotten.

    What is kept is never older than the version it is kept under: that is asked for before the reading, and what was
    read while another request found a later version is not kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.version: object | None = None
        self._kept: dict[Hashable, T] = {}
        self._bytes = 0

    def get(self, key: Hashable) -> T | None:
        """Return what is kept under `key`; None where nothing is, or it may be out of date."""
        version = self._database.version()
        if version is None or version != self.version:
            self._forget()
            self.version = version
            return None
        return self._kept.get(key)

    def keep(self, key: Hashable, value: T, version: object | None) -> None:
        """Keep `value`, which was read after `get` had nothing for `key`, and `version` was this one's."""
        if version is None or version != self.version or value.size > _LARGEST:
            return
        if self._bytes + value.size > _MOST_BYTES:
            self._forget()
        self._bytes += value.size
        self._kept[key] = value

    def _forget(self) -> None:
        self._kept.clear()
        self._bytes = 0
