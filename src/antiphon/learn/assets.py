"""The files that the pages use. Their folder has a name made of their bytes, so that a browser may keep them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

FOLDER = "/static/"


@cache
def assets() -> Mapping[str, bytes]:
    """Return the content of each file by its name."""
    folder = files(__package__) / "static"
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir(), key=lambda file: file.name)}


@cache
def assets_path() -> str:
    """Return the path of their folder: other files have another one."""
    digest = hashlib.blake2b(digest_size=8)
    for name, content in assets().items():
        digest.update(name.encode() + b"\0" + content)
    return f"{FOLDER}{digest.hexdigest()}/"
