"""Whether an SQLite database has changed, read from memory that all its connections share.

Beside a write-ahead log there is the wal-index, a file that each process maps; its header is written anew by every
commit (SQLite documentation, "WAL-mode File Format" §2.1). ``PRAGMA data_version`` looks there, too, but takes a lock
and gives it back around the look: four system calls, which cost more than all the rest of an answer that is at hand.

The memory is SQLite's own mapping, found by its name. A mapping of ours would need the file opened, and closing any
descriptor of a file drops all locks that the process has on it (POSIX fcntl), SQLite's included.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

_MAPPINGS = Path("/proc/self/maps")
# Two copies of 48 bytes. A reader that finds them different has met a commit half way, which is a change, too.
_HEADER = 96
_VERSION = (3_007_000).to_bytes(4, "little"), (3_007_000).to_bytes(4, "big")


class WalIndex:
    """The header of the wal-index of one file.

    It must not be looked at once the last connection of this process to the file has closed: SQLite unmaps it then.
    """

    __slots__ = ("_header",)

    def __init__(self, address: int) -> None:
        self._header = (ctypes.c_char * _HEADER).from_address(address)

    @classmethod
    def of(cls, path: Path) -> WalIndex | None:
        """Return that of the database at `path`, to which this process has a connection that has read.

        None where the database has no write-ahead log, or the system does not tell where its file is mapped.
        """
        address = _address_of(f"{os.path.realpath(path)}-shm")
        if address is None:
            return None
        index = cls(address)
        return index if index.version[:4] in _VERSION else None

    @property
    def version(self) -> bytes:
        """Return what differs from what it was when anybody, in any process, has committed since."""
        return self._header.raw


def _address_of(path: str) -> int | None:
    """Return where the beginning of the file at `path` is mapped in this process, None where it is not, or twice."""
    try:
        inode = os.stat(path).st_ino
        lines = _MAPPINGS.read_bytes().splitlines()
    except OSError:
        return None
    # address perms offset dev inode path; the path may have spaces (proc_pid_maps(5)).
    parts = [line.split(None, 5) for line in lines if line.endswith(b"-shm")]
    name = os.fsencode(path)
    found = [part for part in parts if part[5] == name and int(part[4]) == inode and int(part[2], 16) == 0]
    return int(found[0][0].partition(b"-")[0], 16) if len(found) == 1 else None
