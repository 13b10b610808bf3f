"""The query of a request to the console, read strictly: what is not known is refused, with what there is."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl

from ...faults import AntiphonError, Text
from ...faults.console import CONSOLE_PARAMETER, CONSOLE_PARAMETER_UNKNOWN
from ...server.observed import Served
from .recording import EXCHANGES

_NUMBER = Text("a number from 1 to {most}", "un número de 1 a {most}")
_STATUS = Text("a status such as 404, or a class such as 4xx", "un estado como 404, o una clase como 4xx")
_METHODS = Text("methods with commas between them", "métodos separados por comas")
_SWITCH = Text("1, or nothing", "1, o nada")
_LONGEST = 1000
_LARGEST = 10**15
_METHOD_LIST = re.compile(r"[A-Za-z0-9!#$%&'*+\-.^_`|~]{1,40}(?:,[A-Za-z0-9!#$%&'*+\-.^_`|~]{1,40}){0,19}")
_STATUS_TEXT = re.compile(r"[1-5](?:xx|[0-9][0-9])?", re.IGNORECASE)


def parameters_of(query: str, known: Collection[str]) -> dict[str, str]:
    """Return the parameters of `query` by name, those without a value left out. Raises `AntiphonError`, 400."""
    found = dict(parse_qsl(query, keep_blank_values=True, errors="replace"))
    unknown = next((name for name in found if name not in known), None)
    if unknown is not None:
        raise AntiphonError(CONSOLE_PARAMETER_UNKNOWN, name=ascii(unknown[:100]), known=", ".join(sorted(known)))
    return {name: value for name, value in found.items() if value}


FILTERS = ("method", "status", "path", "client", "errors")
"""The parameters that say which exchanges are wanted."""
PAGES = ("before", "limit")
"""Those that say which page of them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which exchanges are wanted; what is empty does not matter. `path` and `client` are parts of text, lower-case."""

    methods: frozenset[str] = frozenset()
    status: str = ""
    path: str = ""
    client: str = ""
    errors: bool = False

    @classmethod
    def of(cls, parameters: dict[str, str]) -> Wanted:
        """Return what `parameters` say. Raises `AntiphonError`, 400."""
        methods = _matching(parameters, "method", _METHOD_LIST, _METHODS)
        return cls(
            frozenset(methods.upper().split(",")) if methods else frozenset(),
            _matching(parameters, "status", _STATUS_TEXT, _STATUS).lower().rstrip("x"),
            parameters.get("path", "")[:_LONGEST].lower(),
            parameters.get("client", "")[:_LONGEST].lower(),
            _matching(parameters, "errors", re.compile("1"), _SWITCH) == "1",
        )

    def includes(self, served: Served) -> bool:
        """Tell whether `served` is wanted."""
        if self.methods and served.method not in self.methods:
            return False
        if self.status and not str(served.status or "").startswith(self.status):
            return False
        if self.errors and not went_wrong(served):
            return False
        if self.client and self.client not in served.connection.client:
            return False
        return not self.path or self.path in (served.target or "").lower()


def went_wrong(served: Served) -> bool:
    """Tell whether the exchange was refused, failed, was answered by an error, or was cut."""
    if served.refusal is not None or served.failure is not None or (served.status or 0) >= 400:
        return True
    return served.ended is not None and not served.complete


def number_of(parameters: dict[str, str], name: str, default: int, most: int = _LARGEST) -> int:
    """Return the number that the parameter `name` is. Raises `AntiphonError`, 400."""
    text = parameters.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdecimal() or len(text) > 15 or not 1 <= int(text) <= most:
        raise AntiphonError(CONSOLE_PARAMETER, name=name, value=ascii(text[:100]), wanted=_NUMBER.of(most=most))
    return int(text)


def page_of(parameters: dict[str, str]) -> tuple[int, int]:
    """Return below which number the page begins, and how many exchanges it has. Raises `AntiphonError`, 400."""
    return number_of(parameters, "before", _LARGEST), number_of(parameters, "limit", EXCHANGES, EXCHANGES)


def _matching(parameters: dict[str, str], name: str, pattern: re.Pattern[str], wanted: Text) -> str:
    text = parameters.get(name, "")
    if text and not pattern.fullmatch(text):
        raise AntiphonError(CONSOLE_PARAMETER, name=name, value=ascii(text[:100]), wanted=wanted)
    return text
