"""Where a download goes: a path that was asked for, or a free name in a folder; what is refused before it begins."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from mimetypes import guess_extension
from pathlib import Path
from urllib.parse import unquote

from ...faults import UsageError
from ...faults.transfer import FILE_UNWRITABLE, TARGET_EXISTS, TARGET_IS_LINK, TARGET_UNUSABLE
from ...semantics.file_names import alternatives, safe_name, suggested_name
from ...semantics.media_types import parse_media_type
from ..response import Response

PathInput = str | os.PathLike[str]


def unwritable(path: Path, error: OSError) -> UsageError:
    """Return the error that says that the system does not let `path` be written."""
    return UsageError(FILE_UNWRITABLE, path=ascii(str(path)), reason=error.strerror or str(error))


def path_of(given: PathInput | None) -> Path | None:
    """Return the path that was asked for, None where only a folder is known. Raises `UsageError`."""
    if given is None:
        return None
    text = os.fspath(given)
    if not isinstance(text, str) or not text or "\0" in text:
        reason = "it has a NUL" if text and isinstance(text, str) else "it is no text, or empty"
        raise UsageError(TARGET_UNUSABLE, path=ascii(text), reason=reason)
    return None if os.path.isdir(text) or text.endswith(("/", os.sep)) else Path(text)


def folder_of(given: PathInput | None) -> Path:
    """Return the folder in which a name is to be chosen, where `path_of` knows no path."""
    return Path() if given is None else Path(os.fspath(given))


def is_straight(path: Path) -> bool:
    """Tell whether `path` is a device, a pipe or the like, which cannot be replaced and is written to as it is."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def check_free(path: Path, *, overwrite: bool) -> None:
    """Raise `UsageError` where a download must not take the place of what is at `path`."""
    try:
        found = path.lstat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise unwritable(path, error) from error
    if stat.S_ISLNK(found):
        raise UsageError(TARGET_IS_LINK, path=ascii(str(path)))
    if not overwrite:
        raise UsageError(TARGET_EXISTS, path=ascii(str(path)))


def names_for(response: Response) -> Iterator[str]:
    """Yield names for the content of `response`: from Content-Disposition, else from the URL that was asked first.

    None has a folder in it, starts with a dot or a dash, or is a device's (RFC 6266 §4.3, §7).
    """
    asked = (response.history or [response])[0].request.url
    name = suggested_name(response.headers.get("content-disposition")) or safe_name(
        unquote(asked.path.rpartition("/")[2])
    )
    return alternatives(name or f"download{_extension(response.headers.get('content-type', ''))}")


def _extension(content_type: str) -> str:
    media_type = parse_media_type(content_type)
    return guess_extension(media_type.essence) or "" if media_type is not None else ""


def place(source: Path, path: Path, *, overwrite: bool) -> None:
    """Give the file `source` the name `path`, in one step. Raises `FileExistsError` unless `overwrite`, and `OSError`.

    A link to a file does not replace another; where the file system has none, the name is taken first.
    """
    if overwrite:
        os.replace(source, path)
        return
    try:
        os.link(source, path, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOENT, errno.ENOSPC, errno.EROFS, errno.EACCES):
            raise
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        os.replace(source, path)
    else:
        os.unlink(source)
