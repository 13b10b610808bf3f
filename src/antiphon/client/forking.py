"""What a forked process may not share: two that read from one connection get each other's answers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from weakref import WeakSet

if TYPE_CHECKING:
    from .engine import Engine

_engines: WeakSet[Engine] = WeakSet()


def start_anew_when_forked(engine: Engine) -> None:
    """Have `engine` begin without connections in each child that this process forks."""
    _engines.add(engine)


def _start_anew() -> None:
    for engine in list(_engines):
        engine.pool.start_anew(engine.network.lock())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_anew)
