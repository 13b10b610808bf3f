"""The way from the served folder down to a file, which never leaves the folder, whatever links lie on it.

A path is not given to the system as a whole: each name is opened relative to the folder before it, and links are not
followed by the system but read and walked here. So there is no moment between a check and its use in which somebody
could put a link in place of a folder (RFC 9110 §17.3).
"""

from __future__ import annotations

import errno
import os
import stat
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

UPLOAD_PREFIX = b".antiphon-upload-"
"""How the names of unfinished uploads begin. They are never served, not even with hidden files."""

# As many as Linux follows (path_resolution(7)).
_MOST_LINKS = 40
_WELL_KNOWN = b".well-known"
NOFOLLOW = os.O_CLOEXEC | os.O_NOFOLLOW
"""Flags of every opening: the system follows no link, and no child process inherits the file."""
# With O_PATH a folder that may be entered but not listed can be passed through. Other systems than Linux lack it.
_PASS = NOFOLLOW | os.O_DIRECTORY | getattr(os, "O_PATH", os.O_RDONLY)
_LIST = NOFOLLOW | os.O_RDONLY | os.O_DIRECTORY
_NOTHING_THERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.EINVAL, errno.ENXIO})


class Outside(FileNotFoundError):
    """The path leads out of the folder, or to what is not served. For whoever reads, there is nothing."""


class Hidden(Outside):
    """A name on the path is one of hidden files."""


def is_absence(error: OSError) -> bool:
    """Tell whether `error` says that there is nothing of that name."""
    return isinstance(error, Outside) or error.errno in _NOTHING_THERE


class Way:
    """The folders on the way to a place, open until `close`, and what is at its end.

    `name` is the last name, to be used relative to `folder`; it is empty where the place is `folder` itself. `status`
    is what the system says of it, None where there is nothing; then `missing` are the names of the folders that are
    missing between `folder` and `name`.
    """

    __slots__ = ("_folders", "_hidden", "_links", "_root", "missing", "name", "status")

    def __init__(self, root: Path, hidden: bool) -> None:
        self._root = root
        self._hidden = hidden
        self._links = 0
        self._folders = [os.open(root, os.O_CLOEXEC | os.O_RDONLY | os.O_DIRECTORY)]
        self.name = b""
        self.status: os.stat_result | None = os.fstat(self._folders[0])
        self.missing: tuple[bytes, ...] = ()

    def __enter__(self) -> Way:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the folders."""
        while self._folders:
            os.close(self._folders.pop())

    @property
    def folder(self) -> int:
        """Return the descriptor of the last folder."""
        return self._folders[-1]

    @property
    def is_file(self) -> bool:
        """Tell whether a regular file is there; devices, FIFOs and sockets are none."""
        return self.status is not None and stat.S_ISREG(self.status.st_mode)

    @property
    def is_folder(self) -> bool:
        """Tell whether a folder is there."""
        return self.status is not None and stat.S_ISDIR(self.status.st_mode)

    def open_folder(self) -> int:
        """Open the folder that the place is for listing. Raises `OSError`."""
        return os.open(self.name or b".", _LIST, dir_fd=self.folder)

    def enter(self) -> None:
        """Make the folder that the place is the last one on the way. Raises `OSError`."""
        if self.name:
            self._folders.append(os.open(self.name, _PASS, dir_fd=self.folder))
            self.name = b""

    def status_below(self, name: bytes) -> os.stat_result:
        """Return what the system says of `name` in `folder`, or of what it links to. Raises `OSError`, `Outside`."""
        if not self._is_shown(name):
            raise Hidden(name)
        status = os.stat(name, dir_fd=self.folder, follow_symlinks=False)
        if not stat.S_ISLNK(status.st_mode):
            return status
        with self._fork() as other:
            other.follow([name])
            if other.status is None:
                raise Outside(name)
            return other.status

    def _fork(self) -> Way:
        other = Way(self._root, self._hidden)
        other.close()
        other._folders.extend(map(os.dup, self._folders))
        return other

    # -- walking -------------------------------------------------------------------------------------------------------

    def follow(self, names: Sequence[bytes]) -> None:
        """Go on from `folder` by `names`. Raises `Outside`, and `OSError` where a folder may not be entered."""
        ahead = deque(names)
        while ahead:
            name = ahead.popleft()
            if name in (b"", b"."):
                self.name = b""
                self.status = os.fstat(self.folder)
            elif name == b"..":
                self._go_up()
            elif not self._is_shown(name):
                raise Hidden(name)
            elif ahead:
                self._pass_through(name, ahead)
            else:
                self._arrive(name, ahead)

    def _is_shown(self, name: bytes) -> bool:
        return not name.startswith(UPLOAD_PREFIX) and (self._hidden or is_shown(name, at_top=len(self._folders) == 1))

    def _go_up(self) -> None:
        if len(self._folders) == 1:
            raise Outside("..")
        os.close(self._folders.pop())
        self.name = b""
        self.status = os.fstat(self.folder)

    def _pass_through(self, name: bytes, ahead: deque[bytes]) -> None:
        """Enter the folder `name`; where it is a link, put what it says ahead."""
        try:
            self._folders.append(os.open(name, _PASS, dir_fd=self.folder))
        except FileNotFoundError:
            self._note_missing(name, ahead)
        except OSError as error:
            if error.errno not in (errno.ENOTDIR, errno.ELOOP, errno.EMLINK):
                raise
            self._follow_link(name, ahead)

    def _note_missing(self, name: bytes, ahead: deque[bytes]) -> None:
        names = [name, *ahead]
        if not set(names).isdisjoint({b"", b".", b".."}):
            raise Outside(name)
        if not all(map(self._is_shown, names)):
            raise Hidden(name)
        self.name = names.pop()
        self.missing = tuple(names)
        self.status = None
        ahead.clear()

    def _arrive(self, name: bytes, ahead: deque[bytes]) -> None:
        self.name = name
        try:
            self.status = os.stat(name, dir_fd=self.folder, follow_symlinks=False)
        except FileNotFoundError:
            self.status = None
            return
        if stat.S_ISLNK(self.status.st_mode):
            self._follow_link(name, ahead)

    def _follow_link(self, name: bytes, ahead: deque[bytes]) -> None:
        """Put what the link `name` says ahead. Raises `OSError` where it is no link, `Outside` where it leads out."""
        self._links += 1
        if self._links > _MOST_LINKS:
            raise Outside(name)
        target = os.readlink(name, dir_fd=self.folder)
        if target.startswith(b"/"):
            inside = os.fsencode(os.path.realpath(self._root)).rstrip(b"/") + b"/"
            if not f"{os.fsdecode(target)}/".startswith(os.fsdecode(inside)):
                raise Outside(name)
            while len(self._folders) > 1:
                os.close(self._folders.pop())
            target = target[len(inside) :] or b"."
        ahead.extendleft(reversed(target.split(b"/")))


def is_shown(name: bytes, *, at_top: bool) -> bool:
    """Tell whether a file of this name is served where hidden ones are not; ``/.well-known/`` always is (RFC 8615)."""
    return not name.startswith(b".") or (at_top and name == _WELL_KNOWN)
