"""The netrc file: users and passwords by host, as ftp and curl read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NoReturn

from ..faults import Phrase, Text, UsageError
from ..faults.authentication import NETRC_INVALID

_TOKEN = re.compile(r'"((?:[^"\\\n]|\\.)*)"(?=\s|\Z)|([^\s"]\S*)')
_ESCAPED = re.compile(r"\\(.)")
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_VALUED = frozenset({"login", "user", "password", "account"})


@dataclass(frozen=True, slots=True)
class NetrcEntry:
    """Who to be on one host."""

    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Netrc:
    """The entries of a file: by host in lower case, and the one for all others."""

    machines: Mapping[str, NetrcEntry]
    default: NetrcEntry | None = None

    @property
    def has_passwords(self) -> bool:
        """Tell whether there is anything to keep secret."""
        entries = [*self.machines.values(), *([self.default] if self.default else [])]
        return any(entry.password for entry in entries)


def parse_netrc(text: str, file: str) -> Netrc:
    """Return the entries of `text`; of several for one host the first counts. `file` is its name, for errors.

    A value may be quoted, with backslashes before quotes. Raises `UsageError` that names the line and shows no value.
    """
    reader = _Reader(text, file)
    machines: dict[str, NetrcEntry] = {}
    default: NetrcEntry | None = None
    while (word := reader.keyword()) is not None:
        if word == "machine":
            host = reader.value("machine")
            machines.setdefault(host.lower().rstrip("."), reader.entry())
        elif word == "default":
            default = default or reader.entry()
        elif word == "macdef":
            reader.skip_macro()
        else:
            reader.refuse(_NO_ENTRY)
    return Netrc(MappingProxyType(machines), default)


_NO_ENTRY = Text(
    "an entry has to begin with machine, default or macdef",
    "una entrada tiene que empezar con machine, default o macdef",
)


class _Reader:
    """Reads words one by one, and knows in which line it is."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._place = 0
        self._start = 0

    def keyword(self) -> str | None:
        """Return the next word that is not part of a comment, None at the end."""
        while (word := self._word()) is not None and word.startswith("#"):
            end = self._text.find("\n", self._start)
            self._place = len(self._text) if end < 0 else end
        return word

    def value(self, keyword: str) -> str:
        """Return the word that has to follow `keyword`."""
        word = self._word()
        if word is None:
            self.refuse(Text("nothing follows {keyword}", "no hay nada tras {keyword}").of(keyword=keyword))
        return word

    def entry(self) -> NetrcEntry:
        """Return who to be, from the words up to the next entry."""
        found: dict[str, str] = {}
        while True:
            before = self._place
            word = self.keyword()
            if word is None or word not in _VALUED:
                self._place = before
                break
            found["login" if word == "user" else word] = self.value(word)
        return NetrcEntry(found.get("login", found.get("account", "")), found.get("password", ""))

    def skip_macro(self) -> None:
        """Pass over a macro: it ends with an empty line, or with the file."""
        self.value("macdef")
        end = _EMPTY_LINE.search(self._text, self._place)
        self._place = end.end() if end else len(self._text)

    def refuse(self, problem: Text | Phrase) -> NoReturn:
        """Raise `UsageError` about the word read last."""
        line = self._text.count("\n", 0, self._start) + 1
        raise UsageError(NETRC_INVALID, file=self._file, line=line, problem=problem)

    def _word(self) -> str | None:
        start = self._after_spaces()
        if start == len(self._text):
            return None
        self._start = start
        found = _TOKEN.match(self._text, start)
        if found is None:
            self.refuse(Text("a quotation mark is not closed", "hay comillas sin cerrar"))
        self._place = found.end()
        return found[2] if found[1] is None else _ESCAPED.sub(r"\1", found[1])

    def _after_spaces(self) -> int:
        place = self._place
        while place < len(self._text) and self._text[place].isspace():
            place += 1
        return place
