"""The options of ``antiphon serve`` for a folder of files, and the handler that they make."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..faults import UsageError
from ..faults.files import FOLDER_EXPOSED, FOLDER_PLATFORM, FOLDER_UNUSABLE
from .language import say

if TYPE_CHECKING:
    from ..server.target import Target

_Parameter = Callable[[Callable[..., None]], Callable[..., None]]
FOLDER = ("writable", "hidden")
"""The names of the values of these options."""


def names_folder(target: str) -> bool:
    """Tell whether `target` is a folder: it exists, or it ends with a slash. A Python package is meant as a module.

    Its source must not be served by mistake; whoever wants to writes ``./shop`` for the package shop.
    """
    folder = Path(target)
    try:
        is_package = target.isidentifier() and (folder / "__init__.py").is_file()
        is_meant = target.endswith("/") and "://" not in target
        return is_meant or (bool(target) and folder.is_dir() and not is_package)
    except (OSError, ValueError):  # a name with NUL in it is of no folder
        return False


def folder_options() -> list[_Parameter]:
    """Return the options."""
    return [
        click.option(
            "--writable",
            is_flag=True,
            help=say(
                "Clients may add, replace and delete the files of a served folder.",
                "Los clientes pueden añadir, reemplazar y eliminar archivos de la carpeta servida.",
            ),
        ),
        click.option(
            "--hidden",
            is_flag=True,
            help=say(
                "Serve files of a folder whose names begin with a dot, too.",
                "Sirve también los archivos de una carpeta cuyo nombre empieza por un punto.",
            ),
        ),
    ]


def folder_target(
    folder: str, *, host: str | None, writable: bool, hidden: bool, allow_host: tuple[str, ...] = ()
) -> Target:
    """Return the handler of `folder` as what is served on `host`, None for a socket file. Raises `UsageError`."""
    from ..rest.access.exposure import is_loopback

    if os.open not in os.supports_dir_fd:
        raise UsageError(FOLDER_PLATFORM)
    if writable and host is not None and not is_loopback(host):
        raise UsageError(FOLDER_EXPOSED, host=host, folder=folder)
    from ..server.files.folder import Folder
    from ..server.own_names import OwnNames
    from ..server.target import Kind, Target

    try:
        os.close(os.open(folder, os.O_RDONLY | os.O_DIRECTORY))
    except OSError as error:
        raise UsageError(FOLDER_UNUSABLE, folder=folder, reason=error.strerror or "?") from error
    own_names = OwnNames(allow_host) if host is not None and is_loopback(host) else None
    handler = Folder(Path(folder).absolute(), writable=writable, hidden=hidden, own_names=own_names)
    return Target(handler, Kind.HANDLER)
