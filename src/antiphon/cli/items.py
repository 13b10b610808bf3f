"""Request items: the short way to say what a request carries, as in HTTPie."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from ..faults import UsageError
from ..faults.command_line import FILE_UNREADABLE, ITEM_JSON, ITEM_SYNTAX

# Longer separators first: the leftmost one counts, and the longest at that place.
_SEPARATOR = re.compile(r"(?<!\\)(==|:=@|:=|=@|=|@|:|;\Z)")
_ESCAPED = re.compile(r"\\(==|:=@|:=|=@|=|@|:|;)")


@dataclass(slots=True)
class Items:
    """What the items of a command line say, sorted by what they are for."""

    headers: list[tuple[str, str | None]] = field(default_factory=list)
    params: list[tuple[str, str]] = field(default_factory=list)
    data: list[tuple[str, Any]] = field(default_factory=list)
    files: list[tuple[str, Path]] = field(default_factory=list)
    content: Path | None = None


def parse_items(arguments: Iterable[str]) -> Items:
    """Return what `arguments` say. Raises `UsageError` for one that is no item, or whose file or JSON is not good."""
    items = Items()
    for argument in arguments:
        _add(items, argument)
    return items


def _add(items: Items, argument: str) -> None:
    found = _SEPARATOR.search(argument)
    if found is None:
        raise UsageError(ITEM_SYNTAX, item=ascii(argument))
    name = _ESCAPED.sub(r"\1", argument[: found.start()])
    value = _ESCAPED.sub(r"\1", argument[found.end() :])
    separator = found[1]
    if not name and separator != "@":
        raise UsageError(ITEM_SYNTAX, item=ascii(argument))
    if separator == "==":
        items.params.append((name, value))
    elif separator == ":":
        items.headers.append((name, value or None))
    elif separator == ";":
        items.headers.append((name, ""))
    elif separator == "@" and not name:
        items.content = _existing(value)
    elif separator == "@":
        items.files.append((name, _existing(value)))
    else:
        items.data.append((name, _value(name, separator, value)))


def _value(name: str, separator: str, value: str) -> Any:
    text = _read(value) if separator.endswith("@") else value
    if not separator.startswith(":="):
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        raise UsageError(ITEM_JSON, name=ascii(name), reason=str(error)) from error


def _existing(path: str) -> Path:
    found = Path(path).expanduser()
    if not found.is_file():
        raise UsageError(FILE_UNREADABLE, path=ascii(path), reason="no such file")
    return found


def _read(path: str) -> str:
    try:
        return _existing(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(FILE_UNREADABLE, path=ascii(path), reason=str(error)) from error


def opened(path: Path) -> BinaryIO:
    """Return `path` open for reading. Raises `UsageError`."""
    try:
        return path.open("rb")
    except OSError as error:
        raise UsageError(FILE_UNREADABLE, path=ascii(str(path)), reason=error.strerror or str(error)) from error
