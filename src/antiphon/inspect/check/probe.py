"""A probe: one rule, what is sent to try it, and what may be concluded from the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ...faults import Text
    from .answer import Answer
    from .outcome import Outcome
    from .visit import Visit

Sending: TypeAlias = "Callable[[Visit], tuple[Answer, ...]]"
"""Sends the requests of a probe and returns the answers to judge. Raises `DoesNotApply`."""

Judging: TypeAlias = "Callable[..., Outcome]"
"""Takes these answers, as so many arguments, and concludes from nothing else."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One row of the table. `name` never changes once released; `title` is the rule, `rfc` where it stands.

    `advice` says what a server has to do. A probe that `writes` makes items, or tries to. `after` are the names of
    probes that have to pass before this one can tell anything. `judges_refusals` says that 401, 403, 405 and 501 are
    answers to its question; to others they mean that it does not apply.
    """

    name: str
    title: Text
    rfc: str
    advice: Text
    send: Sending
    judge: Judging
    writes: bool = False
    after: tuple[str, ...] = ()
    judges_refusals: bool = False


@dataclass(frozen=True, slots=True)
class Concern:
    """The probes about one thing."""

    name: str
    title: Text
    probes: tuple[Probe, ...]
