"""``--download``: content into a file, with progress, and resumed where it broke off (RFC 9110 §13.1.5, §14)."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import click

from ..client.timeouts import Timeouts
from ..faults import UsageError
from ..faults.command_line import FILE_UNWRITABLE, RESUME_IMPOSSIBLE
from ..semantics.ranges import parse_content_range
from .language import say

if TYPE_CHECKING:
    from ..client.response import BlockingResponse, Response
    from ..client.session import Session

_FILE_NAME = re.compile(r"""filename\*?=(?:UTF-8'[^']*')?(?:"((?:[^"\\]|\\.)*)"|([^;]+))""", re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_WITHOUT_DEADLINE = Timeouts(total=None)


def save(
    session: Session, method: str, url: str, arguments: dict[str, Any], output: Path | None, *, resume: bool
) -> BlockingResponse:
    """Send the request and save the content; returns the response.

    With `resume`, only what is missing of `output` is asked for, and only if the content is still the same: its ETag
    is kept beside the file until it is complete. Raises `UsageError` where a file cannot be written.
    """
    arguments = {**arguments, "timeout": arguments.get("timeout", _WITHOUT_DEADLINE)}
    start, tag = _progress_of(output) if resume and output is not None else (0, None)
    headers = list(arguments["headers"])
    # A compressed content cannot be continued by bytes of the original.
    headers.append(("Accept-Encoding", "identity"))
    if start:
        headers.append(("Range", f"bytes={start}-"))
        if tag:
            headers.append(("If-Range", tag))
    arguments["headers"] = headers
    with session.request(method, url, **arguments) as response:
        if start and response.status_code == 416:
            return response
        if not response.ok:
            click.echo(f"{response.status_code} {response.reason}", err=True)
            return response
        start = _resumed_at(response, start)
        path = output or free_path(file_name(response))
        _write(response, path, start)
    return response


def _resumed_at(response: Response, start: int) -> int:
    """Return where to go on: at `start` for a 206 that begins there, at 0 for the whole content."""
    if response.status_code != 206 or not start:
        return 0
    content_range = parse_content_range(response.headers.get("content-range", ""))
    first = getattr(content_range, "first", None)
    if first != start:
        raise UsageError(RESUME_IMPOSSIBLE)
    return start


def _write(response: BlockingResponse, path: Path, start: int) -> None:
    _remember(response, path)
    total = response.exchange.head.length
    show = _progress(path, start, None if total is None else start + total)
    received = start
    try:
        with path.open("ab" if start else "wb") as file:
            for piece in response.iter_bytes():
                file.write(piece)
                received += len(piece)
                show(received)
    except OSError as error:
        raise UsageError(FILE_UNWRITABLE, path=ascii(str(path)), reason=error.strerror or str(error)) from error
    _state(path).unlink(missing_ok=True)
    click.echo(say(f"{path}: {received} bytes", f"{path}: {received} bytes"), err=True)


def _state(path: Path) -> Path:
    return path.with_name(f".{path.name}.antiphon")


def _remember(response: Response, path: Path) -> None:
    """Keep a strong ETag beside the file: a weak one, or none, cannot tell whether the bytes are the same."""
    tag = response.headers.get("etag", "")
    if tag.startswith('"'):
        _state(path).write_text(json.dumps({"etag": tag}))


def _progress_of(path: Path) -> tuple[int, str | None]:
    """Return how much of `path` is there, and the ETag that it had."""
    if not path.exists():
        return 0, None
    try:
        tag = json.loads(_state(path).read_text()).get("etag")
    except (OSError, ValueError):
        tag = None
    return path.stat().st_size, tag


def file_name(response: Response) -> str:
    """Return the name that the server suggests, or that of the URL, made harmless (RFC 6266 §4.3)."""
    suggested = _FILE_NAME.search(response.headers.get("content-disposition", ""))
    name = unquote(suggested[1] or suggested[2]) if suggested else unquote(response.request.url.path)
    name = re.split(r"[/\\]", name.strip().rstrip("/"))[-1]
    name = _UNSAFE.sub("_", name).strip(" .")
    if not name or _RESERVED.fullmatch(name):
        return f"download{'-' + name if name else ''}"
    return name[:200]


def free_path(name: str) -> Path:
    """Return a path in this folder that does not exist: `name`, or with a number before its extension."""
    path = Path(name)
    number = 1
    while path.exists():
        path = Path(f"{Path(name).stem}-{number}{Path(name).suffix}")
        number += 1
    return path


def _progress(path: Path, start: int, total: int | None) -> Callable[[int], None]:
    """Return what shows how far a download is, on a terminal; elsewhere it shows nothing."""
    if not sys.stderr.isatty():
        return lambda received: None
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    bar = Progress(
        "{task.description}",
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    task = bar.add_task(path.name, total=total, completed=start)
    bar.start()

    def show(received: int) -> None:
        bar.update(task, completed=received)
        if received == total:
            bar.stop()

    return show
