"""The files that pages use: one style sheet and one script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ...semantics.media_types import media_type_of
from ...semantics.validators import EntityTag
from ..representation.document import tag_of

FOLDER = "/.antiphon/rest/"
"""The path of the files. No resource is in the way: a table called ``.antiphon`` has items, but no values there."""

STYLE, SCRIPT = "page.css", "page.js"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file: its `name`, its bytes, the value of its Content-Type, and its entity tag."""

    name: str
    content: bytes
    media_type: str
    etag: EntityTag


def asset_path(name: str) -> str:
    """Return the path of the file `name`."""
    return FOLDER + name


@cache
def _assets() -> dict[str, Asset]:
    return {asset_path(name): _asset(name) for name in (STYLE, SCRIPT)}


def _asset(name: str) -> Asset:
    content = files(__package__).joinpath("static", name).read_bytes()
    return Asset(name, content, media_type_of(name), tag_of(content))


def asset_at(path: str) -> Asset | None:
    """Return the file at `path`, below the backend's base; None where there is none."""
    return _assets().get(path) if path.startswith(FOLDER) else None
