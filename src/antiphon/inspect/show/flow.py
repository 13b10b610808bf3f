"""Lines for a terminal: words in styles, broken where the line ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_WORD = re.compile(r"\S+\s*")
_LEAST = 20


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one style: `code` are the numbers of SGR (ECMA-48 §8.3.117), none for plain text."""

    text: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written on: so many columns wide, and in colour or not."""

    width: int = 80
    colour: bool = False

    def painted(self, text: str, code: str) -> str:
        """Return `text` in the style `code`."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code and text.strip() else text

    def flow(self, spans: Iterable[Span], indent: int = 0, hanging: int = 2) -> Iterator[str]:
        """Yield `spans` one after another, in lines after `indent` spaces; `hanging` more from the second on.

        Lines are broken at spaces; a word that is longer than a line stays whole.
        """
        line: list[Span] = []
        used, start = indent, indent
        for span in spans:
            for word in _WORD.findall(span.text):
                if used > start and used + len(word.rstrip()) > max(self.width, start + _LEAST):
                    yield self._line(line, start)
                    line, start = [], indent + hanging
                    used = start
                line.append(Span(word, span.code))
                used += len(word)
        if line:
            yield self._line(line, start)

    def _line(self, words: list[Span], start: int) -> str:
        """Return `words` as one line; neighbours of one style are painted at once."""
        runs: list[Span] = []
        for word in words:
            if runs and runs[-1].code == word.code:
                runs[-1] = Span(runs[-1].text + word.text, word.code)
            else:
                runs.append(word)
        runs[-1] = Span(runs[-1].text.rstrip(), runs[-1].code)
        return " " * start + "".join(self.painted(run.text, run.code) for run in runs)
