"""The name for a downloaded file: what the server suggests, made harmless (RFC 6266 §4.3, §7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from mimetypes import guess_extension
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ..semantics.media_types import parameters_of, parse_media_type

if TYPE_CHECKING:
    from ..client.response import Response

_EXTENDED = re.compile(r"(?P<charset>utf-8|iso-8859-1)'[^']*'(?P<value>.*)", re.IGNORECASE)
_UNSAFE = re.compile(r'[<>:"|?*]')
# Names that Windows gives to devices, whatever extension follows.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_MOST_BYTES = 200


def file_name(response: Response) -> str:
    """Return a name for the content of `response`: from Content-Disposition, else from the URL that was asked first.

    It has no folder in it, starts with neither dot nor dash, and is no device's.
    """
    asked = (response.history or [response])[0].request.url
    suggested = _suggested(response.headers.get("content-disposition", ""))
    name = harmless(suggested) or harmless(unquote(asked.path.rpartition("/")[2]))
    return name or f"download{_extension(response.headers.get('content-type', ''))}"


def _suggested(disposition: str) -> str:
    """Return the file name in a Content-Disposition value; of two the international one (RFC 6266 §4.3)."""
    _, semicolon, rest = disposition.partition(";")
    parameters = parameters_of(semicolon + rest) or {}
    extended = _EXTENDED.fullmatch(parameters.get("filename*", ""))
    if extended is not None:
        return unquote(extended["value"], encoding=extended["charset"], errors="replace")
    name = parameters.get("filename", "")
    try:
        # Many servers send UTF-8 here, though the field is read as ISO-8859-1.
        return name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return name


def harmless(name: str) -> str:
    """Return the last part of the path `name` as a file name for any system; empty where nothing is left of it."""
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(character if character.isprintable() else "_" for character in last)
    kept = _UNSAFE.sub("_", visible).lstrip(" .-").rstrip(" .")
    if _DEVICE.fullmatch(kept):
        kept = f"_{kept}"
    return _shortened(kept)


def _shortened(name: str) -> str:
    """Return `name` cut to what every file system can hold, its extension kept."""
    suffix = PurePath(name).suffix
    if len(suffix.encode("utf-8")) > _MOST_BYTES // 2:
        suffix = ""
    stem = name[: len(name) - len(suffix)].encode("utf-8")[: _MOST_BYTES - len(suffix.encode("utf-8"))]
    return stem.decode("utf-8", "ignore") + suffix


def _extension(content_type: str) -> str:
    media_type = parse_media_type(content_type)
    return guess_extension(media_type.essence) or "" if media_type is not None else ""


def alternatives(name: str) -> Iterator[str]:
    """Yield `name`, then with -1, -2 and so on before its extension."""
    yield name
    path = PurePath(name)
    number = 0
    while True:
        number += 1
        yield f"{path.stem}-{number}{path.suffix}"
