"""A scenario: one thing that is wrong on purpose, what it is called, and what to try."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from ..faults import Text
from .line import Line, PlainLine
from .visit import Play
from .workshop import Workshop

Opening = Callable[[PlainLine], Awaitable[Line | None]]
"""What a port does with a new connection: the line to speak HTTP on, or None where there is nothing more to say."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What both kinds have in common.

    `name` is unique; `title` says it in a few words, `broken` in a sentence; `rfc` is the rule; `command` is what to
    try, with a place for ``{url}``.
    """

    name: str
    title: Text
    broken: Text
    rfc: str
    command: str = field(default="antiphon explain {url}", kw_only=True)


@dataclass(frozen=True, slots=True)
class PathScenario(Scenario):
    """Something of HTTP, at the path that is its name. `secure` is whether the https origin shows it best.

    The last part of a name may be ``{}``, where anything stands; `example` is what to try there.
    """

    play: Play
    secure: bool = True
    example: str = ""

    @property
    def path(self) -> str:
        """The path to ask for."""
        return "/" + self.name.replace("{}", self.example)


@dataclass(frozen=True, slots=True)
class PortScenario(Scenario):
    """Something of TLS, on a port of its own. `prepare` makes what is needed when the lab starts.

    It returns None where this machine's OpenSSL cannot do it. `scheme` is the one of its URL.
    """

    prepare: Callable[[Workshop], Opening | None]
    scheme: str = "https"
