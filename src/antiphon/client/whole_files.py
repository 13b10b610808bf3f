"""Files that are replaced as a whole, so that nobody ever sees half of one, not even after a crash."""

from __future__ import annotations

import os
from contextlib import suppress

_PRIVATE = 0o600


def replace_whole(path: str, content: bytes) -> None:
    """Put `content` in the file at `path`, private to its owner, by way of a new one beside it.

    A symbolic link stays one. Raises `OSError`.
    """
    path = os.path.realpath(path)
    temporary = f"{path}.{os.getpid()}.new"
    with suppress(FileNotFoundError):
        os.unlink(temporary)
    # A new file, so that nobody else has it open, or made it with another mode.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
