"""A name for a file that someone else suggests, made harmless on any system (RFC 6266 §4.3, §7; RFC 7578 §4.2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePath
from urllib.parse import unquote

from .media_types import parameters_of

_EXTENDED = re.compile(r"(?P<charset>utf-8|iso-8859-1)'[^']*'(?P<value>.*)", re.IGNORECASE)
_UNSAFE = re.compile(r'[<>:"|?*]')
# Names that Windows gives to devices, whatever extension follows.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
# What is no name on any system, and what is another name for a file where the folder lies on an NTFS or SMB mount: a
# stream of it (``page.php::$DATA``), or its short name from the days of DOS (``PASSWO~1.TXT``).
_NO_NAME = re.compile(rb"\.{0,2}|.*[/\\\x00].*|.*:(?::|\$).*|[^.]{1,6}~[0-9]{1,5}(?:\.[^.]{0,3})?", re.DOTALL)
# Most file systems take 255; a number or an ending may still have to fit behind it.
_MOST_BYTES = 200


def is_name(name: bytes) -> bool:
    """Tell whether `name` can be that of one file or folder and of nothing else."""
    return _NO_NAME.fullmatch(name) is None


def suggested_name(disposition: str | None) -> str:
    """Return the safe form of the file name in a Content-Disposition value, empty where there is none.

    Of two names the international one counts (RFC 6266 §4.3).
    """
    _, semicolon, rest = (disposition or "").partition(";")
    parameters = parameters_of(semicolon + rest) or {}
    extended = _EXTENDED.fullmatch(parameters.get("filename*", ""))
    if extended is not None:
        return safe_name(unquote(extended["value"], encoding=extended["charset"], errors="replace"))
    return safe_name(_as_utf_8(parameters.get("filename", "")))


def _as_utf_8(text: str) -> str:
    """Return `text` as most senders meant it: UTF-8 in a field that is read as ISO-8859-1 (RFC 7578 §5.1)."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def safe_name(name: str) -> str:
    """Return the last part of the path `name` as the name of one visible file; empty where nothing is left of it."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(character if character.isprintable() else "_" for character in last)
    kept = _UNSAFE.sub("_", visible).lstrip(" .-").rstrip(" .")
    if _DEVICE.fullmatch(kept) or (kept and not is_name(kept.encode("utf-8", "replace"))):
        kept = f"_{kept}"
    return _shortened(kept)


def _shortened(name: str) -> str:
    """Return `name` cut to what every file system can hold, its extension kept."""
    suffix = PurePath(name).suffix
    if len(suffix.encode("utf-8")) > _MOST_BYTES // 2:
        suffix = ""
    stem = name[: len(name) - len(suffix)].encode("utf-8")[: _MOST_BYTES - len(suffix.encode("utf-8"))]
    return stem.decode("utf-8", "ignore") + suffix


def alternatives(name: str) -> Iterator[str]:
    """Yield `name`, then with -1, -2 and so on before its extension."""
    yield name
    path = PurePath(name)
    number = 0
    while True:
        number += 1
        yield f"{path.stem}-{number}{path.suffix}"
