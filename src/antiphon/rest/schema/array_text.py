"""Arrays as PostgreSQL writes them, ``{a,"b c",NULL}``: what drivers give for types that they do not know, as enums."""

from __future__ import annotations

import re
from typing import Any

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([{},])|([^{},"\s][^{},"]*)', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def read_array(text: str) -> Any:
    """Return the texts in an array of any depth, None for NULL; `text` itself where it is no array."""
    levels: list[list[Any]] = [[]]
    for quoted, symbol, plain in _TOKEN.findall(text):
        if symbol == "{":
            levels.append([])
        elif symbol == "}":
            if len(levels) < 2:
                return text
            done = levels.pop()
            levels[-1].append(done)
        elif plain:
            levels[-1].append(None if plain.upper() == "NULL" else plain)
        elif symbol != ",":
            levels[-1].append(_ESCAPE.sub(r"\1", quoted))
    is_array = len(levels) == 1 and len(levels[0]) == 1 and isinstance(levels[0][0], list)
    return levels[0][0] if is_array else text
