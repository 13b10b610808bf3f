"""Protection spaces (RFC 9110 §11.5): which credentials go where without being asked again."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Generic, TypeVar

from ...semantics.url import URL, Origin

State = TypeVar("State")
_CAPACITY = 256


class Spaces(Generic[State]):
    """What is known of each space, by origin, realm and path. Many threads may ask and tell at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[Origin, str], tuple[tuple[str, ...], State]] = {}

    def find(self, url: URL) -> State | None:
        """Return what is known of the space of `url`, of several the one with the longest path; None without one."""
        best = -1
        found: State | None = None
        with self._lock:
            for (origin, _), (paths, state) in self._known.items():
                length = max((len(path) for path in paths if _covers(path, url.path)), default=-1)
                if origin == url.origin and length > best:
                    best, found = length, state
        return found

    def of(self, origin: Origin, realm: str) -> State | None:
        """Return what is known of the space that `origin` calls `realm`, None without one."""
        with self._lock:
            found = self._known.get((origin, realm))
        return None if found is None else found[1]

    def keep(self, origin: Origin, realm: str, paths: Iterable[str], state: State) -> None:
        """Remember `state` of the space that the `paths` of `origin` make up; the oldest of too many goes."""
        with self._lock:
            self._known.pop((origin, realm), None)
            self._known[origin, realm] = tuple(paths), state
            if len(self._known) > _CAPACITY:
                del self._known[next(iter(self._known))]

    def forget(self, origin: Origin, realm: str) -> None:
        """Forget the space: what was known of it is refused."""
        with self._lock:
            self._known.pop((origin, realm), None)


def _covers(space: str, path: str) -> bool:
    """Tell whether `path` is `space` or lies below it; ``/a`` covers ``/a/b`` but not ``/ab``."""
    return path.startswith(space) and (space.endswith("/") or path[len(space) :][:1] in ("", "/"))
