"""Where the local authority is kept: the user's data directory, readable by that user alone."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ..faults import UsageError
from ..faults import security as faults

ROOT_FILE = "root.pem"
KEY_FILE = "root.key"
_LOCK_FILE = "lock"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def data_directory(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder of the user's data: ``ANTIPHON_HOME``, or the place that the system has for it."""
    environment = os.environ if environment is None else environment
    if chosen := environment.get("ANTIPHON_HOME"):
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "antiphon"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "antiphon"
    given = environment.get("XDG_DATA_HOME", "")
    # A relative path there is to be ignored, says the XDG Base Directory specification.
    return (Path(given) if given.startswith("/") else Path.home() / ".local" / "share") / "antiphon"


def authority_directory() -> Path:
    """Return the folder of the local authority, whether or not it exists."""
    return data_directory() / "authority"


def local_root_path(directory: Path | None = None) -> Path | None:
    """Return the file with the local authority's root certificate (PEM); None if there is none yet."""
    path = (directory or authority_directory()) / ROOT_FILE
    return path if path.is_file() else None


def make_private(directory: Path) -> None:
    """Make `directory` with mode 0700, or give it that mode. Raises `UsageError`."""
    with _refusing(directory):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name == "posix" and stat.S_IMODE(directory.stat().st_mode) & _OTHERS:
            directory.chmod(0o700)


def write_whole(path: Path, content: bytes, mode: int) -> None:
    """Put `content` in `path` so that nobody ever sees a part of it, not even after a crash."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with _refusing(path.parent):
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        os.replace(temporary, path)


def read_private(path: Path) -> bytes:
    """Return the content of a key file. Raises `UsageError` if other users can read it too."""
    with _refusing(path.parent), path.open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if os.name == "posix" and mode & _OTHERS:
            raise UsageError(faults.AUTHORITY_KEY_EXPOSED, path=path, mode=f"{mode:04o}")
        return file.read()


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Keep other processes and threads out of `directory` for the block; the system frees it if we die."""
    with _refusing(directory):
        descriptor = os.open(directory / _LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


@contextmanager
def _refusing(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(faults.AUTHORITY_UNWRITABLE, path=directory, reason=error.strerror or str(error)) from error
