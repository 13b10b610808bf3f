"""An access file on the disk: read whole, written whole, private."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from ...faults import UsageError
from ...faults.access import ACCESS_FILE_UNREADABLE, ACCESS_FILE_UNWRITABLE
from ..schema.resource import Schema
from .access import Access
from .access_json import Mistake, access_text, read_access
from .json_lines import line_of

DEFAULT_NAME = "access.json"
_PRIVATE = 0o600

Signature = tuple[int, int, int]
"""What changes with a file: its inode, its size, and when it was changed in nanoseconds."""


def signature_of(path: Path) -> Signature | None:
    """Return the signature of the file at `path`; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def load(path: Path, schema: Schema | None = None) -> Access:
    """Return what the file at `path` says. Raises `Mistake`, also for what does not fit `schema`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Mistake(ACCESS_FILE_UNREADABLE, file=path, reason=error.strerror or str(error)) from error
    access = read_access(content, str(path))
    if schema is not None:
        _check_against(schema, access, path, content.decode("utf-8"))
    return access


def _check_against(schema: Schema, access: Access, path: Path, text: str) -> None:
    try:
        access.check_against(schema)
    except UsageError as error:
        line = line_of(text, ("tables", error.details["table"]))
        raise Mistake(error.fault, file=path, line=line, **error.details) from None


def change(path: Path, function: Callable[[Access], Access], start: Access | None = None) -> Access:
    """Put what `function` makes of the file at `path` into it, and return that.

    Where there is no file, `function` gets `start`. Two programs that do this at once do it one after the other.
    Raises `Mistake`, also for a file that is not there while there is no `start`.
    """
    target = Path(os.path.realpath(path))
    try:
        with _alone_in(target.parent):
            access = function(load(path) if start is None or target.exists() else start)
            _write(target, access_text(access).encode("utf-8"))
    except OSError as error:
        raise Mistake(ACCESS_FILE_UNWRITABLE, file=path, reason=error.strerror or str(error)) from error
    return access


def _write(path: Path, content: bytes) -> None:
    """Put `content` in `path` so that nobody ever sees a part of it, not even after a crash."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    try:
        with open(descriptor, "wb") as file:
            _keep_owner(path, descriptor)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


if sys.platform == "win32":

    def _keep_owner(path: Path, descriptor: int) -> None:
        """Windows gives a file the rights of its folder."""

    @contextlib.contextmanager
    def _alone_in(folder: Path) -> Iterator[None]:
        """Windows does not lock folders; the file is replaced whole all the same."""
        yield

else:
    import fcntl

    def _keep_owner(path: Path, descriptor: int) -> None:
        """Leave the file to whom it belonged: the server's user has to read it after root has changed it."""
        with contextlib.suppress(FileNotFoundError, PermissionError):
            found = path.stat()
            os.fchown(descriptor, found.st_uid, found.st_gid)

    @contextlib.contextmanager
    def _alone_in(folder: Path) -> Iterator[None]:
        """Keep other programs that do the same out of `folder`; the folder itself is the lock, so none is left."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
