"""A way to wake a thread that waits for sockets."""

from __future__ import annotations

import socket
from types import TracebackType
from typing import Self


class Bell:
    """A pair of sockets: `reader` has input once another thread has rung."""

    __slots__ = ("_writer", "reader")

    def __init__(self) -> None:
        self.reader, self._writer = socket.socketpair()

    def ring(self) -> None:
        """Wake whoever waits for `reader`. From any thread."""
        self._writer.send(b"!")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.reader.close()
        self._writer.close()
