"""From the path of a URL to the names of folders and files, and back. Nothing is decoded twice, or as anything else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote_from_bytes, unquote_to_bytes

from ...faults.files import PATH_ENCODING, PATH_SEGMENT
from ...semantics.file_names import is_name
from .refused import Refused

_BROKEN_ENCODING = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "!$&'()*+,;=:@~"


@dataclass(frozen=True, slots=True)
class FilePath:
    """The place that a URL names, below the folder that is served.

    `names` are those of the folders on the way and of the file; they are bytes, as file systems have them, which need
    not be UTF-8. `is_folder` tells that the URL ends with a slash.
    """

    names: tuple[bytes, ...]
    is_folder: bool

    def __str__(self) -> str:
        """Return the path for a URL; it starts with exactly one slash, so that it never names a host."""
        joined = "/" + "/".join(map(encoded, self.names))
        return f"{joined}/" if self.is_folder and self.names else joined

    def below(self, name: bytes) -> FilePath:
        """Return the path of the file `name` in the folder that this path names."""
        return FilePath((*self.names, name), is_folder=False)


def encoded(name: bytes) -> str:
    """Return `name` percent-encoded for a URL."""
    return quote_from_bytes(name, safe=_SAFE)


def shown(name: bytes) -> str:
    """Return `name` for people; bytes that are no UTF-8 become U+FFFD."""
    return name.decode("utf-8", "replace")


@lru_cache(maxsize=512)
def parse_path(path: str) -> FilePath:
    """Return what `path` names, as sent, without its query. Raises `Refused`, 400, for what names no file anywhere.

    Each part is decoded by itself, once (RFC 3986 §2.4), so an encoded slash never separates parts.
    """
    if _BROKEN_ENCODING.search(path):
        raise Refused(PATH_ENCODING, path=path)
    parts = path.split("/")[1:]
    is_folder = parts[-1] == ""
    if is_folder:
        parts.pop()
    return FilePath(_names(path, parts), is_folder)


def _names(path: str, parts: Sequence[str]) -> tuple[bytes, ...]:
    names = tuple([unquote_to_bytes(part) if "%" in part else part.encode("ascii") for part in parts])
    for name, part in zip(names, parts, strict=True):
        if not is_name(name):
            raise Refused(PATH_SEGMENT, path=path, segment=part or "//")
    return names
