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

# A name up to the first separator that no backslash precedes; of separators at one place, the longest.
# The name gives nothing back (*+): what was read as an escape does not become a separator after all.
_NAME = r"(?:\\[=:@;]|\\(?![=:@;])|[^=:@;\\]|;(?!\Z))*+"
_ITEM = re.compile(rf"(?P<name>{_NAME})(?P<separator>:=@|==|:=|=@|=|@|:|;)(?P<value>.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\([=:@;])")


@dataclass(frozen=True, slots=True)
class Item:
    """One item: what stands before and after its separator, backslashes resolved."""

    name: str
    separator: str
    value: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send as a part of a form, and the media type that was given for it."""

    path: Path
    media_type: str | None = None


@dataclass(slots=True)
class Items:
    """What the items of a command line say, sorted by what they are for.

    A header of None is to be left out; `content` is the file whose bytes are the whole content.
    """

    headers: dict[str, str | None] = field(default_factory=dict)
    params: list[tuple[str, str]] = field(default_factory=list)
    data: list[tuple[str, Any]] = field(default_factory=list)
    files: list[tuple[str, Upload]] = field(default_factory=list)
    content: Path | None = None


def parse_items(arguments: Iterable[str]) -> Items:
    """Return what `arguments` say. Raises `UsageError` for one that is no item, or whose file or JSON is not good."""
    items = Items()
    for argument in arguments:
        _add(items, parse_item(argument))
    return items


def parse_item(argument: str) -> Item:
    r"""Return the item that `argument` is; in it ``\=``, ``\:``, ``\@`` and ``\;`` are those characters themselves.

    Raises `UsageError`.
    """
    found = _ITEM.fullmatch(argument)
    if found is None or not (found["name"] or found["separator"] == "@"):
        raise UsageError(ITEM_SYNTAX, item=ascii(argument))
    return Item(_ESCAPED.sub(r"\1", found["name"]), found["separator"], _ESCAPED.sub(r"\1", found["value"]))


def _add(items: Items, item: Item) -> None:
    match item.separator:
        case "==":
            items.params.append((item.name, item.value))
        case ":":
            _add_header(items.headers, item.name, item.value or None)
        case ";":
            _add_header(items.headers, item.name, "")
        case "@" if item.name:
            items.files.append((item.name, _upload(item.value)))
        case "@":
            items.content = existing(item.value)
        case _:
            items.data.append((item.name, _datum(item)))


def _add_header(headers: dict[str, str | None], name: str, value: str | None) -> None:
    """Add a field; one that is there already becomes a list, which means the same (RFC 9110 §5.3)."""
    known = next((other for other in headers if other.lower() == name.lower()), name)
    before = headers.get(known)
    if before and value:
        value = f"{before}{'; ' if name.lower() == 'cookie' else ', '}{value}"
    headers[known] = value


def _datum(item: Item) -> Any:
    text = _read(item.value) if item.separator.endswith("@") else item.value
    if not item.separator.startswith(":="):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(ITEM_JSON, name=ascii(item.name), reason=str(error)) from error


def _upload(value: str) -> Upload:
    path, _, media_type = value.partition(";type=")
    return Upload(existing(path), media_type or None)


def existing(path: str) -> Path:
    """Return the file at `path`. Raises `UsageError` where there is none."""
    found = Path(path).expanduser()
    if not found.is_file():
        raise _unreadable(path, "a folder" if found.is_dir() else "no such file")
    return found


def _read(path: str) -> str:
    try:
        return existing(path).read_text("utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable(path, f"byte {error.start} is not UTF-8") from error
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error


def opened(path: Path) -> BinaryIO:
    """Return `path` open for reading. Raises `UsageError`."""
    try:
        return path.open("rb")
    except OSError as error:
        raise _unreadable(str(path), error.strerror or str(error)) from error


def _unreadable(path: str, reason: str) -> UsageError:
    return UsageError(FILE_UNREADABLE, path=ascii(path), reason=reason)
