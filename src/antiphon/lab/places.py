"""Where the lab is, once it runs: its origins, its files, and the address of each scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..faults import Text


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A scenario with the address where it can be seen; `command` is what to type to look at it."""

    name: str
    family: Text
    url: str
    title: Text
    broken: Text
    rfc: str
    command: str

    def as_dict(self, language: str = "en") -> dict[str, str]:
        """Return it for JSON, in `language`."""
        return {
            "name": self.name,
            "family": self.family.fill({}, language),
            "url": self.url,
            "title": self.title.fill({}, language),
            "broken": self.broken.fill({}, language),
            "rfc": self.rfc,
            "command": self.command,
        }


@dataclass(frozen=True, slots=True)
class Places:
    """The origins of the lab without a final slash, `other` being one more with the same paths.

    `files` are contents by path, each with its media type: what certificates point at.
    """

    https: str = ""
    http: str = ""
    other: str = ""
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    exhibits: tuple[Exhibit, ...] = ()
