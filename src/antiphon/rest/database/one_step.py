"""A work that is run where it may block, so that its coroutine ends in one step."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


def run_to_end(awaitable: Awaitable[T]) -> T:
    """Return what `awaitable` returns. Raises `RuntimeError` where it really waits: nobody could wake it here."""
    step = awaitable.__await__()
    try:
        next(step)
    except StopIteration as end:
        value: T = end.value
        return value
    step.close()
    raise RuntimeError("a work may await nothing but its transaction")
