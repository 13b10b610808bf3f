"""Links in fields (RFC 8288)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_TARGET = re.compile(r"<([^<>]*)>")
_PARAMETER = re.compile(rf'[ \t]*;[ \t]*({_TOKEN})[ \t]*(?:=[ \t]*(?:"((?:[^"\\]|\\.)*+)"|([^",;]*)))?')
_ESCAPE = re.compile(r"\\(.)")
_BETWEEN = re.compile(r"[ \t,]*")
# The rest of a link, up to a comma outside quotation marks; a quoted string that nobody closed reaches to the end.
_REST = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.?)*+(?:"|\Z))*+', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Link:
    """A link. `target` is as written, to be resolved against the URL of the response; `params` has ``rel`` too."""

    target: str
    params: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def rel(self) -> str:
        """Return the relation types, parted by spaces where there are several; the empty string where none is given."""
        return self.params.get("rel", "")


def parse_links(value: str) -> list[Link]:
    """Return the links in the value of a Link field; what cannot be read is passed over (RFC 8288 appendix B.2).

    Names of parameters are in lower case, and the first of several with one name counts (§3.3).
    """
    links: list[Link] = []
    place = _end(_BETWEEN, value, 0)
    while place < len(value):
        if found := _TARGET.match(value, place):
            params, place = _parameters(value, found.end())
            links.append(Link(found[1].strip(" \t"), params))
        place = _end(_BETWEEN, value, _end(_REST, value, place))
    return links


def _parameters(value: str, place: int) -> tuple[dict[str, str], int]:
    """Return the parameters that start at `place`, and where they end."""
    params: dict[str, str] = {}
    while found := _PARAMETER.match(value, place):
        place = found.end()
        name, quoted, plain = found.groups()
        text = (plain or "").strip(" \t") if quoted is None else _ESCAPE.sub(r"\1", quoted)
        params.setdefault(name.lower(), text)
    return params, place


def _end(pattern: re.Pattern[str], value: str, place: int) -> int:
    found = pattern.match(value, place)
    return place if found is None else found.end()
