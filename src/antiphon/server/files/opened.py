"""A regular file that is open for reading: its bytes by offset, without ever making the loop wait for a disk."""

from __future__ import annotations

import errno
import os
import stat

from .threads import in_thread
from .way import NOFOLLOW, Outside

# What is here at the moment of opening may be a FIFO, where opening would wait, or a terminal, which would take over.
_READ = NOFOLLOW | os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY
_NOT_NOW = frozenset({errno.EAGAIN, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS})
# Linux reads what is in its memory already, and says no where it would have to ask a disk.
_WITHOUT_WAITING: int | None = getattr(os, "RWF_NOWAIT", None)


class OpenedFile:
    """A file, and what the system said of it when it was opened. It is open until `close`."""

    __slots__ = ("_descriptor", "status")

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.status = os.fstat(descriptor)

    @property
    def size(self) -> int:
        """Return the size in bytes, as it was when the file was opened."""
        return self.status.st_size

    def close(self) -> None:
        """Close the file; again is nothing."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def moved(self) -> OpenedFile:
        """Return the file for somebody else to close; this one is closed from now on."""
        moved = OpenedFile.__new__(OpenedFile)
        moved.status = self.status
        moved._descriptor, self._descriptor = self._descriptor, -1
        return moved

    def read_now(self, size: int, offset: int) -> bytes | None:
        """Return up to `size` bytes at `offset`; None where a disk would have to be waited for. Raises `OSError`."""
        if _WITHOUT_WAITING is None:
            return None
        buffer = bytearray(size)
        try:
            count = os.preadv(self._descriptor, [buffer], offset, _WITHOUT_WAITING)
        except OSError as error:
            if error.errno in _NOT_NOW:
                return None
            raise
        return bytes(memoryview(buffer)[:count])

    async def read(self, size: int, offset: int) -> bytes:
        """Return up to `size` bytes at `offset`, none only at the end of the file. Raises `OSError`."""
        content = self.read_now(size, offset)
        if content is None:
            content = await in_thread(os.pread, self._descriptor, size, offset)
        return content

    def is_intact(self) -> bool:
        """Tell whether the bytes that were there at the opening still are, as far as the system knows.

        A file that only grew counts as intact: logs grow, and what is appended is not among the bytes that are sent.
        """
        before, now = self.status, os.fstat(self._descriptor)
        unchanged = (before.st_size, before.st_mtime_ns) == (now.st_size, now.st_mtime_ns)
        return unchanged or now.st_size > before.st_size


def open_file(folder: int, name: bytes) -> OpenedFile:
    """Open the regular file `name` in `folder`, a descriptor. Raises `OSError`, `Outside` where it is none."""
    opened = OpenedFile(os.open(name, _READ, dir_fd=folder))
    if not stat.S_ISREG(opened.status.st_mode):
        opened.close()
        raise Outside(name)
    return opened
