"""Links in fields (RFC 8288)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_TARGET = re.compile(r"[ \t,]*<([^>]*)>")
_PARAMETER = re.compile(rf'[ \t]*;[ \t]*({_TOKEN})[ \t]*(?:=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^",;]*)))?')
_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Link:
    """A link. `target` is as written, to be resolved against the URL of the response; `params` has ``rel`` too."""

    target: str
    params: dict[str, str] = field(default_factory=dict)

    @property
    def rel(self) -> str:
        """Return the relation, the empty string where none is given."""
        return self.params.get("rel", "")


def parse_links(value: str) -> list[Link]:
    """Return the links in the value of a Link field; what cannot be read ends the list (RFC 8288 appendix B.2)."""
    links: list[Link] = []
    place = 0
    while found := _TARGET.match(value, place):
        place = found.end()
        params: dict[str, str] = {}
        while parameter := _PARAMETER.match(value, place):
            place = parameter.end()
            name, quoted, plain = parameter.groups()
            text = _ESCAPE.sub(r"\1", quoted) if quoted is not None else (plain or "").strip(" \t")
            params.setdefault(name.lower(), text)
        links.append(Link(found[1].strip(" \t"), params))
    return links
