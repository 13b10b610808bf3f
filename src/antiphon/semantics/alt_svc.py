"""Alternative services (RFC 7838): where else, and in which protocols, an origin can be reached.

Times are seconds. Text is bytes read as Latin-1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..faults import InvalidURL
from .hosts import normalized_host, port_number

DEFAULT_MAX_AGE = 86_400
"""How long an alternative counts that does not say so itself (§3.1)."""
LONGEST_MAX_AGE = 2**31
MOST_ALTERNATIVES = 16
"""How many alternatives of one response count: more than any origin has."""
_LONGEST_FIELD = 8192

# Possessive throughout: nothing is tried twice, whatever a server sends.
_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]++"
_QUOTED = r'"(?:[^"\\]|\\.)*+"'
_PARAMETER = re.compile(rf"({_TOKEN})=({_TOKEN}|{_QUOTED})")
_PARAMETERS = rf"(?:[ \t]*+;[ \t]*+(?:{_TOKEN}=(?:{_TOKEN}|{_QUOTED}))?)*+"
_MEMBER = re.compile(
    rf"[ \t]*+(?:(?P<clear>clear)|(?P<protocol>{_TOKEN})=(?P<authority>{_QUOTED})(?P<parameters>{_PARAMETERS}))?"
    r"[ \t]*+(?:,|\Z)"
)
_ESCAPED = re.compile(r"\\(.)")
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
_SECONDS = re.compile(r"[0-9]+")
_AUTHORITY = re.compile(r"(\[[^\[\]]*\]|[^:\[\]@/?#%\x80-\xff]*):([0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class Alternative:
    """One alternative service.

    `protocol` is the name by which TLS negotiates it, such as ``h2`` or ``h3``; `host` is empty where it is the
    origin's own, and has no brackets. It counts for `max_age` seconds, and after a change of network only if it is
    `persistent`.
    """

    protocol: str
    host: str
    port: int
    max_age: int = DEFAULT_MAX_AGE
    persistent: bool = False


def parse_alternatives(values: Iterable[bytes]) -> list[Alternative] | None:
    """Return the alternatives in the Alt-Svc lines of one response, best first; they replace all earlier ones.

    An empty list is what ``clear`` says, wherever it stands (§3). None, which changes nothing, is the answer to a
    field that breaks the grammar or has no end. An alternative is passed over by itself where its protocol is not
    percent-encoded well, its host is none, or its port is not from 1 to 65535.
    """
    text = ", ".join(value.decode("latin-1") for value in values)
    members = _members(text) if len(text) <= _LONGEST_FIELD else None
    if members is None:
        return None
    if any(member["clear"] for member in members):
        return []
    read = [_alternative(member) for member in members if member["protocol"]]
    return [alternative for alternative in read if alternative is not None][:MOST_ALTERNATIVES] or None


def _members(text: str) -> list[re.Match[str]] | None:
    """Return the members of the list, empty ones too; None where the grammar is broken."""
    found: list[re.Match[str]] = []
    position = 0
    while position < len(text):
        member = _MEMBER.match(text, position)
        if member is None:
            return None
        found.append(member)
        position = member.end()
    return found


def _alternative(member: re.Match[str]) -> Alternative | None:
    protocol = _decoded(member["protocol"])
    authority = _AUTHORITY.fullmatch(_unquoted(member["authority"]))
    port = port_number(authority[2]) if authority else None
    if protocol is None or authority is None or port is None:
        return None
    try:
        host = normalized_host(authority[1]) if authority[1] else ""
    except InvalidURL:
        return None
    parameters: dict[str, str] = {}
    for name, value in _PARAMETER.findall(member["parameters"]):
        parameters.setdefault(name.lower(), _unquoted(value))
    return Alternative(protocol, host, port, _max_age(parameters.get("ma")), parameters.get("persist") == "1")


def _max_age(text: str | None) -> int:
    """Return the seconds that ma says; what is no number counts as absent, since parameters cannot break a field."""
    if text is None or not _SECONDS.fullmatch(text):
        return DEFAULT_MAX_AGE
    # Python refuses to read numbers of thousands of digits.
    return min(int(text[-11:]), LONGEST_MAX_AGE) if not text[:-11].strip("0") else LONGEST_MAX_AGE


def _decoded(protocol: str) -> str | None:
    """Return the protocol without its percent-encoding (§3); None where a % starts no code."""
    if _ENCODED.sub("", protocol).find("%") >= 0:
        return None
    return _ENCODED.sub(lambda code: chr(int(code[1], 16)), protocol)


def _unquoted(text: str) -> str:
    return _ESCAPED.sub(r"\1", text[1:-1]) if text.startswith('"') else text
