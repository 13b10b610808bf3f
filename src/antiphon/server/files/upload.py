"""A file that is being uploaded: nobody sees it until it is complete and safe on the disk, and then all of it at once.

The functions here wait for the disk: call them in a thread.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterable, Iterator

from ...faults.files import FOLDER_IN_THE_WAY
from .refused import Refused
from .version import FINE_TICK
from .way import NOFOLLOW, UPLOAD_PREFIX, Way

Status = os.stat_result | None
_NEW = NOFOLLOW | os.O_CREAT | os.O_EXCL | os.O_WRONLY
_FOLDER = NOFOLLOW | os.O_RDONLY | os.O_DIRECTORY


class Upload:
    """An unfinished file in `folder`, a descriptor that has to stay open: first written, then either kept or discarded.

    Its name is hidden, and in the same folder, so that it is on the same file system as the place that it goes to.
    """

    __slots__ = ("_descriptor", "_folder", "_name", "size")

    def __init__(self, folder: int) -> None:
        self._folder = folder
        self._name: bytes | None = UPLOAD_PREFIX + secrets.token_hex(16).encode("ascii")
        self._descriptor = os.open(self._name, _NEW, 0o666, dir_fd=folder)
        self.size = 0

    def write(self, content: bytes) -> None:
        """Add `content`. Raises `OSError`."""
        view = memoryview(content)
        while view:
            written = os.write(self._descriptor, view)
            self.size += written
            view = view[written:]

    def finish(self) -> None:
        """Note that all content is there, and wait until it is safe. Raises `OSError`.

        The time of the change is exact to the nanosecond, so no two uploads have the same; and a tick ago, so that the
        entity tag is strong at once (see `Version`).
        """
        moment = time.time_ns() - FINE_TICK
        os.utime(self._descriptor, ns=(moment, moment))
        os.fsync(self._descriptor)
        descriptor, self._descriptor = self._descriptor, -1
        os.close(descriptor)

    def keep(self, folder: int, name: bytes, replaced: Status) -> os.stat_result:
        """Give the finished file its place; of a file that it replaces it takes over the permissions."""
        if self._name is None:
            raise RuntimeError("an upload is kept once")
        if replaced is not None:
            os.chmod(self._name, stat.S_IMODE(replaced.st_mode), dir_fd=self._folder)
        os.rename(self._name, name, src_dir_fd=self._folder, dst_dir_fd=folder)
        self._name = None
        return os.stat(name, dir_fd=folder, follow_symlinks=False)

    def discard(self) -> None:
        """Remove the file unless it has been kept; again is nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        if self._name is not None:
            with contextlib.suppress(OSError):
                os.unlink(self._name, dir_fd=self._folder)
            self._name = None


def replace(way: Way, upload: Upload, check: Callable[[Status], None]) -> tuple[bool, os.stat_result]:
    """Put `upload` where `way` leads; returns whether it is new there, and what the system says of it.

    `check` gets the status of the file that is there, None for none, and raises where that may not be replaced; no
    other Antiphon server changes the folder between its look and the change. Missing folders are made. Raises
    `Refused`, 409; `OSError`.
    """
    if way.missing:
        check(None)
    with _made(way.folder, way.missing) as folder, _locked(folder):
        there = file_at(folder, way.name)
        check(there)
        status = upload.keep(folder, way.name, there)
    return there is None, status


def add(way: Way, upload: Upload, names: Iterable[bytes]) -> bytes:
    """Put `upload` into the folder where `way` ends, as the first of `names` that is free; returns that name."""
    with _opened(b".", way.folder) as folder, _locked(folder):
        free = next(name for name in names if not _exists(folder, name))
        upload.keep(folder, free, None)
    return free


def remove(way: Way, check: Callable[[Status], None]) -> None:
    """Remove the file where `way` leads, unless `check` raises as in `replace`. Raises `Refused`, `OSError`."""
    with _opened(b".", way.folder) as folder, _locked(folder):
        check(file_at(folder, way.name))
        os.unlink(way.name, dir_fd=folder)


def remove_folder(way: Way) -> None:
    """Remove the empty folder where `way` leads. Raises `OSError`."""
    with _opened(b".", way.folder) as folder, _locked(folder):
        os.rmdir(way.name, dir_fd=folder)


def file_at(folder: int, name: bytes) -> Status:
    """Return the status of the file `name`, None where there is none. Raises `Refused`, 409, for anything else."""
    try:
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise Refused(FOLDER_IN_THE_WAY, path=os.fsdecode(name))
    return status


def _exists(folder: int, name: bytes) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


@contextlib.contextmanager
def _opened(name: bytes, folder: int) -> Iterator[int]:
    descriptor = os.open(name, _FOLDER, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _made(folder: int, names: Iterable[bytes]) -> Iterator[int]:
    """Open `folder` or, in it, the folders `names`, one in the other, which are made where they are missing."""
    with contextlib.ExitStack() as stack:
        inner = stack.enter_context(_opened(b".", folder))
        for name in names:
            with contextlib.suppress(FileExistsError):
                os.mkdir(name, dir_fd=inner)
                os.fsync(inner)
            inner = stack.enter_context(_opened(name, inner))
        yield inner


@contextlib.contextmanager
def _locked(folder: int) -> Iterator[None]:
    """Be the only Antiphon server, and the only thread, that changes `folder`; at the end its changes are on the disk.

    The lock belongs to the opening of the folder, and ends with it at the latest.
    """
    fcntl.flock(folder, fcntl.LOCK_EX)
    try:
        yield
        os.fsync(folder)
    finally:
        fcntl.flock(folder, fcntl.LOCK_UN)
