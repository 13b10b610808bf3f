"""On which line of a JSON text each of its values begins."""

from __future__ import annotations

import json
import re

Path = tuple[str | int, ...]
"""The names and indexes that lead to a value."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')


def line_of(text: str, path: Path) -> int:
    """Return the line, from 1 on, of the value at `path` in `text`, which is JSON; of what it is missing from, else."""
    lines = _Walk(text).lines
    while path not in lines:
        path = path[:-1]
    return lines[path]


class _Walk:
    """Goes through the tokens of a text once and notes where values begin."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._text = text
        self._tokens = _TOKEN.finditer(text)
        self._step()
        self._value(())

    def _step(self) -> str:
        """Go to the next token, and return it; at the end an empty one."""
        found = next(self._tokens, None)
        self._token = "" if found is None else found[0]
        self._offset = len(self._text) if found is None else found.start()
        return self._token

    def _value(self, path: Path) -> None:
        """Go through a value, to the token after it."""
        self.lines[path] = self._text.count("\n", 0, self._offset) + 1
        opening = self._token
        self._step()
        if opening == "{":
            self._members(path)
        elif opening == "[":
            self._elements(path)

    def _members(self, path: Path) -> None:
        while self._token != "}":
            name = json.loads(self._token)
            self._step()  # to the colon
            self._step()
            self._value((*path, name))
            self._pass_comma()
        self._step()

    def _elements(self, path: Path) -> None:
        index = 0
        while self._token != "]":
            self._value((*path, index))
            self._pass_comma()
            index += 1
        self._step()

    def _pass_comma(self) -> None:
        if self._token == ",":
            self._step()
