"""A lock on an open file, which the system frees when its holder ends, however that is."""

from __future__ import annotations

import os
import sys

NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
"""The flag by which opening a symbolic link fails, where the system has one."""

if sys.platform == "win32":
    import msvcrt

    def lock(descriptor: int) -> bool:
        """Lock the file of `descriptor` for this opening of it alone; False where another has it."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def lock(descriptor: int) -> bool:
        """Lock the file of `descriptor` for this opening of it alone; False where another has it."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
