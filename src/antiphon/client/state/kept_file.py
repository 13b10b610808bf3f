"""A file in which something is kept between runs of a program, and shared with others that run at the same time.

It is readable by its owner alone, and replaced as a whole, so that nobody ever sees half of it. Whoever saves holds a
lock (a file beside it), and merges what others have saved since. It works on files, not on a network: these are small,
and saved when a session ends.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Generic, TypeAlias, TypeVar

from ...faults import Fault, UsageError
from ...faults.remembering import STATE_FILE_LOCKED, STATE_FILE_UNREADABLE, STATE_FILE_UNWRITABLE
from ..file_locks import NO_FOLLOW, lock
from ..whole_files import replace_whole
from .merging import merged

Key = TypeVar("Key")
Value = TypeVar("Value")
PathInput: TypeAlias = "str | os.PathLike[str]"

_PATIENCE = 10.0
_PAUSE = 0.02


class KeptFile(Generic[Key, Value]):
    """Values by their keys, in the file at `path`.

    `read` makes values of the text (bytes read as Latin-1), and raises `UsageError` where it is damaged; `write` is
    the way back. Only what `lives` is loaded and saved: that something has expired here is no reason to remove what
    another process has renewed. Threads may share it.
    """

    def __init__(
        self,
        path: PathInput,
        read: Callable[[str], Mapping[Key, Value]],
        write: Callable[[Iterable[Value]], str],
        lives: Callable[[Value], bool],
    ) -> None:
        self.path = os.fspath(path)
        self._read = read
        self._write = write
        self._lives = lives
        self._known: dict[Key, Value] = {}
        self._saving = threading.Lock()

    def load(self) -> dict[Key, Value]:
        """Return what is in the file: nothing, where there is none. Raises `UsageError`."""
        self._known = self._content()
        return self._known.copy()

    def save(
        self,
        held: Callable[[], Mapping[Key, Value]],
        keep: Callable[[Key, Value], None],
        drop: Callable[[Key, Value], None],
    ) -> None:
        """Put what changed in `held()` since the last `load` or `save` in the file, and take over what others changed.

        `keep` and `drop` get what is otherwise in the file, or there no more. Where nothing changed, the file is not
        even looked at. Raises `UsageError` where it cannot be written, or is damaged; it is left as it is then.
        """
        # What is held is asked for under the lock: an older answer would take back what another thread has saved.
        with self._saving:
            known, ours = self._living(self._known), self._living(held())
            if ours != known:
                with self._locked():
                    together = merged(known, ours, self._content())
                    with self._refusing(STATE_FILE_UNWRITABLE):
                        replace_whole(self.path, self._write(together.values()).encode("latin-1"))
                self._known = known = together
            for key, value in known.items():
                if ours.pop(key, None) != value:
                    keep(key, value)
            for key, value in ours.items():
                drop(key, value)

    def _living(self, values: Mapping[Key, Value]) -> dict[Key, Value]:
        return {key: value for key, value in values.items() if self._lives(value)}

    def _content(self) -> dict[Key, Value]:
        with self._refusing(STATE_FILE_UNREADABLE):
            try:
                with open(self.path, "rb") as file:
                    content = file.read()
            except FileNotFoundError:
                return {}
        return self._living(self._read(content.decode("latin-1")))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other processes and threads from saving for the block. The system frees the lock if we die."""
        with self._refusing(STATE_FILE_UNWRITABLE):
            descriptor = os.open(f"{os.path.realpath(self.path)}.lock", os.O_RDWR | os.O_CREAT | NO_FOLLOW, 0o600)
        try:
            until = time.monotonic() + _PATIENCE
            while not lock(descriptor):
                if time.monotonic() > until:
                    raise UsageError(STATE_FILE_LOCKED, path=self.path, limit=_PATIENCE)
                time.sleep(_PAUSE)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def _refusing(self, fault: Fault) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UsageError(fault, path=self.path, reason=error.strerror or str(error)) from error
