"""What a scripted peer does, step by step, and how an address answers those who connect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias


class ScriptError(AssertionError):
    """The code under test did what the script does not foresee, or would wait for ever."""


@dataclass(frozen=True, slots=True)
class Expect:
    """The peer reads exactly `data`; other bytes are a `ScriptError`."""

    data: bytes


@dataclass(frozen=True, slots=True)
class ReadThrough:
    """The peer reads up to and including the first `marker`, such as the empty line after a head."""

    marker: bytes


@dataclass(frozen=True, slots=True)
class Send:
    """The peer sends `data`, which arrives in one read unless the connection cuts it."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Delay:
    """The peer does nothing for `seconds` of the script's clock."""

    seconds: float


@dataclass(frozen=True, slots=True)
class End:
    """The peer sends its last; what comes its way is still accepted."""


@dataclass(frozen=True, slots=True)
class Reset:
    """The peer drops the connection: reads and writes fail with ECONNRESET."""


Step: TypeAlias = Expect | ReadThrough | Send | Delay | End | Reset


@dataclass(frozen=True, slots=True)
class Accept:
    """The peer accepts after `after` seconds and then does `steps`; when they are over, it is silent.

    A read returns at most `cut` bytes. The peer takes `capacity` bytes in all, then writes wait.
    """

    steps: tuple[Step, ...] = ()
    after: float = 0.0
    cut: int | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Refuse:
    """The attempt fails after `after` seconds; `error` is the system's name for why."""

    error: str = "ECONNREFUSED"
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Ignore:
    """The attempt gets no answer, ever."""


Answer: TypeAlias = Accept | Refuse | Ignore


def split(data: bytes, sizes: Iterable[int]) -> Iterator[Send]:
    """Return `data` as sends of the given `sizes` in bytes, what remains as one more."""
    start = 0
    for size in sizes:
        if start >= len(data):
            return
        yield Send(data[start : start + size])
        start += size
    if start < len(data):
        yield Send(data[start:])
