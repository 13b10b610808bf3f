"""A device, a pipe or the like as the goal of a download: what comes is written to it, and that is all."""

from __future__ import annotations

import contextlib
from pathlib import Path

from ...faults import DownloadError, UsageError
from ...faults.transfer import CHECKSUM_NEEDS_FILE, NO_ROOM
from ...semantics.resuming import Begun
from .target import unwritable


class Straight:
    """What `Part` is for files, for what is no file: nothing can be resumed, checked or taken back."""

    def __init__(self, path: Path) -> None:
        """Open `path`. Raises `UsageError`."""
        self.path = path
        self.location = path
        self.size = 0
        try:
            self._file = open(path, "wb", buffering=0)  # noqa: SIM115
        except OSError as error:
            raise unwritable(path, error) from error

    def begun(self, *, unchecked: bool = False) -> Begun:
        """Return that nothing is there."""
        return Begun()

    def start(self, validator: str | None, total: int | None) -> None:
        """Begin; what was written before cannot be taken back. Raises `DownloadError` where something was."""
        if self.size:
            raise self._lost("what was written cannot be taken back")

    def write(self, pieces: list[bytes]) -> None:
        """Write `pieces`. Raises `DownloadError`."""
        for piece in pieces:
            view = memoryview(piece)
            while view:
                try:
                    written = self._file.write(view)
                except OSError as error:
                    raise self._lost(error.strerror or str(error)) from error
                view = view[written or 0 :]
                self.size += written or 0

    def cut(self, size: int) -> None:
        """Raise `DownloadError` where something would have to be taken back."""
        if size != self.size:
            raise self._lost("what was written cannot be taken back")

    def _lost(self, reason: str) -> DownloadError:
        path = ascii(str(self.path))
        return DownloadError(NO_ROOM, path=path, size=self.size, reason=reason, part=path)

    def sum(self, algorithm: str) -> bytes:
        """Raise `UsageError`."""
        raise UsageError(CHECKSUM_NEEDS_FILE, path=ascii(str(self.path)))

    def finish(self, *, overwrite: bool, durable: bool) -> None:
        """Do nothing: it is written."""

    def discard(self) -> None:
        """Do nothing: it cannot be taken back."""

    def close(self) -> None:
        """Let go of it."""
        with contextlib.suppress(OSError):
            self._file.close()
