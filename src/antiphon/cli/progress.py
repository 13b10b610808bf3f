"""How far a transfer is, on a terminal; elsewhere nothing is shown."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

from ..semantics.terminal_text import safe

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


class Progress:
    """A bar for the block, from when the first bytes have come."""

    def __init__(self) -> None:
        self.name = ""
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def show(self, received: int, total: int | None) -> None:
        """Show that `received` bytes of `total` are there; None where nobody knows how many there will be."""
        if not sys.stderr.isatty():
            return
        if self._bar is None or self._task is None:
            self._bar = _new_bar()
            self._bar.start()
            self._task = self._bar.add_task(_escaped(self.name), total=total, completed=received)
        self._bar.update(self._task, completed=received, total=total)

    def stop(self) -> None:
        """Show no more. Again is harmless."""
        if self._bar is not None:
            self._bar.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _new_bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    return Bar("{task.description}", *columns, console=Console(stderr=True))


def _escaped(name: str) -> str:
    from rich.markup import escape

    return escape(safe(name))
