"""A request's content as a raw file: filled by the loop, read by a thread."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable


class ContentPipe(io.RawIOBase):
    """Takes pieces of content on one side and is read on the other, where reading waits for what is still to come.

    It does only what `io.BufferedReader` needs below it. `wanted` is called in the reading thread whenever some has
    been taken.
    """

    def __init__(self, wanted: Callable[[], None]) -> None:
        self._wanted = wanted
        self._kept = bytearray()
        self._ended = False
        self._error: OSError | None = None
        self._changed = threading.Condition()

    def put(self, content: bytes) -> int:
        """Add a piece; returns how many bytes wait to be read."""
        with self._changed:
            self._kept += content
            self._changed.notify_all()
            return len(self._kept)

    def end(self) -> None:
        """Note that all content has come."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def fail(self, error: OSError) -> None:
        """Let whoever reads get `error`, now or later, unless all content has come."""
        with self._changed:
            self._error = error
            self._changed.notify_all()

    def readable(self) -> bool:
        """A pipe can be read."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Fill `buffer` with what is there, at least one byte; 0 only once all content has been read."""
        with self._changed:
            while not self._kept and not self._ended:
                if self._error is not None:
                    raise self._error
                self._changed.wait()
            size = min(len(buffer), len(self._kept))
            buffer[:size] = self._kept[:size]
            del self._kept[:size]
        self._wanted()
        return size
