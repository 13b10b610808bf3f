"""A coroutine run where it is called, as far as it goes without waiting."""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine, Generator
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


def immediate(coroutine: Coroutine[Any, Any, T]) -> T | Awaitable[T]:
    """Return what `coroutine` returns if it ends without waiting, else an awaitable that goes on from there.

    A request that is answered from memory then needs no task, which costs more than the answer itself.
    """
    try:
        waited_for = coroutine.send(None)
    except StopIteration as end:
        value: T = end.value
        return value
    return _Started(coroutine, waited_for)


class _Started(Awaitable[T]):
    """A coroutine that already waits for something."""

    __slots__ = ("_coroutine", "_waited_for")

    def __init__(self, coroutine: Coroutine[Any, Any, T], waited_for: Any) -> None:
        self._coroutine = coroutine
        self._waited_for = waited_for

    def __await__(self) -> Generator[Any, Any, T]:
        coroutine, waited_for = self._coroutine, self._waited_for
        while True:
            try:
                sent = yield waited_for
            except GeneratorExit:
                coroutine.close()
                raise
            except BaseException as error:  # what the task throws in, such as CancelledError, belongs to the coroutine
                resume = partial(coroutine.throw, error)
            else:
                resume = partial(coroutine.send, sent)
            try:
                waited_for = resume()
            except StopIteration as end:
                value: T = end.value
                return value
