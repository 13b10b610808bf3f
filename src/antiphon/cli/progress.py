"""How far a transfer is, on a terminal; elsewhere nothing is shown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .terminal import safe


@contextmanager
def progress(name: str, start: int, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show a bar for the block; yields what is called with the number of bytes so far. `total` may be unknown."""
    if not sys.stderr.isatty():
        yield lambda received: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress("{task.description}", *columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(escape(safe(name)), total=total, completed=start)
        yield lambda received: bar.update(task, completed=received)
