"""Preferences (RFC 7240): what a client would like, if the server can."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_QUOTED = r'"(?:[^"\\]|\\.)*+"'
_WORD = rf"(?:{_TOKEN}|{_QUOTED})"
_MEMBER = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.?)*+(?:"|\Z))++', re.DOTALL)
_PREFERENCE = re.compile(rf"[ \t]*({_TOKEN})[ \t]*(?:=[ \t]*({_WORD})?)?[ \t]*(?:;.*)?", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)")


def parse_prefer(value: str) -> dict[str, str]:
    """Return the preferences in the value of a Prefer field: names in lower case, the empty text where none is given.

    The first of several with one name counts, parameters are ignored, and what cannot be read is passed over (§2).
    """
    found: dict[str, str] = {}
    for member in _MEMBER.findall(value):
        match = _PREFERENCE.fullmatch(member)
        if match is not None:
            found.setdefault(match[1].lower(), _unquoted(match[2] or ""))
    return found


def _unquoted(word: str) -> str:
    return _ESCAPE.sub(r"\1", word[1:-1]) if word.startswith('"') else word


def preference_applied(preferences: Mapping[str, str], names: Iterable[str]) -> str:
    """Return the value of Preference-Applied for those of `preferences` that were followed (§3)."""
    return ", ".join(name if not preferences[name] else f"{name}={preferences[name]}" for name in names)
