"""The part of a file that is there so far: ``name.part`` beside the file, and a note of what it is a part of.

The note holds the validator of the content, so that a later run can ask for the rest. It is written after the part has
been emptied and before anything is put into it, so that it never vouches for bytes of something else. Whoever writes
holds a lock on the part: two downloads to one file would mix their bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from pathlib import Path
from typing import BinaryIO

from ...faults import DownloadError, UsageError
from ...faults.transfer import NO_ROOM, PART_IN_USE
from ...semantics.resuming import Begun
from ..file_locks import NO_FOLLOW, lock
from .target import place, unwritable

_READ_SIZE = 1024 * 1024
_MOST_NOTE = 64 * 1024
_FLAGS = os.O_RDWR | os.O_CREAT | NO_FOLLOW | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def part_of(path: Path) -> Path:
    """Return where the part of the file at `path` is while it is not complete."""
    return path.with_name(f"{path.name}.part")


class Part:
    """The part of the file at `path`, open and locked.

    `path` may be changed until `finish`. `source` tells one URL from another: validators of different resources mean
    nothing to each other. Every method may wait for the disk.
    """

    def __init__(self, path: Path, source: str) -> None:
        """Open the part, as it was left or new. Raises `UsageError` where that cannot be, or another one has it."""
        self.path = path
        self.location = part_of(path)
        self._note = path.with_name(f"{path.name}.part.json")
        self._source = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
        try:
            self._file = self._opened()
        except OSError as error:
            raise unwritable(path, error) from error
        self.size = os.fstat(self._file.fileno()).st_size

    def _opened(self) -> BinaryIO:
        while True:
            file = open(self._descriptor(), "r+b")  # noqa: SIM115
            if not lock(file.fileno()):
                file.close()
                raise UsageError(PART_IN_USE, part=ascii(str(self.location)))
            if _is_at(file, self.location):
                file.seek(0, os.SEEK_END)
                return file
            # Another one completed it between our opening and our locking: this is its file now.
            file.close()

    def _descriptor(self) -> int:
        """Return an opening of a file of ours: what somebody else put in its place is taken away first."""
        with contextlib.suppress(FileNotFoundError):
            if not _is_ours(self.location.lstat()):
                os.unlink(self.location)
        return os.open(self.location, _FLAGS, 0o666)

    # -- what is there -----------------------------------------------------------------------------------------------

    def begun(self, *, unchecked: bool = False) -> Begun:
        """Return what is there, and the validator under which the rest may be asked for."""
        note = self._read_note()
        validator, total = note.get("validator"), note.get("total")
        is_known = note.get("source") == self._source and isinstance(validator, str)
        return Begun(
            self.size,
            validator if is_known and isinstance(validator, str) else None,
            total if is_known and isinstance(total, int) else None,
            unchecked,
        )

    def _read_note(self) -> dict[str, object]:
        try:
            descriptor = os.open(self._note, os.O_RDONLY | NO_FOLLOW)
            with open(descriptor, "rb") as file:
                note = json.loads(file.read(_MOST_NOTE)) if _is_ours(os.fstat(descriptor)) else None
        except (OSError, ValueError, RecursionError):
            return {}
        return note if isinstance(note, dict) else {}

    # -- what comes --------------------------------------------------------------------------------------------------

    def start(self, validator: str | None, total: int | None) -> None:
        """Begin at the first byte, of content with `validator` and `total` bytes."""
        try:
            self._note.unlink(missing_ok=True)
            self._cut(0)
            if validator is not None:
                self._write_note({"validator": validator, "total": total, "source": self._source})
        except OSError as error:
            raise self._full(error) from error

    def _write_note(self, note: dict[str, object]) -> None:
        descriptor = os.open(self._note, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOW, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump(note, file)

    def write(self, pieces: list[bytes]) -> None:
        """Append `pieces`. Raises `DownloadError` where there is no room."""
        try:
            for piece in pieces:
                self._file.write(piece)
            self._file.flush()
        except OSError as error:
            raise self._full(error) from error
        self.size += sum(map(len, pieces))

    def cut(self, size: int) -> None:
        """Forget what came after the first `size` bytes."""
        try:
            self._cut(size)
        except OSError as error:
            raise self._full(error) from error

    def _cut(self, size: int) -> None:
        self._file.seek(size)
        self._file.truncate()
        self.size = size

    def _full(self, error: OSError) -> DownloadError:
        return DownloadError(
            NO_ROOM,
            path=ascii(str(self.path)),
            size=self.size,
            reason=error.strerror or str(error),
            part=ascii(str(self.location)),
        )

    def sum(self, algorithm: str) -> bytes:
        """Return the digest of what is in the file, by an algorithm of hashlib."""
        found = hashlib.new(algorithm)
        self._file.seek(0)
        while piece := self._file.read(_READ_SIZE):
            found.update(piece)
        return found.digest()

    # -- the end -----------------------------------------------------------------------------------------------------

    def finish(self, *, overwrite: bool, durable: bool) -> None:
        """Make it the file itself, in one step. Raises `FileExistsError` where that is there and stays, `UsageError`.

        With `durable`, the bytes and the name are on the disk before this returns.
        """
        try:
            if durable:
                os.fsync(self._file.fileno())
            place(self.location, self.path, overwrite=overwrite)
            self._note.unlink(missing_ok=True)
            if durable:
                _sync_folder(self.path.parent)
        except FileExistsError:
            raise
        except OSError as error:
            raise unwritable(self.path, error) from error

    def discard(self) -> None:
        """Remove what is there: it is of no use."""
        with contextlib.suppress(OSError):
            self.location.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self._note.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file, and of nothing at all where nothing came."""
        if self.size == 0 and _is_at(self._file, self.location):
            self.discard()
        with contextlib.suppress(OSError):
            # What is buffered after the disk was full cannot be written now either.
            self._file.close()


def _is_ours(found: os.stat_result) -> bool:
    """Tell whether a file is a plain one that only we can have written and that has no other name."""
    is_plain = stat.S_ISREG(found.st_mode) and found.st_nlink == 1
    return is_plain and (not hasattr(os, "geteuid") or found.st_uid == os.geteuid())


def _is_at(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.lstat())
    except (OSError, ValueError):
        return False


def _sync_folder(folder: Path) -> None:
    """Have the names in `folder` written to the disk, on systems where a folder can be opened."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
