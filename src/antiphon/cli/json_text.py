"""JSON for people: on lines of its own, in colour, and otherwise what the server sent.

Numbers, repeated names and their order stay as they came, which reading and writing the value would not promise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

Paint = Callable[[str, str], str]
"""Returns a text in the colour for a kind of token: ``name``, ``string``, ``number`` or ``word``."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')
_INDENT = "  "
_CLOSERS = {"{": "}", "[": "]"}


def plain(text: str, kind: str) -> str:
    """Return `text` without colour."""
    return text


def indented(text: str, paint: Paint = plain) -> str | None:
    """Return the JSON `text` indented and painted, None where it is not JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    return "".join(_written([*_TOKEN.findall(text), ""], paint))


def _written(tokens: list[str], paint: Paint) -> Iterator[str]:
    depth = 0
    before = ""
    for token, after in pairwise(tokens):
        if token in _CLOSERS.values():
            depth -= 1
            is_empty = _CLOSERS.get(before) == token
            yield token if is_empty else f"\n{_INDENT * depth}{token}"
        elif token == ":":
            yield ": "
        elif token == ",":
            yield f",\n{_INDENT * depth}"
        elif token in _CLOSERS:
            depth += 1
            yield token if after == _CLOSERS[token] else f"{token}\n{_INDENT * depth}"
        else:
            yield _scalar(token, after, paint)
        before = token


def _scalar(token: str, after: str, paint: Paint) -> str:
    if token.startswith('"'):
        # Letters behind \u escapes are shown; quotes and controls are escaped again.
        readable = json.dumps(json.loads(token, strict=False), ensure_ascii=False)
        return paint(readable, "name" if after == ":" else "string")
    return paint(token, "word" if token[0].isalpha() else "number")
