"""``--download``: content into a file, with progress, and resumed where it broke off (RFC 9110 §13.1.5, §14)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..faults import HTTPError, RequestError, UsageError
from ..faults.command_line import OUTPUT_NEEDED
from ..net.run import run
from ..semantics.terminal_text import safe
from .language import say
from .progress import Progress

if TYPE_CHECKING:
    from ..client.response import Response
    from ..client.session import Session


def save(
    session: Session,
    method: str,
    url: str,
    arguments: dict[str, Any],
    output: Path | None,
    *,
    resume: bool,
    show: Callable[[Any], None],
) -> int:
    """Send the request and save the content in `output`, or under the name that the server suggests.

    With `resume`, only what is missing of `output` is asked for. `show` is called with each response before its content
    is read. Returns the status code; 200 also for a file that was complete already. Raises `UsageError` where a file
    cannot be written or resumed, and a `RequestError` of the exchange.
    """
    from ..client.transfers.downloading import Manner
    from ..client.transfers.faces import prepared_download

    if output is not None and resume:
        _adopt(output)
    elif resume:
        raise UsageError(OUTPUT_NEEDED)
    with Progress() as progress:

        def begin(response: Response) -> None:
            progress.name = output.name if output is not None else url
            show(response)

        manner = Manner(resume, None, progress.show, overwrite=True, unchecked=True, show=begin)
        if output is None:
            manner = Manner(resume, None, progress.show, show=begin)
        download = prepared_download(session, method, url, output, manner, {**arguments})  # type: ignore[typeddict-item]
        try:
            done = run(download.run())
        except HTTPError as error:
            click.echo(safe(f"{error.response.status_code} {error.response.reason}"), err=True)
            return int(error.response.status_code)
        except (RequestError, KeyboardInterrupt):
            progress.stop()
            _tell_rest(download.kept)
            raise
    _tell_size(done.path, done.size)
    return 200 if done.response.status_code == 416 else done.response.status_code


def _adopt(path: Path) -> None:
    """Take a file that another program left incomplete for the part that is there already."""
    from ..client.transfers.parts import part_of

    part = part_of(path)
    if path.is_file() and not path.is_symlink() and not os.path.lexists(part):
        with contextlib.suppress(OSError):
            path.rename(part)


def _tell_size(path: Path, size: int) -> None:
    click.echo(safe(say(f"{path}: {size} bytes, complete", f"{path}: {size} bytes, completo")), err=True)


def _tell_rest(kept: tuple[Path, int] | None) -> None:
    """Say what is there of a file that broke off, and how to go on."""
    if kept is None:
        return
    path, size = kept
    way = f"--continue --output {path}"
    click.echo(safe(say(f"{path}: {size} bytes; go on by {way}", f"{path}: {size} bytes; siga con {way}")), err=True)
